//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// Products of 8 rows of a panel: see panel.go for its layout and panelKernel for
// what they compute. A block's weights are in registers while all tokens pass:
// line i's first four rows in V(2i), the others in V(2i+1), what else belongs to
// the rows in V24 to V29. The tokens' results so far are in memory.
//
// R0 and R1 are the first token's results and activations, R6 and R7 those of the
// token at hand.

// LOAD loads a block and goes back to the first token.
#define LOAD \
	FLDPQ 192(R2), (F0, F1); \
	FLDPQ 256(R2), (F2, F3); \
	FLDPQ 320(R2), (F4, F5); \
	FLDPQ 384(R2), (F6, F7); \
	FLDPQ 448(R2), (F8, F9); \
	FLDPQ 512(R2), (F10, F11); \
	FLDPQ 576(R2), (F12, F13); \
	FLDPQ 640(R2), (F14, F15); \
	FLDPQ (R2), (F24, F25); \
	FLDPQ 64(R2), (F26, F27); \
	FLDPQ 128(R2), (F28, F29); \
	MOVD R0, R6; \
	MOVD R1, R7; \
	MOVD R3, R8

// NEXTBLOCK goes on to the next block.
#define NEXTBLOCK \
	ADD $704, R2; \
	ADD R5, R1; \
	SUBS $1, R4

// NEXTTOKEN goes on to the next token: past an activation and 32 results.
#define NEXTTOKEN \
	ADD $52, R7; \
	ADD $128, R6; \
	SUBS $1, R8

// DOTPROD sets V20 and V21 to the sums of the first 16 columns' products, four
// rows each, V22 and V23 to those of the last 16.
#define DOTPROD \
	FLDPQ (R7), (F16, F17); \
	VEOR V20.B16, V20.B16, V20.B16; \
	VEOR V21.B16, V21.B16, V21.B16; \
	VEOR V22.B16, V22.B16, V22.B16; \
	VEOR V23.B16, V23.B16, V23.B16; \
	SDOTI(0, 16, 0, 20); SDOTI(0, 16, 1, 21); SDOTI(0, 17, 8, 22); SDOTI(0, 17, 9, 23); \
	SDOTI(1, 16, 2, 20); SDOTI(1, 16, 3, 21); SDOTI(1, 17, 10, 22); SDOTI(1, 17, 11, 23); \
	SDOTI(2, 16, 4, 20); SDOTI(2, 16, 5, 21); SDOTI(2, 17, 12, 22); SDOTI(2, 17, 13, 23); \
	SDOTI(3, 16, 6, 20); SDOTI(3, 16, 7, 21); SDOTI(3, 17, 14, 22); SDOTI(3, 17, 15, 23)

// PRODUCTS does the same without such an instruction. Of two lines, w and u, it
// multiplies two rows' 8 bytes: two products, each at most 128*127 in magnitude,
// fit int16.
#define PRODUCTS \
	MOVD R7, R9; \
	FOUR(SADDLP8, 0, 1, 2, 3, 20, 21, 22, 23); \
	FOUR(SADALP8, 4, 5, 6, 7, 20, 21, 22, 23); \
	VADDP V21.S4, V20.S4, V20.S4; \
	VADDP V23.S4, V22.S4, V21.S4; \
	FOUR(SADDLP8, 8, 9, 10, 11, 22, 23, 30, 31); \
	FOUR(SADALP8, 12, 13, 14, 15, 22, 23, 30, 31); \
	VADDP V23.S4, V22.S4, V22.S4; \
	VADDP V31.S4, V30.S4, V23.S4

// FOUR multiplies two lines, (w0, w1) and (u0, u1), with the activations at R9 and
// gives pairs of products to sum, into s0 to s3.
#define FOUR(sum, w0, w1, u0, u1, s0, s1, s2, s3) \
	VLD1R.P 4(R9), [V16.S4]; \
	VLD1R.P 4(R9), [V17.S4]; \
	SMULL8(16, w0, 18); SMULL8HIGH(16, w0, 19); \
	SMLAL8(17, u0, 18); SMLAL8HIGH(17, u0, 19); \
	sum(18, s0); sum(19, s1); \
	SMULL8(16, w1, 18); SMULL8HIGH(16, w1, 19); \
	SMLAL8(17, u1, 18); SMLAL8HIGH(17, u1, 19); \
	sum(18, s2); sum(19, s3)

// BOTH adds the sums of both halves of the columns.
#define BOTH \
	VADD V22.S4, V20.S4, V20.S4; \
	VADD V23.S4, V21.S4, V21.S4

// SCALED does so after it has multiplied them with their integer scales.
#define SCALED \
	MUL4(26, 20, 20); MUL4(27, 21, 21); \
	MLA4(28, 22, 20); MLA4(29, 23, 21)

// ADDBLOCK adds float(sum) * (the row's scale * the token's).
#define ADDBLOCK \
	FMOVS 32(R7), F18; \
	FLDPQ (R6), (F30, F31); \
	SCVTF4(20, 20); SCVTF4(21, 21); \
	FMULI(0, 18, 24, 22); FMULI(0, 18, 25, 23); \
	FMUL4(22, 20, 20); FMUL4(23, 21, 21); \
	FADD4(20, 30, 30); FADD4(21, 31, 31)

// ADDMINIMUM adds the row's minimum * the token's scaled sum.
#define ADDMINIMUM \
	FMOVS 48(R7), F18; \
	FMULI(0, 18, 26, 22); FMULI(0, 18, 27, 23); \
	FADD4(22, 30, 30); FADD4(23, 31, 31)

// func panelScaleDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelScaleDotProd(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	DOTPROD
	BOTH
	ADDBLOCK
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET

// func panelMinimumDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelMinimumDotProd(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	DOTPROD
	BOTH
	ADDBLOCK
	ADDMINIMUM
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET

// func panelHalvesDotProd(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelHalvesDotProd(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	DOTPROD
	SCALED
	ADDBLOCK
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET

// func panelScaleNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelScaleNEON(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	PRODUCTS
	BOTH
	ADDBLOCK
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET

// func panelMinimumNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelMinimumNEON(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	PRODUCTS
	BOTH
	ADDBLOCK
	ADDMINIMUM
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET

// func panelHalvesNEON(acc *float32, x *int8, panels *byte, tokens, blocks, stride int)
TEXT ·panelHalvesNEON(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD panels+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD blocks+32(FP), R4
	MOVD stride+40(FP), R5

block:
	LOAD

token:
	PRODUCTS
	SCALED
	ADDBLOCK
	FSTPQ (F30, F31), (R6)
	NEXTTOKEN
	BNE  token
	NEXTBLOCK
	BNE  block
	RET
