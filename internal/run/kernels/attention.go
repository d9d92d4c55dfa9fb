package kernels

// PageTokens is how many successive tokens of a sequence have their keys and
// values together.
const PageTokens = 16

// Head is one head's keys and values of up to 16 tokens, as integers. A key has a
// scale for each 32 of its dimensions, as some dimensions are much larger than
// the rest, and a value has one. They lie so that vectors hold pairs whose
// products are added: of dimensions of different tokens' keys, and of tokens'
// values in different dimensions.
type Head struct {
	keys        []int8    // [pairs of dimensions, 16, 2]; what is beside the last of an odd number counts nothing
	keyScales   []float32 // [blocks of 32 dimensions, 16]
	values      []int8    // [pairs of tokens, dim, 2]
	valueScales []float32 // [16]
}

// HeadSize returns how many integers and scales a head of dim dimensions has.
func HeadSize(dim int) (integers, scales int) {
	return (even(dim) + dim) * PageTokens, ((dim+Block-1)/Block + 1) * PageTokens
}

// HeadOf returns the head whose integers and scales these are; their number is
// that of [HeadSize].
func HeadOf(dim int, integers []int8, scales []float32) Head {
	keys := even(dim) * PageTokens
	last := len(scales) - PageTokens
	return Head{integers[:keys], scales[:last], integers[keys:], scales[last:]}
}

// even returns n or the next number.
func even(n int) int { return n + n&1 }

// Store stores a token's key and value, [dim] each, as those of token i.
func (h Head) Store(i int, key, value []float32, w *Work) {
	if h.vectorStore(i, key, value) {
		return
	}
	dim := len(key)
	q := grow(w.words, dim)
	w.words = q
	for d := 0; d < dim; d += Block {
		x := key[d:min(d+Block, dim)]
		h.keyScales[d/Block*PageTokens+i] = roundWords(q[d:], x, 127)
	}
	for d, v := range q {
		h.keys[(d&^1)*PageTokens+2*i+d&1] = int8(v)
	}
	h.valueScales[i] = roundWords(q, value, 127)
	to := h.values[i/2*2*dim+i%2:]
	for d, v := range q {
		to[2*d] = int8(v)
	}
}

// Tile is the memory for what some rows of queries see.
type Tile struct {
	dim, tokens int
	queries     []int16   // [rows, even(dim)]
	queryScales []float32 // [rows]
	scores      []float32 // [rows, stride]
	weights     []int16   // [rows, stride]
	valueScales []float32 // [tokens]
	largest     []float32 // [tokens]: of the scales so far
	sums        []int32   // [rows, dim]
	scales      []float32 // [rows], of the sums
}

// stride is from one row's scores to the next one's: those of a page may end
// past the last token.
func (t *Tile) stride() int { return t.tokens + PageTokens }

// Tile returns memory, valid until the next call, for rows of queries of dim
// dimensions and as many tokens.
func (w *Work) Tile(rows, dim, tokens int) *Tile {
	t := &w.tile
	t.dim, t.tokens = dim, tokens
	t.queries, t.queryScales = grow(t.queries, rows*even(dim)), grow(t.queryScales, rows)
	t.scores, t.weights = grow(t.scores, rows*t.stride()), grow(t.weights, rows*t.stride())
	t.valueScales, t.largest = grow(t.valueScales, tokens), grow(t.largest, tokens)
	t.sums, t.scales = grow(t.sums, rows*dim), grow(t.scales, rows)
	clear(t.sums)
	return t
}

// SetQuery makes q, [dim], the i-th row, rounded to int16.
func (t *Tile) SetQuery(i int, q []float32) {
	row := t.queries[i*even(t.dim):][:even(t.dim)]
	row[len(row)-1] = 0 // beside the last of an odd number
	t.queryScales[i] = roundWords(row, q, 1<<15-1)
}

// Score sets all rows' scores of n tokens, which are the first in h and come
// after start others that have theirs: the products of queries and keys. A block
// of 32 dimensions has an exact sum of integers; the blocks are added in their
// order.
func (t *Tile) Score(start, n int, h Head) {
	most := float32(0)
	if start > 0 {
		most = t.largest[start-1]
	}
	for i, scale := range h.valueScales[:n] {
		most = max(most, scale)
		t.valueScales[start+i], t.largest[start+i] = scale, most
	}
	rows, width, stride := len(t.queryScales), even(t.dim), t.stride()
	dst := t.scores[start:]
	_, _ = dst[(rows-1)*stride+PageTokens-1], h.keys[:width*PageTokens] // kernels check nothing
	if vectorScores(dst, stride, t.queries, t.queryScales, h, width/2) {
		return
	}
	for i, scale := range t.queryScales {
		q := t.queries[i*width:][:width]
		var totals [PageTokens]float32
		for first := 0; first < width; first += Block {
			var sums [PageTokens]int32
			for d := first; d < min(first+Block, width); d += 2 {
				a, b := int32(q[d]), int32(q[d+1])
				keys := h.keys[d*PageTokens:][:2*n]
				for j := range n {
					sums[j] += a*int32(keys[2*j]) + b*int32(keys[2*j+1])
				}
			}
			for j, scale := range h.keyScales[first/Block*PageTokens:][:n] {
				totals[j] += float32(float32(sums[j]) * scale)
			}
		}
		for j, total := range totals[:n] {
			dst[i*stride+j] = total * scale
		}
	}
}

// Weigh turns the scores of row i's first n tokens, all that it sees, into the
// weights of their values: e^score, divided by their sum, times the value's scale,
// rounded to int16. The rest of the row gets none.
func (t *Tile) Weigh(i, n int) {
	weights := t.weights[i*t.stride():][:t.tokens]
	largest := t.largest[n-1]
	if largest == 0 {
		clear(weights)
		t.scales[i] = 0
		return
	}
	scores := t.scores[i*t.stride():][:n]
	total := exponentials(scores)
	// The weights' sum is at most 2^24, n/2 of it from rounding, so that no sum of
	// products with bytes can overflow.
	limit := min(1<<15-1, float32(1<<24-n)/total)
	if !vectorWeights(weights, scores, limit/largest, t.valueScales) {
		scaleBy(scores, scores, limit/largest, t.valueScales[:n])
		words(weights[:n], scores, 1)
	}
	clear(weights[n:])
	t.scales[i] = float32(largest/limit) / total
}

// Mix adds to all rows' sums the weighted values of n tokens, which are the first
// in h and come after start others.
func (t *Tile) Mix(start, n int, h Head) {
	rows, stride := len(t.scales), t.stride()
	weights := t.weights[start:]
	_, _ = weights[(rows-1)*stride+n-1], h.values[:even(n)*t.dim] // kernels check nothing
	done := vectorMix(t.sums, t.dim, weights, stride, h.values, n, rows)
	if done == t.dim {
		return
	}
	for i := range rows {
		sums := t.sums[i*t.dim:][:t.dim]
		for j, weight := range weights[i*stride:][:n] {
			values := h.values[j/2*2*t.dim+j%2:]
			for d := done; d < len(sums); d++ {
				sums[d] += int32(weight) * int32(values[2*d])
			}
		}
	}
}

// Result sets dst, [dim], to row i's mixture of values.
func (t *Tile) Result(i int, dst []float32) {
	sums := t.sums[i*t.dim:][:len(dst)]
	scale := t.scales[i]
	done := vectorFloats(dst, sums, scale)
	for d, sum := range sums[done:] {
		dst[done+d] = float32(sum) * scale
	}
}

// roundWords sets dst to x as integers of at most most in magnitude, and returns
// their scale, zero if all of x counts as zero.
func roundWords(dst []int16, x []float32, most float32) (scale float32) {
	if scale, ok := vectorRoundWords(dst, x, most); ok {
		return scale
	}
	inverse, scale := scaleTo(x, most)
	words(dst[:len(x)], x, inverse)
	return scale
}
