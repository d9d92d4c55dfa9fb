//go:build !noasm

package kernels

import "github.com/pawgen/pawgen/internal/gguf"

//go:generate go run -C _generate . -kernel q8_0 -out ../q8_0_amd64.s
//go:generate go run -C _generate . -kernel q4_0 -out ../q4_0_amd64.s
//go:generate go run -C _generate . -kernel q6_k -out ../q6_k_amd64.s

// groupKernelOf returns the fastest kernel for type t.
func groupKernelOf(t gguf.Type) (k groupKernel, ok bool) {
	switch {
	case Has(AVX512 | VNNI):
		k, ok = kernelsVNNI[t]
	case Has(AVX2):
		k, ok = kernelsAVX2[t]
	}
	return k, ok
}

var kernelsVNNI = map[gguf.Type]groupKernel{
	gguf.Q8_0: {groupQ8VNNI, 16},
	gguf.Q4_0: {groupQ4VNNI, 16},
	gguf.Q6_K: {groupQ6VNNI, 16},
}

var kernelsAVX2 = map[gguf.Type]groupKernel{
	gguf.Q8_0: {groupQ8AVX2, 8},
	gguf.Q4_0: {groupQ4AVX2, 8},
	gguf.Q6_K: {groupQ6AVX2, 8},
}

// groupQ8VNNI is rowQ8 for a group of 16 rows; see groupKernel.
//
//go:noescape
func groupQ8VNNI(acc *float32, x *int8, w *byte, tokens, blocks int)

// groupQ8AVX2 is rowQ8 for 8 rows of a group; see groupKernel.
//
//go:noescape
func groupQ8AVX2(acc *float32, x *int8, w *byte, tokens, blocks int)

// groupQ4VNNI is rowQ4 for a group of 16 rows; see groupKernel.
//
//go:noescape
func groupQ4VNNI(acc *float32, x *int8, w *byte, tokens, blocks int)

// groupQ4AVX2 is rowQ4 for 8 rows of a group; see groupKernel.
//
//go:noescape
func groupQ4AVX2(acc *float32, x *int8, w *byte, tokens, blocks int)

// groupQ6VNNI is rowQ6K for a group of 16 rows; see groupKernel.
//
//go:noescape
func groupQ6VNNI(acc *float32, x *int8, w *byte, tokens, blocks int)

// groupQ6AVX2 is rowQ6K for 8 rows of a group; see groupKernel.
//
//go:noescape
func groupQ6AVX2(acc *float32, x *int8, w *byte, tokens, blocks int)
