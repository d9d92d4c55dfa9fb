package kernels

import "unsafe"

// A panel is 16 rows by up to 256 columns of a quantised matrix, decoded so
// that vectors hold numbers of different rows: per block of 32 columns three
// lines for the scales and what else the type has, and eight lines of weights.
// A line has 4 bytes of each row: those of four columns, or a 32-bit number.
// Panels live in the first-level cache only: they are decoded anew for every
// product, which costs less than reading more bytes from memory would.
const (
	panelRows   = 16
	panelBlocks = 8
	line        = 4 * panelRows
	weightsAt   = 3 * line // first: scales, minima or first integer scales, second integer scales
	blockBytes  = weightsAt + 8*line
	panelBytes  = panelBlocks * blockBytes
)

// pair is how many rows are multiplied at a time: those of two panels.
const pair = 2 * panelRows

// panelKernel multiplies panels of one type. It equals what [Work.multiplyRow]
// does row by row.
type panelKernel struct {
	// unpack writes two panels of blocks of 32 columns from the packed copy of the
	// matrix. What it adds to the weights, if it does, run takes off.
	unpack func(panels, records *byte, blocks int)
	// run adds to acc, [tokens, 32], the product of the activations of blocks of
	// 32 columns, the first of which are at x and the next ones stride bytes
	// later, with two panels: in the order of the blocks. Tokens and blocks are at
	// least 1, and nothing need be aligned. Meanwhile it may read what is at next, a
	// part of the records that the next panels are made of, into the cache; that may
	// be any address.
	run func(acc *float32, x *int8, panels *byte, tokens, blocks, stride int, next uintptr)
	// single adds to acc, [32], the product of one token's activations of blocks of
	// 32 columns with the 32 rows of the packed copy. If it is nil, unpack and run do
	// that.
	single func(acc *float32, x *int8, records *byte, blocks, stride int)
	// rows is how many rows one call of run does, 32 or 8; those from r on are
	// found by [panelOffset].
	rows int
}

// panelOffset is where row r of the second panel's or the first's is.
func panelOffset(r int) int { return r/panelRows*panelBytes + r%panelRows*4 }

// mostTokens is how many tokens pass a panel at a time: their activations and
// results should stay in the first-level cache beside two panels.
const mostTokens = 48

// multiplyPanels multiplies rows [first, first+n) with all tokens; first is a
// multiple of 32.
func (m *Matrix) multiplyPanels(p product, w *Work, first, n int) {
	w.panels = grow(w.panels, 2*panelBytes)
	tokens := p.in.tokens
	tiles := (tokens + mostTokens - 1) / mostTokens
	for i := first; i < first+n; i += pair {
		rows := min(pair, m.rows-i)
		w.pairs = w.pairs[:0]
		for j, s := range p.sources {
			w.pairs = append(w.pairs, s.records(w, j, i))
		}
		for tile := range tiles {
			from, to := tile*tokens/tiles, (tile+1)*tokens/tiles
			w.acc = grow(w.acc, (to-from)*pair)
			p.start(w.acc, pair, i, rows, from, to)
			p.sources[0].addPair(w.acc, p.in, w, w.pairs[0], from, to)
			for j, c := range p.changes {
				if first, end := max(c.First, from), min(c.First+c.In.tokens, to); first < end {
					p.sources[1+j].addPair(w.acc[(first-from)*pair:], c.In, w, w.pairs[1+j], first-c.First, end-c.First)
				}
			}
			p.finish(w.acc, pair, i, rows, from, to)
		}
	}
}

// addPair adds to acc, [tokens, 32], the products of 32 rows, whose records are
// given, with the input's tokens [from, to).
func (s source) addPair(acc []float32, in *Input, w *Work, records []byte, from, to int) {
	k, stride, tokens := s.kernel, in.tokens*activationBytes, to-from
	if tokens == 1 && k.single != nil {
		k.single(&acc[0], &in.blocks[from].q[0], &records[0], s.cols/Block, stride)
		return
	}
	step := len(records) / (s.cols / Block) * panelBlocks // bytes of 256 columns' records
	for b := 0; b < s.cols/Block; b += panelBlocks {
		blocks := min(panelBlocks, s.cols/Block-b)
		k.unpack(&w.panels[0], &records[0], blocks)
		next := uintptr(unsafe.Pointer(&records[0])) + uintptr(step)
		records = records[min(step, len(records)):]
		x := &in.blocks[b*in.tokens+from].q[0]
		for r := 0; r < pair; r += k.rows {
			k.run(&acc[r], x, &w.panels[panelOffset(r)], tokens, blocks, stride, next+uintptr(step*r/pair))
		}
	}
}
