//go:build (!amd64 && !arm64) || noasm

package kernels

// detect returns nothing: the generic code is all there is.
func detect() Feature { return 0 }
