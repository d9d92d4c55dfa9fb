//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// COLUMN adds column i's products: float i of V24 times the weights w0 to w3.
#define COLUMN(i, w0, w1, w2, w3) \
	FMULI(i, 24, w0, 25); \
	FMULI(i, 24, w1, 26); \
	FMULI(i, 24, w2, 27); \
	FMULI(i, 24, w3, 28); \
	FADD4(25, 20, 20); \
	FADD4(26, 21, 21); \
	FADD4(27, 22, 22); \
	FADD4(28, 23, 23)

// func groupF32NEON(acc, x, w *float32, tokens, cols, xStride, wStride int)
//
// Four columns' weights are in registers while all tokens pass, then single
// columns' that are left.
TEXT ·groupF32NEON(SB), NOSPLIT|NOFRAME, $0-56
	MOVD acc+0(FP), R0
	MOVD x+8(FP), R1
	MOVD w+16(FP), R2
	MOVD tokens+24(FP), R3
	MOVD cols+32(FP), R4
	MOVD xStride+40(FP), R5
	MOVD wStride+48(FP), R6
	LSL  $2, R5
	LSL  $2, R6

four:
	SUBS $4, R4
	BLT  rest
	VLD1 (R2), [V0.S4, V1.S4, V2.S4, V3.S4]
	ADD  R6, R2
	VLD1 (R2), [V4.S4, V5.S4, V6.S4, V7.S4]
	ADD  R6, R2
	VLD1 (R2), [V8.S4, V9.S4, V10.S4, V11.S4]
	ADD  R6, R2
	VLD1 (R2), [V12.S4, V13.S4, V14.S4, V15.S4]
	ADD  R6, R2
	MOVD R0, R7
	MOVD R1, R8
	MOVD R3, R9

token4:
	VLD1   (R7), [V20.S4, V21.S4, V22.S4, V23.S4]
	FMOVQ  (R8), F24
	COLUMN(0, 0, 1, 2, 3)
	COLUMN(1, 4, 5, 6, 7)
	COLUMN(2, 8, 9, 10, 11)
	COLUMN(3, 12, 13, 14, 15)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R7)
	ADD    R5, R8
	SUBS   $1, R9
	BNE    token4
	ADD    $16, R1
	B      four

rest:
	ADDS $4, R4
	BEQ  done

one:
	VLD1 (R2), [V0.S4, V1.S4, V2.S4, V3.S4]
	ADD  R6, R2
	MOVD R0, R7
	MOVD R1, R8
	MOVD R3, R9

token1:
	VLD1   (R7), [V20.S4, V21.S4, V22.S4, V23.S4]
	FMOVS  (R8), F24
	COLUMN(0, 0, 1, 2, 3)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R7)
	ADD    R5, R8
	SUBS   $1, R9
	BNE    token1
	ADD    $4, R1
	SUBS   $1, R4
	BNE    one

done:
	RET

// func transpose(dst, src *float32, stride, cols int)
TEXT ·transpose(SB), NOSPLIT|NOFRAME, $0-32
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD stride+16(FP), R2
	MOVD cols+24(FP), R3
	ADD  R2<<2, R1, R4
	ADD  R2<<2, R4, R5
	ADD  R2<<2, R5, R6
	MOVD $64, R7

again:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R4), [V1.S4]
	VLD1.P 16(R5), [V2.S4]
	VLD1.P 16(R6), [V3.S4]
	VTRN1  V1.S4, V0.S4, V4.S4
	VTRN2  V1.S4, V0.S4, V5.S4
	VTRN1  V3.S4, V2.S4, V6.S4
	VTRN2  V3.S4, V2.S4, V7.S4
	VTRN1  V6.D2, V4.D2, V0.D2
	VTRN1  V7.D2, V5.D2, V1.D2
	VTRN2  V6.D2, V4.D2, V2.D2
	VTRN2  V7.D2, V5.D2, V3.D2
	VST1.P [V0.S4], (R0)(R7)
	VST1.P [V1.S4], (R0)(R7)
	VST1.P [V2.S4], (R0)(R7)
	VST1.P [V3.S4], (R0)(R7)
	SUBS   $4, R3
	BNE    again
	RET

// func columnsF16NEON(dst *float32, records *byte, blocks int)
//
// A line's words have a column below and the next one above.
TEXT ·columnsF16NEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD dst+0(FP), R0
	MOVD records+8(FP), R1
	MOVD blocks+16(FP), R2

f16block:
	MOVD $16, R3

f16line:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	XTN4(0, 4)
	XTN4(1, 5)
	XTN4(2, 6)
	XTN4(3, 7)
	SHRN16(0, 16)
	SHRN16(1, 17)
	SHRN16(2, 18)
	SHRN16(3, 19)
	FCVTLH(4, 4)
	FCVTLH(5, 5)
	FCVTLH(6, 6)
	FCVTLH(7, 7)
	FCVTLH(16, 16)
	FCVTLH(17, 17)
	FCVTLH(18, 18)
	FCVTLH(19, 19)
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R0)
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	SUBS   $1, R3
	BNE    f16line
	ADD    $1024, R1 // the other 16 rows
	SUBS   $1, R2
	BNE    f16block
	RET

// func columnsBF16NEON(dst *float32, records *byte, blocks int)
TEXT ·columnsBF16NEON(SB), NOSPLIT|NOFRAME, $0-24
	MOVD dst+0(FP), R0
	MOVD records+8(FP), R1
	MOVD blocks+16(FP), R2

bf16block:
	MOVD $16, R3

bf16line:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VSHL   $16, V0.S4, V4.S4
	VSHL   $16, V1.S4, V5.S4
	VSHL   $16, V2.S4, V6.S4
	VSHL   $16, V3.S4, V7.S4
	VUSHR  $16, V0.S4, V0.S4
	VUSHR  $16, V1.S4, V1.S4
	VUSHR  $16, V2.S4, V2.S4
	VUSHR  $16, V3.S4, V3.S4
	VSHL   $16, V0.S4, V16.S4
	VSHL   $16, V1.S4, V17.S4
	VSHL   $16, V2.S4, V18.S4
	VSHL   $16, V3.S4, V19.S4
	VST1.P [V4.S4, V5.S4, V6.S4, V7.S4], 64(R0)
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	SUBS   $1, R3
	BNE    bf16line
	ADD    $1024, R1 // the other 16 rows
	SUBS   $1, R2
	BNE    bf16block
	RET
