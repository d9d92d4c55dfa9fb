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
	MOVD panels+0(FP), R0
	MOVD records+8(FP), R1
	MOVD blocks+16(FP), R2
	MOVD $5632, R3
	ADD  R0, R3

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

// func unpackQ4NEON(panels, records *byte, blocks int)
//
// Scales, 4 lines with columns 0 to 15 in the low and 16 to 31 in the high
// nibbles, each 8 too large.
TEXT ·unpackQ4NEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD  panels+0(FP), R0
	MOVD  records+8(FP), R1
	MOVD  blocks+16(FP), R2
	MOVD  $5632, R3
	ADD   R0, R3
	VMOVI $15, V20.B16
	VMOVI $8, V21.B16

// NIBBLES sets low and high to the integers of 16 bytes.
#define NIBBLES(low, high) \
	VUSHR $4, low.B16, high.B16; \
	VAND V20.B16, low.B16, low.B16; \
	VSUB V21.B16, high.B16, high.B16; \
	VSUB V21.B16, low.B16, low.B16

// LINE splits the record's next line.
#define LINE(i, panel) \
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]; \
	NIBBLES(V0, V4); \
	NIBBLES(V1, V5); \
	NIBBLES(V2, V6); \
	NIBBLES(V3, V7); \
	FSTPQ (F0, F1), (192+64*i)(panel); \
	FSTPQ (F2, F3), (192+64*i+32)(panel); \
	FSTPQ (F4, F5), (448+64*i)(panel); \
	FSTPQ (F6, F7), (448+64*i+32)(panel)

#define SPLITBLOCK(panel) \
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]; \
	VST1 [V0.B16, V1.B16, V2.B16, V3.B16], (panel); \
	LINE(0, panel); \
	LINE(1, panel); \
	LINE(2, panel); \
	LINE(3, panel); \
	ADD $704, panel

block:
	SPLITBLOCK(R0)
	SPLITBLOCK(R3)
	SUBS $1, R2
	BNE  block
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

// SCALES writes byte j of four rows' signed scales as 32 bits.
#define SCALES(j, four, at) \
	VSHL $(24-8*j), four.S4, V0.S4; \
	SSHR4(24, 0, 0); \
	FMOVQ F0, (j/2*704+j%2*64+at)(R4)

#define SCALES4(four, at) \
	SCALES(0, four, at); \
	SCALES(1, four, at); \
	SCALES(2, four, at); \
	SCALES(3, four, at)

integers:
	VLD1.P 64(R3), [V4.B16, V5.B16, V6.B16, V7.B16]
	SCALES4(V4, 0)
	SCALES4(V5, 16)
	SCALES4(V6, 32)
	SCALES4(V7, 48)
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
