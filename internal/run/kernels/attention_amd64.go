//go:build !noasm

package kernels

//go:generate env GOWORK=off go run -C _generate . -kernel attention -out ../attention_amd64.s

// vectorScores is [Tile.Score] for all 16 tokens, if there is a kernel for it.
func vectorScores(dst []float32, stride int, q []int16, qScales []float32, h Head, pairs int) bool {
	run := scoresAVX2
	switch {
	case Has(AVX512 | VNNI):
		run = scoresVNNI
	case !Has(AVX2):
		return false
	}
	run(&dst[0], &q[0], &qScales[0], &h.keys[0], &h.keyScales[0], len(qScales), pairs, stride)
	return true
}

// vectorMix is [Tile.Mix] for as many dimensions as fill registers; it returns how
// many.
func vectorMix(out []int32, dim int, weights []int16, stride int, values []int8, n, rows int) int {
	lanes, run := 8, mixAVX2
	if Has(AVX512 | VNNI) {
		lanes, run = 16, mixVNNI
	}
	done := whole(dim, lanes)
	if done > 0 {
		run(&out[0], &weights[0], &values[0], rows, dim, n, stride)
	}
	return done
}

// vectorWeights sets dst to x times s times scales, rounded to integers, if there is
// a kernel for it.
func vectorWeights(dst []int16, x []float32, s float32, scales []float32) bool {
	if !Has(AVX512) {
		return false
	}
	_, _ = dst[len(x)-1], scales[len(x)-1]
	weightsAVX512(&dst[0], &x[0], &scales[0], len(x), s)
	return true
}

// vectorRoundWords is [roundWords], if there is a kernel for it.
func vectorRoundWords(dst []int16, x []float32, most float32) (scale float32, ok bool) {
	if !Has(AVX512) || len(x)%16 != 0 || len(x) == 0 {
		return 0, false
	}
	_ = dst[len(x)-1]
	return roundWordsAVX512(&dst[0], &x[0], len(x), most), true
}

// vectorStore is [Head.Store], if there is a kernel for it.
func (h Head) vectorStore(i int, key, value []float32) bool {
	dim := len(key)
	if !Has(AVX512) || dim%Block != 0 || dim == 0 {
		return false
	}
	keys, values := h.keys[2*i:], h.values[i/2*2*dim+i%2:]
	_, _, _ = keys[(dim-2)*PageTokens+1], values[2*dim-2], value[dim-1]
	storeHeadAVX512(&keys[0], &h.keyScales[i], &values[0], &h.valueScales[i], &key[0], &value[0], dim)
	return true
}

// The kernels. Rows, pairs, dim and n are at least 1; strides are in numbers. They
// may read what is beside the last of n tokens.

//go:noescape
func scoresVNNI(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)

//go:noescape
func scoresAVX2(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)

//go:noescape
func mixVNNI(out *int32, weights *int16, values *int8, rows, dim, n, stride int)

//go:noescape
func mixAVX2(out *int32, weights *int16, values *int8, rows, dim, n, stride int)

// weightsAVX512 scales n numbers, at least one, and rounds them. See [scaleBy] and
// [words].
//
//go:noescape
func weightsAVX512(dst *int16, x, scales *float32, n int, s float32)

// roundWordsAVX512 rounds n numbers, a multiple of 16 and at least that. See
// [roundWords].
//
//go:noescape
func roundWordsAVX512(dst *int16, x *float32, n int, most float32) float32

// storeHeadAVX512 stores a key and a value of dim numbers, a multiple of 32 and at
// least that. See [Head.Store].
//
//go:noescape
func storeHeadAVX512(keys *int8, keyScales *float32, values *int8, valueScale, key, value *float32, dim int)
