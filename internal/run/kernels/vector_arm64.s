//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// func sumVector(lanes *[16]float32, x *float32, n int)
TEXT ·sumVector(SB), NOSPLIT|NOFRAME, $0-24
	MOVD lanes+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R2
	VLD1 (R0), [V0.S4, V1.S4, V2.S4, V3.S4]

again:
	VLD1.P 64(R1), [V4.S4, V5.S4, V6.S4, V7.S4]
	FADD4(4, 0, 0)
	FADD4(5, 1, 1)
	FADD4(6, 2, 2)
	FADD4(7, 3, 3)
	SUBS   $16, R2
	BNE    again
	VST1   [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	RET

// func maxVector(lanes *[16]float32, x *float32, n int)
TEXT ·maxVector(SB), NOSPLIT|NOFRAME, $0-24
	MOVD lanes+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R2
	VLD1 (R0), [V0.S4, V1.S4, V2.S4, V3.S4]

again:
	VLD1.P 64(R1), [V4.S4, V5.S4, V6.S4, V7.S4]
	FCMGT4(0, 4, 16)                           // a NaN is not larger
	FCMGT4(1, 5, 17)
	FCMGT4(2, 6, 18)
	FCMGT4(3, 7, 19)
	VBIT   V16.B16, V4.B16, V0.B16
	VBIT   V17.B16, V5.B16, V1.B16
	VBIT   V18.B16, V6.B16, V2.B16
	VBIT   V19.B16, V7.B16, V3.B16
	SUBS   $16, R2
	BNE    again
	VST1   [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	RET

// func squaresVector(lanes *[16]float64, x *float32, n int, mean float64)
TEXT ·squaresVector(SB), NOSPLIT|NOFRAME, $0-32
	MOVD  lanes+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  n+16(FP), R2
	FMOVD mean+24(FP), F30
	VDUP  V30.D[0], V30.D2
	ADD   $64, R0, R3
	VLD1  (R0), [V0.D2, V1.D2, V2.D2, V3.D2]
	VLD1  (R3), [V4.D2, V5.D2, V6.D2, V7.D2]

// SQUARES adds the squares of four numbers to four lanes.
#define SQUARES(x, low, high) \
	FCVTLS(x, 20); \
	FCVTLSHIGH(x, 21); \
	FSUB2(30, 20, 20); \
	FSUB2(30, 21, 21); \
	FMUL2(20, 20, 20); \
	FMUL2(21, 21, 21); \
	FADD2(20, low, low); \
	FADD2(21, high, high)

again:
	VLD1.P 64(R1), [V16.S4, V17.S4, V18.S4, V19.S4]
	SQUARES(16, 0, 1)
	SQUARES(17, 2, 3)
	SQUARES(18, 4, 5)
	SQUARES(19, 6, 7)
	SUBS   $16, R2
	BNE    again
	VST1   [V0.D2, V1.D2, V2.D2, V3.D2], (R0)
	VST1   [V4.D2, V5.D2, V6.D2, V7.D2], (R3)
	RET

// func addScaledVector(dst, x *float32, n int, s float32)
TEXT ·addScaledVector(SB), NOSPLIT|NOFRAME, $0-28
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  n+16(FP), R2
	FMOVS s+24(FP), F30

again:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VLD1   (R0), [V2.S4, V3.S4]
	FMULI(0, 30, 0, 0)
	FMULI(0, 30, 1, 1)
	FADD4(0, 2, 2)
	FADD4(1, 3, 3)
	VST1.P [V2.S4, V3.S4], 32(R0)
	SUBS   $8, R2
	BNE    again
	RET

// func scaleVector(x *float32, n int, s float32)
TEXT ·scaleVector(SB), NOSPLIT|NOFRAME, $0-20
	MOVD  x+0(FP), R0
	MOVD  n+8(FP), R1
	FMOVS s+16(FP), F30

again:
	VLD1   (R0), [V0.S4, V1.S4]
	FMULI(0, 30, 0, 0)
	FMULI(0, 30, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R1
	BNE    again
	RET

// func scaleByVector(dst, x, weight *float32, n int, s float32)
TEXT ·scaleByVector(SB), NOSPLIT|NOFRAME, $0-36
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  weight+16(FP), R2
	MOVD  n+24(FP), R3
	FMOVS s+32(FP), F30

again:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VLD1.P 32(R2), [V2.S4, V3.S4]
	FMULI(0, 30, 0, 0)
	FMULI(0, 30, 1, 1)
	FMUL4(2, 0, 0)
	FMUL4(3, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3
	BNE    again
	RET

// func rotateVector(a, b, cos, sin *float32, n int)
TEXT ·rotateVector(SB), NOSPLIT|NOFRAME, $0-40
	MOVD a+0(FP), R0
	MOVD b+8(FP), R1
	MOVD cos+16(FP), R2
	MOVD sin+24(FP), R3
	MOVD n+32(FP), R4

again:
	VLD1   (R0), [V0.S4, V1.S4]
	VLD1   (R1), [V2.S4, V3.S4]
	VLD1.P 32(R2), [V4.S4, V5.S4]
	VLD1.P 32(R3), [V6.S4, V7.S4]
	FMUL4(4, 0, 16)
	FMUL4(5, 1, 17)
	FMUL4(6, 2, 18)
	FMUL4(7, 3, 19)
	FSUB4(18, 16, 16)            // a cos - b sin
	FSUB4(19, 17, 17)
	FMUL4(4, 2, 18)
	FMUL4(5, 3, 19)
	FMUL4(6, 0, 20)
	FMUL4(7, 1, 21)
	FADD4(20, 18, 18)            // b cos + a sin
	FADD4(21, 19, 19)
	VST1.P [V16.S4, V17.S4], 32(R0)
	VST1.P [V18.S4, V19.S4], 32(R1)
	SUBS   $8, R4
	BNE    again
	RET

// func magnitudeVector(lanes *[16]uint32, x *float32, n int)
TEXT ·magnitudeVector(SB), NOSPLIT|NOFRAME, $0-24
	MOVD lanes+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R2
	MOVD $0x7fffffff, R3
	VDUP R3, V31.S4
	VLD1 (R0), [V0.S4, V1.S4, V2.S4, V3.S4]

again:
	VLD1.P 64(R1), [V4.S4, V5.S4, V6.S4, V7.S4]
	VAND   V31.B16, V4.B16, V4.B16
	VAND   V31.B16, V5.B16, V5.B16
	VAND   V31.B16, V6.B16, V6.B16
	VAND   V31.B16, V7.B16, V7.B16
	VUMAX  V4.S4, V0.S4, V0.S4
	VUMAX  V5.S4, V1.S4, V1.S4
	VUMAX  V6.S4, V2.S4, V2.S4
	VUMAX  V7.S4, V3.S4, V3.S4
	SUBS   $16, R2
	BNE    again
	VST1   [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	RET

// func wordsVector(dst *int16, x *float32, n int, s float32)
TEXT ·wordsVector(SB), NOSPLIT|NOFRAME, $0-28
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  n+16(FP), R2
	FMOVS s+24(FP), F30
	MOVD  $0x4b400000, R3       // 3<<22, near which numbers have a last place of 1
	VDUP  R3, V31.S4

again:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FMULI(0, 30, 0, 0)
	FMULI(0, 30, 1, 1)
	FMULI(0, 30, 2, 2)
	FMULI(0, 30, 3, 3)
	FADD4(31, 0, 0)
	FADD4(31, 1, 1)
	FADD4(31, 2, 2)
	FADD4(31, 3, 3)
	XTN4(0, 4)
	XTN4HIGH(1, 4)
	XTN4(2, 5)
	XTN4HIGH(3, 5)
	VST1.P [V4.H8, V5.H8], 32(R0)
	SUBS   $16, R2
	BNE    again
	RET

// func floatsVector(dst *float32, x *int32, n int, s float32)
TEXT ·floatsVector(SB), NOSPLIT|NOFRAME, $0-28
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  n+16(FP), R2
	FMOVS s+24(FP), F30

again:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	SCVTF4(0, 0)
	SCVTF4(1, 1)
	FMULI(0, 30, 0, 0)
	FMULI(0, 30, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R2
	BNE    again
	RET
