//go:build !amd64 || noasm

package kernels

import "github.com/pawgen/pawgen/internal/gguf"

// machineKernel returns nil: the generic code multiplies all types.
func machineKernel(gguf.Type, kind) *panelKernel { return nil }

// packRows is never called: no kernel has matrices packed.
func packRows(dst, rows []byte, stride, n int) { panic("kernels: internal error: no packRows") }
