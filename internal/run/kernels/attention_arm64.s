//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// Four rows at a time, then single ones: their sums are in V0 to V15. V20 and V21
// have 16 tokens' keys in a dimension, or a token's values in 16 dimensions, as
// int16, V22 and V23 those of the other of a pair.

// LOAD loads 16 pairs of bytes.
#define LOAD(from) \
	VLD2 (from), [V16.B16, V17.B16]; \
	SXTL8(16, 20); \
	SXTL8HIGH(16, 21); \
	SXTL8(17, 22); \
	SXTL8HIGH(17, 23)

// ROW adds them times the row's next pair of numbers to its sums.
#define ROW(x, s0, s1, s2, s3) \
	VLD2R.P 4(x), [V24.H8, V25.H8]; \
	SMLAL4(20, 24, s0); \
	SMLAL4HIGH(20, 24, s1); \
	SMLAL4(21, 24, s2); \
	SMLAL4HIGH(21, 24, s3); \
	SMLAL4(22, 25, s0); \
	SMLAL4HIGH(22, 25, s1); \
	SMLAL4(23, 25, s2); \
	SMLAL4HIGH(23, 25, s3)

// LONE does the first of the pair only.
#define LONE(x, s0, s1, s2, s3) \
	VLD1R (x), [V24.H8]; \
	SMLAL4(20, 24, s0); \
	SMLAL4HIGH(20, 24, s1); \
	SMLAL4(21, 24, s2); \
	SMLAL4HIGH(21, 24, s3)

// ADDTO adds a row's sums, times the scales in V16 to V19, to its results.
#define ADDTO(dst, s0, s1, s2, s3) \
	VLD1 (dst), [V20.S4, V21.S4, V22.S4, V23.S4]; \
	SCVTF4(s0, s0); \
	SCVTF4(s1, s1); \
	SCVTF4(s2, s2); \
	SCVTF4(s3, s3); \
	FMUL4(16, s0, s0); \
	FMUL4(17, s1, s1); \
	FMUL4(18, s2, s2); \
	FMUL4(19, s3, s3); \
	FADD4(s0, 20, 20); \
	FADD4(s1, 21, 21); \
	FADD4(s2, 22, 22); \
	FADD4(s3, 23, 23); \
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (dst)

// SCALE multiplies a row's results with its scale.
#define SCALE(dst, scales) \
	FMOVS.P 4(scales), F24; \
	VLD1 (dst), [V20.S4, V21.S4, V22.S4, V23.S4]; \
	FMULI(0, 24, 20, 20); \
	FMULI(0, 24, 21, 21); \
	FMULI(0, 24, 22, 22); \
	FMULI(0, 24, 23, 23); \
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (dst)

#define ZERO(a, b, c, d) \
	VEOR a.B16, a.B16, a.B16; \
	VEOR b.B16, b.B16, b.B16; \
	VEOR c.B16, c.B16, c.B16; \
	VEOR d.B16, d.B16, d.B16

// BLOCK takes the pairs of up to 32 dimensions off those that are left.
#define BLOCK(left, count) \
	MOVD $16, count; \
	CMP  count, left; \
	CSEL LT, left, count, count; \
	SUB  count, left

// func scoresNEON(dst *float32, q *int16, qScales *float32, keys *int8, scales *float32, rows, pairs, stride int)
TEXT ·scoresNEON(SB), NOSPLIT|NOFRAME, $0-64
	MOVD dst+0(FP), R0
	MOVD q+8(FP), R1
	MOVD qScales+16(FP), R2
	MOVD rows+40(FP), R3
	MOVD pairs+48(FP), R4
	MOVD stride+56(FP), R5
	LSL  $2, R5
	LSL  $2, R4, R6

four:
	SUBS $4, R3
	BLT  rest
	ADD  R5, R0, R8
	ADD  R5, R8, R9
	ADD  R5, R9, R10
	ADD  R6, R1, R12
	ADD  R6, R12, R13
	ADD  R6, R13, R14
	ZERO(V20, V21, V22, V23)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R8)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R9)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R10)
	MOVD keys+24(FP), R15
	MOVD scales+32(FP), R16
	MOVD R4, R17

block4:
	BLOCK(R17, R19)
	ZERO(V0, V1, V2, V3)
	ZERO(V4, V5, V6, V7)
	ZERO(V8, V9, V10, V11)
	ZERO(V12, V13, V14, V15)

pair4:
	LOAD(R15)
	ROW(R1, 0, 1, 2, 3)
	ROW(R12, 4, 5, 6, 7)
	ROW(R13, 8, 9, 10, 11)
	ROW(R14, 12, 13, 14, 15)
	ADD    $32, R15
	SUBS   $1, R19
	BNE    pair4
	VLD1.P 64(R16), [V16.S4, V17.S4, V18.S4, V19.S4]
	ADDTO(R0, 0, 1, 2, 3)
	ADDTO(R8, 4, 5, 6, 7)
	ADDTO(R9, 8, 9, 10, 11)
	ADDTO(R10, 12, 13, 14, 15)
	CBNZ   R17, block4
	SCALE(R0, R2)
	SCALE(R8, R2)
	SCALE(R9, R2)
	SCALE(R10, R2)
	ADD    R5, R10, R0
	MOVD   R14, R1                                    // the end of the fourth row
	B      four

rest:
	ADDS $4, R3
	BEQ  done

one:
	ZERO(V20, V21, V22, V23)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	MOVD keys+24(FP), R15
	MOVD scales+32(FP), R16
	MOVD R4, R17

block1:
	BLOCK(R17, R19)
	ZERO(V0, V1, V2, V3)

pair1:
	LOAD(R15)
	ROW(R1, 0, 1, 2, 3)
	ADD    $32, R15
	SUBS   $1, R19
	BNE    pair1
	VLD1.P 64(R16), [V16.S4, V17.S4, V18.S4, V19.S4]
	ADDTO(R0, 0, 1, 2, 3)
	CBNZ   R17, block1
	SCALE(R0, R2)
	ADD    R5, R0
	SUBS   $1, R3
	BNE    one

done:
	RET

// func mixNEON(out *int32, weights *int16, values *int8, rows, dim, n, stride int)
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
	LSL  $1, R4, R22             // bytes of a pair of values
	LSL  $2, R4
	LSL  $1, R6

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
	LSR  $1, R5, R17
	CBZ  R17, last4

tokens4:
	LOAD(R16)
	ROW(R12, 0, 1, 2, 3)
	ROW(R13, 4, 5, 6, 7)
	ROW(R14, 8, 9, 10, 11)
	ROW(R15, 12, 13, 14, 15)
	ADD  R22, R16
	SUBS $1, R17
	BNE  tokens4

last4:
	TBZ $0, R5, store4
	LOAD(R16)
	LONE(R12, 0, 1, 2, 3)
	LONE(R13, 4, 5, 6, 7)
	LONE(R14, 8, 9, 10, 11)
	LONE(R15, 12, 13, 14, 15)

store4:
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
	LSR  $1, R5, R17
	CBZ  R17, last1

tokens1:
	LOAD(R16)
	ROW(R12, 0, 1, 2, 3)
	ADD  R22, R16
	SUBS $1, R17
	BNE  tokens1

last1:
	TBZ $0, R5, store1
	LOAD(R16)
	LONE(R12, 0, 1, 2, 3)

store1:
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
