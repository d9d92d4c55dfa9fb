//go:build !noasm

package kernels

import "testing"

// BenchmarkPeak is the most that int8 kernels could reach on the machine.
func BenchmarkPeak(b *testing.B) {
	if !Has(AVX512 | VNNI) {
		b.Skip("no VNNI")
	}
	for b.Loop() {
		peakVNNI(1e6)
	}
	b.ReportMetric(2*16*64*1e6*float64(b.N)/b.Elapsed().Seconds()/1e9, "GOPS")
}
