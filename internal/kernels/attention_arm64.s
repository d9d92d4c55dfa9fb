//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// Four rows at a time, then single ones: their sums are in V0 to V15, the 16 keys
// of a dimension or 16 dimensions of a value in V20 to V23.

// HALFS loads 16 numbers of half precision.
#define HALFS(from) \
	VLD1 (from), [V16.H8, V17.H8]; \
	FCVTLH(16, 20); \
	FCVTLHHIGH(16, 21); \
	FCVTLH(17, 22); \
	FCVTLHHIGH(17, 23)

// ROW adds them times the row's next number to its sums.
#define ROW(x, s0, s1, s2, s3) \
	FMOVS.P 4(x), F24; \
	FMULI(0, 24, 20, 28); \
	FMULI(0, 24, 21, 29); \
	FMULI(0, 24, 22, 30); \
	FMULI(0, 24, 23, 31); \
	FADD4(28, s0, s0); \
	FADD4(29, s1, s1); \
	FADD4(30, s2, s2); \
	FADD4(31, s3, s3)

#define ZERO(a, b, c, d) \
	VEOR a.B16, a.B16, a.B16; \
	VEOR b.B16, b.B16, b.B16; \
	VEOR c.B16, c.B16, c.B16; \
	VEOR d.B16, d.B16, d.B16

// func scoresNEON(dst, q *float32, keys *uint16, rows, dim, stride int)
TEXT ·scoresNEON(SB), NOSPLIT|NOFRAME, $0-48
	MOVD dst+0(FP), R0
	MOVD q+8(FP), R1
	MOVD keys+16(FP), R2
	MOVD rows+24(FP), R3
	MOVD dim+32(FP), R4
	MOVD stride+40(FP), R5
	LSL  $2, R5

four:
	SUBS $4, R3
	BLT  rest
	ADD  R4<<2, R1, R9
	ADD  R4<<2, R9, R10
	ADD  R4<<2, R10, R11
	MOVD R2, R12
	MOVD R4, R13
	ZERO(V0, V1, V2, V3)
	ZERO(V4, V5, V6, V7)
	ZERO(V8, V9, V10, V11)
	ZERO(V12, V13, V14, V15)

dim4:
	HALFS(R12)
	ROW(R1, 0, 1, 2, 3)
	ROW(R9, 4, 5, 6, 7)
	ROW(R10, 8, 9, 10, 11)
	ROW(R11, 12, 13, 14, 15)
	ADD  $32, R12
	SUBS $1, R13
	BNE  dim4
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	ADD  R5, R0
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R0)
	ADD  R5, R0
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R0)
	ADD  R5, R0
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R0)
	ADD  R5, R0
	MOVD R11, R1                 // the end of the fourth row
	B    four

rest:
	ADDS $4, R3
	BEQ  done

one:
	MOVD R2, R12
	MOVD R4, R13
	ZERO(V0, V1, V2, V3)

dim1:
	HALFS(R12)
	ROW(R1, 0, 1, 2, 3)
	ADD  $32, R12
	SUBS $1, R13
	BNE  dim1
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	ADD  R5, R0
	SUBS $1, R3
	BNE  one

done:
	RET

// func mixNEON(out, weights *float32, values *uint16, rows, dim, n, stride int)
//
// It goes through the tokens once for every 16 dimensions.
TEXT ·mixNEON(SB), NOSPLIT|NOFRAME, $0-56
	MOVD out+0(FP), R0
	MOVD weights+8(FP), R1
	MOVD values+16(FP), R2
	MOVD rows+24(FP), R3
	MOVD dim+32(FP), R4
	MOVD n+40(FP), R5
	MOVD stride+48(FP), R6
	LSR  $4, R4, R21             // parts of 16 dimensions
	LSL  $1, R4, R22             // bytes of a value
	LSL  $2, R4
	LSL  $2, R6

four:
	SUBS $4, R3
	BLT  rest
	MOVD R0, R7
	MOVD R2, R8
	MOVD R21, R20

part4:
	ADD  R4, R7, R9
	ADD  R4, R9, R10
	ADD  R4, R10, R11
	VLD1 (R7), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1 (R9), [V4.S4, V5.S4, V6.S4, V7.S4]
	VLD1 (R10), [V8.S4, V9.S4, V10.S4, V11.S4]
	VLD1 (R11), [V12.S4, V13.S4, V14.S4, V15.S4]
	MOVD R1, R12
	ADD  R6, R12, R13
	ADD  R6, R13, R14
	ADD  R6, R14, R15
	MOVD R8, R16
	MOVD R5, R17

token4:
	HALFS(R16)
	ROW(R12, 0, 1, 2, 3)
	ROW(R13, 4, 5, 6, 7)
	ROW(R14, 8, 9, 10, 11)
	ROW(R15, 12, 13, 14, 15)
	ADD    R22, R16
	SUBS   $1, R17
	BNE    token4
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R7)
	VST1   [V4.S4, V5.S4, V6.S4, V7.S4], (R9)
	VST1   [V8.S4, V9.S4, V10.S4, V11.S4], (R10)
	VST1   [V12.S4, V13.S4, V14.S4, V15.S4], (R11)
	ADD    $32, R8
	SUBS   $1, R20
	BNE    part4
	ADD    R4<<2, R0
	ADD    R6<<2, R1
	B      four

rest:
	ADDS $4, R3
	BEQ  done

one:
	MOVD R0, R7
	MOVD R2, R8
	MOVD R21, R20

part1:
	VLD1 (R7), [V0.S4, V1.S4, V2.S4, V3.S4]
	MOVD R1, R12
	MOVD R8, R16
	MOVD R5, R17

token1:
	HALFS(R16)
	ROW(R12, 0, 1, 2, 3)
	ADD    R22, R16
	SUBS   $1, R17
	BNE    token1
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R7)
	ADD    $32, R8
	SUBS   $1, R20
	BNE    part1
	ADD    R4, R0
	ADD    R6, R1
	SUBS   $1, R3
	BNE    one

done:
	RET
