//go:build !noasm

package kernels

import "golang.org/x/sys/cpu"

// detect returns what the processor has and the system saves.
func detect() Feature {
	var f Feature
	x := &cpu.X86
	if x.HasAVX && x.HasAVX2 && hasF16C() {
		f |= AVX2
	}
	if x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasBMI2 {
		f |= AVX512
	}
	if x.HasAVX512VNNI {
		f |= VNNI
	}
	return f
}

// hasF16C reports whether the processor converts half-precision numbers, as all
// do that have AVX2. It is bit 29 of ECX of CPUID's leaf 1, which package cpu
// does not tell.
func hasF16C() bool
