//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// From the file to records (pack.go) and from records to panels (panel.go).

// func packRowsNEON(dst, rows *byte, stride, n int)
//
// Four rows by four words are turned at a time.
TEXT ·packRowsNEON(SB), NOSPLIT|NOFRAME, $0-32
	MOVD dst+0(FP), R0
	MOVD rows+8(FP), R1
	MOVD stride+16(FP), R2
	MOVD n+24(FP), R3

chunk:
	MOVD R0, R4
	MOVD R1, R5
	MOVD $4, R6

four:
	FMOVQ (R5), F0
	ADD   R2, R5
	FMOVQ (R5), F1
	ADD   R2, R5
	FMOVQ (R5), F2
	ADD   R2, R5
	FMOVQ (R5), F3
	ADD   R2, R5
	VTRN1 V1.S4, V0.S4, V4.S4
	VTRN2 V1.S4, V0.S4, V5.S4
	VTRN1 V3.S4, V2.S4, V6.S4
	VTRN2 V3.S4, V2.S4, V7.S4
	VTRN1 V6.D2, V4.D2, V0.D2
	VTRN1 V7.D2, V5.D2, V1.D2
	VTRN2 V6.D2, V4.D2, V2.D2
	VTRN2 V7.D2, V5.D2, V3.D2
	FMOVQ F0, (R4)
	FMOVQ F1, 64(R4)
	FMOVQ F2, 128(R4)
	FMOVQ F3, 192(R4)
	ADD   $16, R4
	SUBS  $1, R6
	BNE   four
	ADD   $256, R0
	ADD   $16, R1
	SUBS  $1, R3
	BNE   chunk
	RET

// func unpackQ8NEON(panels, records *byte, blocks int)
//
// Scales and eight lines of signed bytes become what they are.
TEXT ·unpackQ8NEON(SB), NOSPLIT|NOFRAME, $0-24
// BEGIN loads the arguments: R0 and R3 are the panels, R1 the record, R2 counts
// blocks.
#define BEGIN \
	MOVD panels+0(FP), R0; \
	MOVD records+8(FP), R1; \
	MOVD blocks+16(FP), R2; \
	MOVD $5632, R3; \
	ADD R0, R3
	BEGIN

// COPY copies the record's next line and leaves to after it.
#define COPY(to) \
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]; \
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(to)

// COPYBLOCK copies a block to a panel and leaves the panel at its next block.
#define COPYBLOCK(panel) \
	COPY(panel); \
	ADD $128, panel; \
	COPY(panel); COPY(panel); COPY(panel); COPY(panel); \
	COPY(panel); COPY(panel); COPY(panel); COPY(panel)

block:
	COPYBLOCK(R0)
	COPYBLOCK(R3)
	SUBS $1, R2
	BNE  block
	RET

// Small types: records of a line of scales, a line of fifth bits if there are
// five, and four lines with columns 0 to 15 in the low and 16 to 31 in the high
// nibbles. V20 masks an integer, V21 is what it is too large by.

// LOAD16 loads the record's next line.
#define LOAD16 VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]

// SINGLES copies scales.
#define SINGLES(panel) \
	LOAD16; \
	VST1 [V0.B16, V1.B16, V2.B16, V3.B16], (panel)

// HALVES writes scales and minima.
#define HALVES(panel) \
	LOAD16; \
	SPLIT(0, V4, 4, F4, V8, 8, F8); \
	SPLIT(1, V5, 5, F5, V9, 9, F9); \
	SPLIT(2, V6, 6, F6, V10, 10, F10); \
	SPLIT(3, V7, 7, F7, V11, 11, F11); \
	FSTPQ (F4, F5), (panel); \
	FSTPQ (F6, F7), 32(panel); \
	FSTPQ (F8, F9), 64(panel); \
	FSTPQ (F10, F11), 96(panel)

// SPLIT sets low and high to the half-precision numbers of four words as singles.
#define SPLIT(words, lowV, low, lowF, highV, high, highF) \
	XTN4(words, low); \
	SHRN16(words, high); \
	FCVTLH(low, low); \
	FCVTLH(high, high)

// HIGH sets V4 to V7 to what is above V0's to V3's low nibbles.
#define HIGH \
	VUSHR $4, V0.B16, V4.B16; \
	VUSHR $4, V1.B16, V5.B16; \
	VUSHR $4, V2.B16, V6.B16; \
	VUSHR $4, V3.B16, V7.B16

// EIGHT does an instruction with V0 to V7, into which the result goes.
#define EIGHT(op, m) \
	op m, V0.B16, V0.B16; \
	op m, V1.B16, V1.B16; \
	op m, V2.B16, V2.B16; \
	op m, V3.B16, V3.B16; \
	op m, V4.B16, V4.B16; \
	op m, V5.B16, V5.B16; \
	op m, V6.B16, V6.B16; \
	op m, V7.B16, V7.B16

// STORE8 writes V0 to V3 to a line, V4 to V7 to another one.
#define STORE8(low, high, panel) \
	FSTPQ (F0, F1), (low)(panel); \
	FSTPQ (F2, F3), (low+32)(panel); \
	FSTPQ (F4, F5), (high)(panel); \
	FSTPQ (F6, F7), (high+32)(panel)

// NIBBLES, FIFTHS and TABLE write lines i and 4+i.
#define NIBBLES(i, panel) \
	LOAD16; \
	HIGH; \
	EIGHT(VAND, V20.B16); \
	EIGHT(VSUB, V21.B16); \
	STORE8(192+64*i, 448+64*i, panel)

#define TABLE(i, panel) \
	LOAD16; \
	HIGH; \
	EIGHT(VAND, V20.B16); \
	LOOKUP; \
	STORE8(192+64*i, 448+64*i, panel)

#define LOOKUP \
	VTBL V0.B16, [V22.B16], V0.B16; \
	VTBL V1.B16, [V22.B16], V1.B16; \
	VTBL V2.B16, [V22.B16], V2.B16; \
	VTBL V3.B16, [V22.B16], V3.B16; \
	VTBL V4.B16, [V22.B16], V4.B16; \
	VTBL V5.B16, [V22.B16], V5.B16; \
	VTBL V6.B16, [V22.B16], V6.B16; \
	VTBL V7.B16, [V22.B16], V7.B16

// FIFTHS has the bits of line i as the lowest in V8 to V11, those of 4+i in V12 to
// V15, and goes on to those of the next lines. It inserts them above the nibbles,
// with more above them.
#define FIFTHS(i, panel) \
	LOAD16; \
	HIGH; \
	INSERT(V8, V0); INSERT(V9, V1); INSERT(V10, V2); INSERT(V11, V3); \
	INSERT(V12, V4); INSERT(V13, V5); INSERT(V14, V6); INSERT(V15, V7); \
	EIGHT(VAND, V20.B16); \
	EIGHT(VSUB, V21.B16); \
	STORE8(192+64*i, 448+64*i, panel)

// INSERT sets the bits of w from the fifth on to those of from from its first on,
// and drops the first.
#define INSERT(from, w) \
	VSLI $4, from.B16, w.B16; \
	VUSHR $1, from.B16, from.B16

// LOADFIFTHS loads the line of fifth bits.
#define LOADFIFTHS \
	VLD1.P 64(R1), [V8.B16, V9.B16, V10.B16, V11.B16]; \
	VUSHR $4, V8.B16, V12.B16; \
	VUSHR $4, V9.B16, V13.B16; \
	VUSHR $4, V10.B16, V14.B16; \
	VUSHR $4, V11.B16, V15.B16

#define FOURLINES(line, panel) \
	line(0, panel); \
	line(1, panel); \
	line(2, panel); \
	line(3, panel); \
	ADD $704, panel

// func unpackQ4NEON(panels, records *byte, blocks int)
TEXT ·unpackQ4NEON(SB), NOSPLIT|NOFRAME, $0-24
	BEGIN
	VMOVI $15, V20.B16
	VMOVI $8, V21.B16

block:
	SINGLES(R0)
	FOURLINES(NIBBLES, R0)
	SINGLES(R3)
	FOURLINES(NIBBLES, R3)
	SUBS $1, R2
	BNE  block
	RET

// func unpackQ41NEON(panels, records *byte, blocks int)
TEXT ·unpackQ41NEON(SB), NOSPLIT|NOFRAME, $0-24
	BEGIN
	VMOVI $15, V20.B16
	VMOVI $0, V21.B16

block:
	HALVES(R0)
	FOURLINES(NIBBLES, R0)
	HALVES(R3)
	FOURLINES(NIBBLES, R3)
	SUBS $1, R2
	BNE  block
	RET

// func unpackQ50NEON(panels, records *byte, blocks int)
TEXT ·unpackQ50NEON(SB), NOSPLIT|NOFRAME, $0-24
	BEGIN
	VMOVI $31, V20.B16
	VMOVI $16, V21.B16

block:
	SINGLES(R0)
	LOADFIFTHS
	FOURLINES(FIFTHS, R0)
	SINGLES(R3)
	LOADFIFTHS
	FOURLINES(FIFTHS, R3)
	SUBS $1, R2
	BNE  block
	RET

// func unpackQ51NEON(panels, records *byte, blocks int)
TEXT ·unpackQ51NEON(SB), NOSPLIT|NOFRAME, $0-24
	BEGIN
	VMOVI $31, V20.B16
	VMOVI $0, V21.B16

block:
	HALVES(R0)
	LOADFIFTHS
	FOURLINES(FIFTHS, R0)
	HALVES(R3)
	LOADFIFTHS
	FOURLINES(FIFTHS, R3)
	SUBS $1, R2
	BNE  block
	RET

// The table of IQ4_NL and IQ4_XS.
DATA iq4<>+0(SB)/8, $0xf6eaddcfbfad9881
DATA iq4<>+8(SB)/8, $0x7159453526190d01
GLOBL iq4<>(SB), RODATA|NOPTR, $16

// func unpackIQ4NEON(panels, records *byte, blocks int)
TEXT ·unpackIQ4NEON(SB), NOSPLIT|NOFRAME, $0-24
	BEGIN
	VMOVI $15, V20.B16
	MOVD  $iq4<>(SB), R4
	FMOVQ (R4), F22

block:
	SINGLES(R0)
	FOURLINES(TABLE, R0)
	SINGLES(R3)
	FOURLINES(TABLE, R3)
	SUBS $1, R2
	BNE  block
	RET

// Large types have eight parts of 32 columns; see the generator for amd64,
// kquant.go. Four rows' scales are decoded at a time.

// BYTE sets F0 to byte j of four words times factor, as floats.
#define BYTE(j, words, factor) \
	VSHL $(24-8*j), words.S4, V0.S4; \
	VUSHR $24, V0.S4, V0.S4; \
	SCVTF4(0, 0); \
	FMUL4(factor, 0, 0)

// PART writes a part's scales and minima, which are bytes j.
#define PART(part, j, scales, minima) \
	BYTE(j, scales, 16); \
	FMOVQ F0, (part*704)(R4); \
	BYTE(j, minima, 17); \
	FMOVQ F0, (part*704+64)(R4)

// SCALES writes all scales and minima of the panel at R0, four rows at a time: the
// scales' scale in V16, the minima's negative one in V17, their integers in V4 and
// V5, then V6 and V7.
#define SCALES \
	FMOVQ (R3), F1; \
	FMOVQ 64(R3), F4; \
	FMOVQ 128(R3), F5; \
	FMOVQ 192(R3), F6; \
	XTN4(1, 16); \
	SHRN16(1, 17); \
	FCVTLH(16, 16); \
	FCVTLH(17, 17); \
	FNEG4(17, 17); \
	VUSHR $4, V6.B16, V7.B16; \
	VUSHR $6, V4.B16, V2.B16; \
	VUSHR $6, V5.B16, V3.B16; \
	VSLI $4, V2.B16, V6.B16; \
	VSLI $4, V3.B16, V7.B16; \
	VAND V23.B16, V4.B16, V4.B16; \
	VAND V23.B16, V5.B16, V5.B16; \
	PART(0, 0, V4, V5); \
	PART(1, 1, V4, V5); \
	PART(2, 2, V4, V5); \
	PART(3, 3, V4, V5); \
	PART(4, 0, V6, V7); \
	PART(5, 1, V6, V7); \
	PART(6, 2, V6, V7); \
	PART(7, 3, V6, V7); \
	ADD $16, R3; \
	ADD $16, R4

// BOTHPARTS writes a line of two parts: at R11, to which it comes back two parts
// later, from the nibbles at R10, which are those of the next two in 8 lines.
#define BOTHPARTS(join) \
	VLD1 (R10), [V0.B16, V1.B16, V2.B16, V3.B16]; \
	ADD $512, R10; \
	HIGH; \
	join; \
	EIGHT(VAND, V20.B16); \
	STORE8(0, 704, R11); \
	ADD $1408, R11

#define NOTHING
#define JOIN \
	INSERT(V8, V0); INSERT(V9, V1); INSERT(V10, V2); INSERT(V11, V3); \
	INSERT(V8, V4); INSERT(V9, V5); INSERT(V10, V6); INSERT(V11, V7)

// func unpackQ4KNEON(panels, records *byte, blocks int)
TEXT ·unpackQ4KNEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD  panels+0(FP), R0
	MOVD  records+8(FP), R1
	MOVD  $2, R2
	VMOVI $15, V20.B16
	VMOVI $63, V23.B16

panel:
	MOVD R1, R3
	MOVD R0, R4
	MOVD $4, R5

scales:
	SCALES
	SUBS $1, R5
	BNE  scales
	ADD  $(4*64), R1, R3
	ADD  $192, R0, R4
	MOVD $8, R5

columns:
	MOVD R3, R10
	MOVD R4, R11
	BOTHPARTS(NOTHING)
	BOTHPARTS(NOTHING)
	BOTHPARTS(NOTHING)
	BOTHPARTS(NOTHING)
	ADD  $64, R3
	ADD  $64, R4
	SUBS $1, R5
	BNE  columns
	ADD  $5632, R0
	ADD  $(36*64), R1
	SUBS $1, R2
	BNE  panel
	RET

// func unpackQ5KNEON(panels, records *byte, blocks int)
TEXT ·unpackQ5KNEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD  panels+0(FP), R0
	MOVD  records+8(FP), R1
	MOVD  $2, R2
	VMOVI $31, V20.B16
	VMOVI $63, V23.B16

panel:
	MOVD R1, R3
	MOVD R0, R4
	MOVD $4, R5

scales:
	SCALES
	SUBS $1, R5
	BNE  scales
	ADD  $(4*64), R1, R6  // fifth bits
	ADD  $(12*64), R1, R3
	ADD  $192, R0, R4
	MOVD $8, R5

columns:
	VLD1.P 64(R6), [V8.B16, V9.B16, V10.B16, V11.B16]
	MOVD   R3, R10
	MOVD   R4, R11
	BOTHPARTS(JOIN)
	BOTHPARTS(JOIN)
	BOTHPARTS(JOIN)
	BOTHPARTS(JOIN)
	ADD    $64, R3
	ADD    $64, R4
	SUBS   $1, R5
	BNE    columns
	ADD    $5632, R0
	ADD    $(44*64), R1
	SUBS   $1, R2
	BNE    panel
	RET

// SIXBITS writes a part's scales: its lower four bits in V2, the upper two above
// 16 others in V1, 32 too large, times V16.
#define SIXBITS(part) \
	VSHL $(28-4*part), V2.S4, V0.S4; \
	VUSHR $28, V0.S4, V0.S4; \
	VSHL $(14-2*part), V1.S4, V3.S4; \
	VUSHR $30, V3.S4, V3.S4; \
	VSLI $4, V3.S4, V0.S4; \
	VSUB V23.S4, V0.S4, V0.S4; \
	SCVTF4(0, 0); \
	FMUL4(16, 0, 0); \
	FMOVQ F0, (part*704)(R4)

// func unpackIQ4XSNEON(panels, records *byte, blocks int)
TEXT ·unpackIQ4XSNEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD  panels+0(FP), R0
	MOVD  records+8(FP), R1
	MOVD  $2, R2
	VMOVI $15, V20.B16
	MOVD  $iq4<>(SB), R4
	FMOVQ (R4), F22
	MOVD  $32, R4
	VDUP  R4, V23.S4

panel:
	MOVD R0, R4
	MOVD $4, R5

scales:
	FMOVQ   64(R1), F2
	FMOVQ.P 16(R1), F1
	XTN4(1, 16)
	FCVTLH(16, 16)
	SIXBITS(0)
	SIXBITS(1)
	SIXBITS(2)
	SIXBITS(3)
	SIXBITS(4)
	SIXBITS(5)
	SIXBITS(6)
	SIXBITS(7)
	ADD     $16, R4
	SUBS    $1, R5
	BNE     scales
	ADD     $64, R1
	MOVD    $8, R5

part:
	FOURLINES(TABLE, R0)
	SUBS $1, R5
	BNE  part
	SUBS $1, R2
	BNE  panel
	RET

// func unpackQ6NEON(panels, records *byte, blocks int)
//
// The scales of the scales, 32 lines of low nibbles, 16 of upper bits, 4 of signed
// scales for 16 columns each; each number 32 too large. A half, 128 columns, is
// four parts of 32: part p has nibble p/2 of the half's lines 8*(p%2) and up, and
// bits 2p of the half's 8 lines of upper bits.
TEXT ·unpackQ6NEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD  panels+0(FP), R0
	MOVD  records+8(FP), R1
	MOVD  $2, R2
	VMOVI $63, V20.B16
	VMOVI $32, V21.B16

panel:
	VLD1  (R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	MOVD  R0, R4
	MOVD  $8, R5

scales:
	VST1  [V0.B16, V1.B16, V2.B16, V3.B16], (R4)
	ADD   $704, R4
	SUBS  $1, R5
	BNE   scales

	// Each line of integer scales is those of two blocks.
	ADD   $(49*64), R1, R3
	ADD   $64, R0, R4
	MOVD  $4, R5

// SIGNED writes byte j of four rows' signed scales as 32 bits.
#define SIGNED(j, four, at) \
	VSHL $(24-8*j), four.S4, V0.S4; \
	SSHR4(24, 0, 0); \
	FMOVQ F0, (j/2*704+j%2*64+at)(R4)

#define SIGNED4(four, at) \
	SIGNED(0, four, at); \
	SIGNED(1, four, at); \
	SIGNED(2, four, at); \
	SIGNED(3, four, at)

integers:
	VLD1.P 64(R3), [V4.B16, V5.B16, V6.B16, V7.B16]
	SIGNED4(V4, 0)
	SIGNED4(V5, 16)
	SIGNED4(V6, 32)
	SIGNED4(V7, 48)
	ADD    $1408, R4
	SUBS   $1, R5
	BNE    integers

	ADD    $64, R1, R6           // nibbles of parts 0 and 2
	ADD    $(9*64), R1, R7       // of 1 and 3
	ADD    $(33*64), R1, R8      // upper bits
	ADD    $192, R0, R4
	MOVD   $2, R9

// SIX leaves the six bits of a number and takes off 32.
#define SIX(w) \
	VAND V20.B16, w.B16, w.B16; \
	VSUB V21.B16, w.B16, w.B16

// PARTS writes four rows of a line of each part. It inserts the upper bits above
// four bits of the nibbles, with more above them.
#define PARTS(upper, even, evenF, odd, oddF, at) \
	VUSHR $4, even.B16, V0.B16; \
	VUSHR $4, odd.B16, V1.B16; \
	VSLI $4, upper.B16, even.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, odd.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, V0.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, V1.B16; \
	SIX(even); \
	SIX(odd); \
	SIX(V0); \
	SIX(V1); \
	FMOVQ evenF, (at)(R4); \
	FMOVQ oddF, (704+at)(R4); \
	FMOVQ F0, (2*704+at)(R4); \
	FMOVQ F1, (3*704+at)(R4)

half:
	MOVD $8, R5

columns:
	VLD1.P 64(R8), [V4.B16, V5.B16, V6.B16, V7.B16]
	VLD1.P 64(R6), [V8.B16, V9.B16, V10.B16, V11.B16]
	VLD1.P 64(R7), [V12.B16, V13.B16, V14.B16, V15.B16]
	PARTS(V4, V8, F8, V12, F12, 0)
	PARTS(V5, V9, F9, V13, F13, 16)
	PARTS(V6, V10, F10, V14, F14, 32)
	PARTS(V7, V11, F11, V15, F15, 48)
	ADD    $64, R4
	SUBS   $1, R5
	BNE    columns
	ADD    $512, R6
	ADD    $512, R7
	ADD    $(4*704-512), R4
	SUBS   $1, R9
	BNE    half

	ADD  $5632, R0
	ADD  $(53*64), R1
	SUBS $1, R2
	BNE  panel
	RET
