package kernels

import "github.com/pawgen/pawgen/internal/gguf"

// PageTokens is how many successive tokens of a sequence have their keys and
// values together. A page of one head, dim numbers wide, has its keys as [dim,
// 16], so that vectors hold numbers of different tokens, and its values as [16,
// dim], both in half precision.
const PageTokens = 16

// Halves sets dst to x in half precision, ties to even.
func Halves(dst []uint16, x []float32) {
	x = x[:len(dst)]
	done := vectorHalves(dst, x)
	for i, v := range x[done:] {
		dst[done+i] = gguf.HalfFromFloat(v)
	}
}

// StoreKeys stores n tokens' keys, in half precision and stride apart, as those
// from the at-th on of a page.
func StoreKeys(page []uint16, at int, keys []uint16, stride, n int) {
	for d := range len(page) / PageTokens {
		to := page[d*PageTokens+at:][:n]
		for t := range to {
			to[t] = keys[t*stride+d]
		}
	}
}

// Scores sets dst[i*stride+j], for each row i of q, [rows, dim], and all 16
// tokens j of a page, to the product of the row with the token's key, summed in
// the order of the dimensions.
func Scores(dst []float32, stride int, q []float32, dim int, keys []uint16, w *Work) {
	rows := len(q) / dim
	if rows == 0 {
		return
	}
	_, keys = dst[(rows-1)*stride+PageTokens-1], keys[:dim*PageTokens] // kernels check nothing
	if vectorScores(dst, stride, q, dim, keys, rows) {
		return
	}
	k := w.singles(keys)
	for i := range rows {
		var sums [PageTokens]float32
		for d, x := range q[i*dim:][:dim] {
			k := (*[PageTokens]float32)(k[d*PageTokens:])
			for j := range sums {
				sums[j] += float32(x * k[j])
			}
		}
		copy(dst[i*stride:], sums[:])
	}
}

// Mix adds to each row of out, [rows, dim], the sum of n tokens' values times the
// row's weights, in the order of the tokens; weights[i*stride+j] is row i's for
// token j.
func Mix(out []float32, dim int, weights []float32, stride int, values []uint16, n int, w *Work) {
	rows := len(out) / dim
	if rows == 0 || n == 0 {
		return
	}
	_, values = weights[(rows-1)*stride+n-1], values[:n*dim] // kernels check nothing
	done := vectorMix(out, dim, weights, stride, values, n, rows)
	if done == dim {
		return
	}
	v := w.singles(values)
	for i := range rows {
		out := out[i*dim:][:dim]
		for j, x := range weights[i*stride:][:n] {
			v := v[j*dim:][:dim]
			for d := done; d < dim; d++ {
				out[d] += float32(x * v[d])
			}
		}
	}
}

// singles returns numbers of half precision as singles, valid until the next
// call.
func (w *Work) singles(x []uint16) []float32 {
	w.w = grow(w.w, len(x))
	for i, h := range x {
		w.w[i] = single(h)
	}
	return w.w
}
