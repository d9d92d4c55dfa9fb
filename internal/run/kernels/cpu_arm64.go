//go:build !noasm

package kernels

import "golang.org/x/sys/cpu"

// detect returns what the processor has. NEON belongs to every one that Go
// runs on.
func detect() Feature {
	f := NEON
	if cpu.ARM64.HasASIMDDP {
		f |= DotProd
	}
	return f
}
