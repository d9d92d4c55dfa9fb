//go:build (!amd64 && !arm64) || noasm

package kernels

import "github.com/pawgen/pawgen/internal/run/gguf"

// machineKernel returns nil: the generic code multiplies all types.
func machineKernel(gguf.Type) *panelKernel { return nil }

// vectorStore has no kernel.
func vectorStore([]float32, []float32, int) bool { return false }
