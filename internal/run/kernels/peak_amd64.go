//go:build !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel peak -out ../peak_amd64.s

// peakVNNI multiplies and adds n*16*64 pairs of bytes as fast as the machine
// can, for a benchmark. It has no generic twin because it has no result.
//
//go:noescape
func peakVNNI(n int)
