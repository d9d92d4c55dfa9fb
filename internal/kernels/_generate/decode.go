package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func decode() {
	for _, v := range []vector{avx512, avx2} {
		v.q8()
		v.q4()
		v.q6()
	}
}

// vector is a width of registers: rows side by side.
type vector struct {
	suffix string
	rows   int // of a register
	new    func() reg.VecVirtual
	wide   bool // AVX-512: weights become unsigned, 128 too large
}

var (
	avx512 = vector{"VNNI", 16, ZMM, true}
	avx2   = vector{"AVX2", 8, YMM, false}
)

// decoder is the frame of what reads 16 rows as they are in the file and writes
// a panel.
type decoder struct {
	vector
	panel, from reg.GPVirtual // the block to write, the rows' block to read
	blocks      reg.GPVirtual
	step, step3 reg.GPVirtual // one and three times the bytes of a row
	lanes       []reg.GPVirtual
	upper       []reg.OpmaskVirtual // the lanes 1, 2 and 3
	panelRowsAt int                 // bytes of the panel's lines before those that are written
	ahead       reg.GPVirtual       // bytes that will be read some time later
	fetched     int                 // how many of them have been asked for
}

func (v vector) decoder(name string) *decoder {
	TEXT(name+v.suffix, NOSPLIT, "func(panel, rows *byte, stride, blocks, ahead int)")
	d := &decoder{vector: v, panel: GP64(), from: GP64(), blocks: GP64(), step: GP64(), step3: GP64(), ahead: GP64()}
	Load(Param("panel"), d.panel)
	Load(Param("rows"), d.from)
	Load(Param("stride"), d.step)
	Load(Param("ahead"), d.ahead)
	ADDQ(d.from, d.ahead)
	Load(Param("blocks"), d.blocks)
	LEAQ(Mem{Base: d.step, Index: d.step, Scale: 2}, d.step3)
	if v.wide {
		for lane := range 3 {
			mask, k := GP32(), K()
			MOVL(U32(0xf0<<(4*lane)), mask)
			KMOVW(mask, k)
			d.upper = append(d.upper, k)
		}
	}
	return d
}

// place sets the addresses of the rows that the lanes of registers start with,
// row first and every fourth after it.
func (d *decoder) place(first int) {
	four := GP64()
	d.lanes = d.lanes[:0]
	at := d.from
	MOVQ(d.step, four)
	SHLQ(U8(2), four)
	for range first / 4 {
		next := GP64()
		LEAQ(Mem{Base: at, Index: four, Scale: 1}, next)
		at = next
	}
	for lane := range d.rows / 4 {
		if lane > 0 {
			next := GP64()
			LEAQ(Mem{Base: at, Index: four, Scale: 1}, next)
			at = next
		}
		d.lanes = append(d.lanes, at)
	}
	d.panelRowsAt = first * 4
}

// row is the address, off bytes into its block, of the j-th row of a lane.
func (d *decoder) row(lane, j, off int) Mem {
	m := Mem{Base: d.lanes[lane], Disp: off}
	switch j {
	case 1:
		m.Index, m.Scale = d.step, 1
	case 2:
		m.Index, m.Scale = d.step, 2
	case 3:
		m.Index, m.Scale = d.step3, 1
	}
	return m
}

// line is the address of a line of the panel, off bytes after the block.
func (d *decoder) line(off int) Mem { return at(d.panel, off+d.panelRowsAt) }

// chunk reads 16 bytes of each row, off bytes into its block, as four lines of
// 4 bytes of each row.
func (d *decoder) chunk(off int) [4]reg.VecVirtual {
	d.prefetch(16 * 16)
	// The j-th register gets the j-th row of each lane.
	var r, t, lines [4]reg.VecVirtual
	for j := range r {
		r[j] = d.new()
		if !d.wide {
			VBROADCASTI128(d.row(0, j, off), r[j])
			VINSERTI128(U8(1), d.row(1, j, off), r[j], r[j])
			continue
		}
		VBROADCASTI32X4(d.row(0, j, off), r[j])
		for lane, k := range d.upper {
			VBROADCASTI32X4(d.row(lane+1, j, off), k, r[j])
		}
	}
	// Then each lane's four rows by four words are turned.
	for i := range t {
		t[i] = d.new()
		lines[i] = d.new()
	}
	VPUNPCKLDQ(r[1], r[0], t[0])
	VPUNPCKHDQ(r[1], r[0], t[1])
	VPUNPCKLDQ(r[3], r[2], t[2])
	VPUNPCKHDQ(r[3], r[2], t[3])
	for i := range 2 {
		VPUNPCKLQDQ(t[2+i], t[i], lines[2*i])
		VPUNPCKHQDQ(t[2+i], t[i], lines[2*i+1])
	}
	return lines
}

// prefetch asks for as many more bytes ahead as are being read now; half of
// them where the 16 rows are read in two halves.
func (d *decoder) prefetch(bytes int) {
	for end := d.fetched + bytes*d.rows/16; d.fetched < end; d.fetched += 64 {
		PREFETCHT1(at(d.ahead, d.fetched))
	}
}

// halfs reads a half-precision number of each row.
func (d *decoder) halfs(off int) reg.VecVirtual {
	parts := []reg.VecVirtual{}
	for lane := 0; lane < len(d.lanes); lane += 2 {
		y := YMM()
		VPXOR(y, y, y)
		for i := range 8 {
			VPINSRW(U8(i), d.row(lane+i/4, i%4, off), y.AsX(), y.AsX())
		}
		parts = append(parts, y)
	}
	to := d.new()
	if d.wide {
		VINSERTI128(U8(1), parts[1].AsX(), parts[0], parts[0])
		VCVTPH2PS(parts[0], to)
	} else {
		VCVTPH2PS(parts[0].AsX(), to)
	}
	return to
}

// eachHalf does body for the 16 rows: once, or in two halves of 8.
func (d *decoder) eachHalf(body func()) {
	for first := 0; first < 16; first += d.rows {
		d.place(first)
		body()
	}
}

// each repeats body for all blocks of size bytes.
func (d *decoder) each(size int, body func()) {
	Label("block")
	d.eachHalf(body)
	ADDQ(U32(blockSize), d.panel)
	ADDQ(U32(uint32(size)), d.from)
	ADDQ(U32(uint32(16*size)), d.ahead)
	DECQ(d.blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// store writes a line.
func (d *decoder) store(v reg.VecVirtual, off int) {
	if d.wide {
		VMOVDQU32(v, d.line(off))
	} else {
		VMOVDQU(v, d.line(off))
	}
}

func (d *decoder) and(mask, v reg.VecVirtual) {
	if d.wide {
		VPANDD(mask, v, v)
	} else {
		VPAND(mask, v, v)
	}
}

// q8: scale, 32 signed bytes.
func (v vector) q8() {
	d := v.decoder("decodeQ8")
	var sign reg.VecVirtual
	if v.wide {
		sign = constant(0x80808080, v.new())
	}
	d.each(34, func() {
		d.store(d.halfs(0), 0)
		for c := range 2 {
			for i, w := range d.chunk(2 + 16*c) {
				if v.wide {
					VPXORD(sign, w, w) // + 128
				}
				d.store(w, weightsAt+lineSize*(4*c+i))
			}
		}
	})
}

// q4: scale, 16 bytes with columns 0 to 15 in the low and 16 to 31 in the high
// nibbles, each 8 too large.
func (v vector) q4() {
	d := v.decoder("decodeQ4")
	mask := constant(0x0f0f0f0f, v.new())
	var offset reg.VecVirtual
	if v.wide {
		offset = constant(0x78787878, v.new())
	}
	d.each(18, func() {
		d.store(d.halfs(0), 0)
		for i, low := range d.chunk(2) {
			high := v.new()
			VPSRLW(U8(4), low, high)
			for h, w := range []reg.VecVirtual{low, high} {
				d.and(mask, w)
				if v.wide {
					VPADDB(offset, w, w) // - 8 + 128
				}
				d.store(w, weightsAt+lineSize*(4*h+i))
			}
		}
	})
}

// q6: 128 bytes of low nibbles, 64 of upper bits, 16 signed scales for 16
// columns each, the scale of the scales; each number 32 too large. A half, 128
// columns, is four parts of 32: part p has nibble p/2 of the half's bytes
// 32*(p%2) and up, and bits 2p of the half's 32 bytes of upper bits.
func (v vector) q6() {
	d := v.decoder("decodeQ6")
	const upperAt, scalesAt, scaleOfScalesAt = 128, 192, 208
	mask, bits := constant(0x0f0f0f0f, v.new()), constant(0x30303030, v.new())
	var offset reg.VecVirtual
	if v.wide {
		offset = constant(0x60606060, v.new())
	}
	d.eachHalf(func() {
		scale := d.halfs(scaleOfScalesAt)
		for block := range 8 {
			d.store(scale, block*blockSize)
		}
		for i, four := range d.chunk(scalesAt) {
			for j := range 4 {
				d.store(d.scale(four, j), (2*i+j/2)*blockSize+firstAt+j%2*lineSize)
			}
		}
		for h := range 2 {
			for c := range 2 {
				upper := d.chunk(upperAt + 32*h + 16*c)
				for odd := range 2 {
					for i, nibbles := range d.chunk(64*h + 32*odd + 16*c) {
						for part := odd; part < 4; part += 2 {
							w := d.join(nibbles, upper[i], part, mask, bits)
							if v.wide {
								VPADDB(offset, w, w) // - 32 + 128
							}
							d.store(w, (4*h+part)*blockSize+weightsAt+lineSize*(4*c+i))
						}
					}
				}
			}
		}
	})
	VZEROUPPER()
	RET()
}

// scale returns byte j of each of four signed scales as the kernels want it: a
// float, or twice an int16.
func (d *decoder) scale(four reg.VecVirtual, j int) reg.VecVirtual {
	c := d.new()
	VPSLLD(U8(24-8*j), four, c)
	VPSRAD(U8(24), c, c)
	if d.wide {
		VCVTDQ2PS(c, c)
		return c
	}
	high := d.new()
	VPSLLD(U8(16), c, high)
	VPBLENDW(U8(0xaa), high, c, c)
	return c
}

// join returns the numbers of a part from its nibbles and bits 2*part of upper.
func (d *decoder) join(nibbles, upper reg.VecVirtual, part int, mask, bits reg.VecVirtual) reg.VecVirtual {
	w, u := d.new(), d.new()
	if part < 2 {
		if d.wide {
			VPANDD(mask, nibbles, w)
		} else {
			VPAND(mask, nibbles, w)
		}
	} else {
		VPSRLW(U8(4), nibbles, w)
		d.and(mask, w)
	}
	switch part {
	case 0, 1:
		VPSLLW(U8(4-2*part), upper, u)
	case 2:
		u = upper
	case 3:
		VPSRLW(U8(2), upper, u)
	}
	if d.wide {
		VPTERNLOGD(U8(0xf8), bits, u, w) // w |= u & bits
		return w
	}
	masked := d.new()
	VPAND(bits, u, masked)
	VPOR(masked, w, w)
	return w
}
