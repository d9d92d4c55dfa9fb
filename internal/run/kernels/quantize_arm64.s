//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// func quantizeBlocks(dst *int8, x *float32, blocks, stride int)
TEXT ·quantizeBlocks(SB), NOSPLIT|NOFRAME, $0-32
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  blocks+16(FP), R2
	MOVD  stride+24(FP), R3
	MOVD  $52, R4
	MUL   R4, R3
	MOVW  $0x7fffffff, R4
	VDUP  R4, V20.S4             // the bits of a magnitude
	FMOVS $127.0, F21
	MOVW  $0x0d800000, R4
	FMOVS R4, F22                // tiny, 0x1p-100
	MOVW  $0x4b400000, R4
	VDUP  R4, V23.S4             // 3<<22, near which a float's last place is 1
	FMOVS ZR, F24

// MAGNITUDES sets m to the larger bits of the magnitudes of a and b.
#define MAGNITUDES(a, b, m) \
	VAND V20.B16, a.B16, V16.B16; \
	VAND V20.B16, b.B16, V17.B16; \
	VUMAX V17.S4, V16.S4, m.S4

// ROUND multiplies four numbers with the inverse scale and rounds them: integers
// in the low bytes.
#define ROUND(v) \
	FMULI(0, 25, v, v); \
	FADD4(23, v, v)

block:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 64(R1), [V4.S4, V5.S4, V6.S4, V7.S4]

	// The largest magnitude, as bits: a NaN is larger than any number.
	MAGNITUDES(V0, V1, V18)
	MAGNITUDES(V2, V3, V19)
	VUMAX V19.S4, V18.S4, V18.S4
	MAGNITUDES(V4, V5, V19)
	VUMAX V19.S4, V18.S4, V18.S4
	MAGNITUDES(V6, V7, V19)
	VUMAX V19.S4, V18.S4, V18.S4
	UMAXV4(18, 18)

	// Its inverse scale and its scale, zero if it is less than tiny.
	FDIVS  F18, F21, F25
	FDIVS  F21, F18, F26
	FCMPS  F22, F18
	FCSELS MI, F24, F25, F25
	FCSELS MI, F24, F26, F26

	ROUND(0)
	ROUND(1)
	ROUND(2)
	ROUND(3)
	ROUND(4)
	ROUND(5)
	ROUND(6)
	ROUND(7)
	VUZP1 V1.H8, V0.H8, V0.H8
	VUZP1 V3.H8, V2.H8, V2.H8
	VUZP1 V5.H8, V4.H8, V4.H8
	VUZP1 V7.H8, V6.H8, V6.H8
	VUZP1 V2.B16, V0.B16, V0.B16
	VUZP1 V6.B16, V4.B16, V1.B16
	FSTPQ (F0, F1), (R0)
	FMOVS F26, 32(R0)

	// The halves' sums, their products with -128, the scale times the sum of all.
	SADDLV16(0, 2)
	SADDLV16(1, 3)
	VMOV    V2.H[0], R5
	VMOV    V3.H[0], R6
	SXTH    R5, R5
	SXTH    R6, R6
	MOVH    R5, 44(R0)
	MOVH    R6, 46(R0)
	ADD     R5, R6, R7
	NEG     R5<<7, R5
	NEG     R6<<7, R6
	MOVW    R5, 36(R0)
	MOVW    R6, 40(R0)
	SCVTFWS R7, F2
	FMULS   F26, F2, F2
	FMOVS   F2, 48(R0)

	ADD  R3, R0
	SUBS $1, R2
	BNE  block
	RET
