package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func unpack() {
	packRows()
	packFields()
	for _, v := range []vector{avx512, avx2} {
		v.q8()
		for _, s := range smalls {
			v.unpackSmall(s)
		}
		for _, l := range larges {
			v.unpackLarge(l)
		}
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

// packRows turns 16 rows of 16 bytes into four lines, as often as it is told to:
// eight rows at a time, the j-th row of each four in one register.
func packRows() {
	TEXT("packRowsAVX2", NOSPLIT, "func(dst, rows *byte, stride, n int)")
	p := parameters("dst", "rows", "stride", "n")
	dst, rows, stride, n := p[0], p[1], p[2], p[3]
	three := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, three)
	at16 := rowsAt(rows, stride, three, 16)
	next := rowsAt(after(rows, stride, 16), stride, three, 16)
	Label("chunk")
	for j := range 16 { // the same of the next 16 rows, which no processor would guess
		PREFETCHT0(next.at(j))
	}
	for half := range 2 {
		var r, t [4]reg.VecVirtual
		for j := range r {
			r[j] = YMM()
			VBROADCASTI128(at16.at(8*half+j), r[j])
			VINSERTI128(U8(1), at16.at(8*half+4+j), r[j], r[j])
		}
		for i := range t {
			t[i] = YMM()
		}
		VPUNPCKLDQ(r[1], r[0], t[0])
		VPUNPCKHDQ(r[1], r[0], t[1])
		VPUNPCKLDQ(r[3], r[2], t[2])
		VPUNPCKHDQ(r[3], r[2], t[3])
		for i := range 2 {
			low, high := YMM(), YMM()
			VPUNPCKLQDQ(t[2+i], t[i], low)
			VPUNPCKHQDQ(t[2+i], t[i], high)
			VMOVDQU(low, at(dst, 2*i*lineSize+32*half))
			VMOVDQU(high, at(dst, (2*i+1)*lineSize+32*half))
		}
	}
	ADDQ(U32(4*lineSize), dst)
	at16.advance(16)
	next.advance(16)
	DECQ(n)
	JNZ(LabelRef("chunk"))
	VZEROUPPER()
	RET()
}

// packFields writes the kernels that pack a field of 16 rows, block after block:
// they read the rows' words into registers one by one.
func packFields() {
	first := GLOBL("packFifthsOrder", RODATA|NOPTR)
	for i := range 128 { // four times: a byte of each word, in all of its bytes
		DATA(i, U8(i%16&^3+i/32))
	}
	packField("packSinglesAVX2", func() packBlock {
		return func(rows strided, dst reg.GPVirtual) {
			for half := range 2 {
				x, y := XMM(), YMM()
				VPXOR(x, x, x)
				for r := range 8 {
					VPINSRW(U8(r), rows.at(8*half+r), x, x)
				}
				VCVTPH2PS(x, y)
				VMOVUPS(y, at(dst, 32*half))
			}
		}
	})
	packField("packWordsAVX2", func() packBlock {
		return func(rows strided, dst reg.GPVirtual) {
			for quarter := range 4 {
				VMOVDQU(fourWords(rows, 4*quarter), at(dst, 16*quarter))
			}
		}
	})
	packField("packFifthsAVX2", func() packBlock {
		// Bits of a word's byte k become bits 2k and 2k+1 of all bytes.
		masks := []reg.VecVirtual{constant(0x08040201, YMM()), constant(0x80402010, YMM())}
		bits := vectors(8, YMM)
		for i := range bits {
			constant(0x01010101<<i, bits[i])
		}
		return func(rows strided, dst reg.GPVirtual) {
			for half := range 2 {
				x, sum := YMM(), YMM()
				VINSERTI128(U8(1), fourWords(rows, 8*half+4), fourWords(rows, 8*half).AsY(), x)
				for bit := range 8 {
					b := YMM()
					VPSHUFB(first.Offset(32*(bit/2)), x, b)
					VPAND(masks[bit%2], b, b)
					VPCMPEQB(masks[bit%2], b, b)
					VPAND(bits[bit], b, b)
					if bit == 0 {
						sum = b
					} else {
						VPOR(b, sum, sum)
					}
				}
				VMOVDQU(sum, at(dst, 32*half))
			}
		}
	})
}

// fourWords reads the words of four rows.
func fourWords(rows strided, first int) reg.VecVirtual {
	x := XMM()
	VMOVD(rows.at(first), x)
	for r := 1; r < 4; r++ {
		VPINSRD(U8(r), rows.at(first+r), x, x)
	}
	return x
}

// packBlock packs a field of 16 rows' blocks.
type packBlock func(rows strided, dst reg.GPVirtual)

// packField is the frame of what packs a field with what start returns.
func packField(name string, start func() packBlock) {
	TEXT(name, NOSPLIT, "func(dst, rows *byte, stride, blocks, size, step int)")
	p := parameters("dst", "rows", "stride", "blocks", "size", "step")
	dst, rows, stride, blocks, size, step := p[0], p[1], p[2], p[3], p[4], p[5]
	three := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, three)
	at16 := rowsAt(rows, stride, three, 16)
	pack := start()
	Label("block")
	pack(at16, dst)
	for _, b := range at16.bases {
		ADDQ(size, b)
	}
	ADDQ(step, dst)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// after returns the address of row n from p on.
func after(p, stride reg.GPVirtual, n int) reg.GPVirtual {
	to := GP64()
	IMUL3Q(U32(uint32(n)), stride, to)
	ADDQ(p, to)
	return to
}

// unpacker is the frame of what reads the records of 32 rows of a packed matrix
// and writes two panels.
type unpacker struct {
	vector
	panel, from reg.GPVirtual // the block to write in the first panel, the record to read
	blocks      reg.GPVirtual
	second      int // bytes from a line of the record and of the panel to those that are meant
	to          int
	off         int // bytes of a line before those of the rows at hand
}

func (v vector) unpacker(name string) *unpacker {
	TEXT(name+v.suffix, NOSPLIT, "func(panels, records *byte, blocks int)")
	p := parameters("panels", "records", "blocks")
	return &unpacker{vector: v, panel: p[0], from: p[1], blocks: p[2]}
}

// eachRows does body for the 32 rows, whose records have so many lines: as many
// rows at a time as a register has.
func (u *unpacker) eachRows(lines int, body func()) {
	for first := 0; first < 32; first += u.rows {
		u.second, u.to, u.off = first/16*lines*lineSize, first/16*panelSize, first%16*4
		body()
	}
}

// each repeats body for all blocks, whose records have so many lines.
func (u *unpacker) each(lines int, body func()) {
	Label("block")
	u.eachRows(lines, body)
	ADDQ(U32(blockSize), u.panel)
	ADDQ(U32(uint32(2*lines*lineSize)), u.from)
	DECQ(u.blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// load reads a line of the record.
func (u *unpacker) load(line int) reg.VecVirtual {
	return u.vector.load(at(u.from, u.second+line*lineSize+u.off))
}

// load reads a register.
func (v vector) load(from Mem) reg.VecVirtual {
	x := v.new()
	if v.wide {
		VMOVDQU32(from, x)
	} else {
		VMOVDQU(from, x)
	}
	return x
}

// store writes a line of the panel.
func (u *unpacker) store(v reg.VecVirtual, at int) {
	u.storeTo(v, Mem{Base: u.panel, Disp: u.to + at + u.off})
}

// storeTo writes a register.
func (v vector) storeTo(x reg.VecVirtual, to Mem) {
	if v.wide {
		VMOVDQU32(x, to)
	} else {
		VMOVDQU(x, to)
	}
}

func (v vector) and(mask, x, to reg.VecVirtual) {
	if v.wide {
		VPANDD(mask, x, to)
	} else {
		VPAND(mask, x, to)
	}
}

// q8: scales, 8 lines of signed bytes.
func (v vector) q8() {
	u := v.unpacker("unpackQ8")
	var sign reg.VecVirtual
	if v.wide {
		sign = constant(0x80808080, v.new())
	}
	u.each(1+8, func() {
		u.store(u.load(0), 0)
		for i := range 8 {
			w := u.load(1 + i)
			if v.wide {
				VPXORD(sign, w, w) // + 128
			}
			u.store(w, weightsAt+lineSize*i)
		}
	})
}

// The lines of a record of Q6_K.
const lowAt, upperAt, scalesAt = 1, 1 + 32, 1 + 32 + 16

// q6: the scales of the scales, 32 lines of low nibbles, 16 of upper bits, 4 of
// signed scales for 16 columns each; each number 32 too large. A half, 128
// columns, is four parts of 32: part p has nibble p/2 of the half's lines 8*(p%2)
// and up, and bits 2p of the half's 8 lines of upper bits.
func (v vector) q6() {
	u := v.unpacker("unpackQ6")
	mask, bits := constant(0x0f0f0f0f, v.new()), constant(0x30303030, v.new())
	var offset reg.VecVirtual
	if v.wide {
		offset = constant(0x60606060, v.new())
	}
	u.eachRows(1+32+16+4, func() {
		scale := u.load(0)
		for block := range 8 {
			u.store(scale, block*blockSize)
		}
		for i := range 4 {
			four := u.load(scalesAt + i)
			for j := range 4 {
				u.store(u.scale(four, j), (2*i+j/2)*blockSize+firstAt+j%2*lineSize)
			}
		}
		for h := range 2 {
			for i := range 8 {
				upper := u.load(upperAt + 8*h + i)
				for odd := range 2 {
					nibbles := u.load(lowAt + 16*h + 8*odd + i)
					for part := odd; part < 4; part += 2 {
						w := u.join(nibbles, upper, part, mask, bits)
						if v.wide {
							VPADDB(offset, w, w) // - 32 + 128
						}
						u.store(w, (4*h+part)*blockSize+weightsAt+lineSize*i)
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
func (v vector) scale(four reg.VecVirtual, j int) reg.VecVirtual {
	c := v.new()
	VPSLLD(U8(24-8*j), four, c)
	VPSRAD(U8(24), c, c)
	if v.wide {
		VCVTDQ2PS(c, c)
		return c
	}
	high := v.new()
	VPSLLD(U8(16), c, high)
	VPBLENDW(U8(0xaa), high, c, c)
	return c
}

// join returns the numbers of a part from its nibbles and bits 2*part of upper.
func (v vector) join(nibbles, upper reg.VecVirtual, part int, mask, bits reg.VecVirtual) reg.VecVirtual {
	w, b := v.new(), v.new()
	if part < 2 {
		v.and(mask, nibbles, w)
	} else {
		VPSRLW(U8(4), nibbles, w)
		v.and(mask, w, w)
	}
	switch part {
	case 0, 1:
		VPSLLW(U8(4-2*part), upper, b)
	case 2:
		b = upper
	case 3:
		VPSRLW(U8(2), upper, b)
	}
	if v.wide {
		VPTERNLOGD(U8(0xf8), bits, b, w) // w |= b & bits
		return w
	}
	masked := v.new()
	VPAND(bits, b, masked)
	VPOR(masked, w, w)
	return w
}
