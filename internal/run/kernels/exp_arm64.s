//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// The constants of Exp and of GELUTanh, which CONSTANTS loads.
DATA expConstants<>+0(SB)/4, $1.4426950408889634       // V16: 1 / ln 2
DATA expConstants<>+4(SB)/4, $12582912.0               // V17: 3<<22
DATA expConstants<>+8(SB)/4, $0.693359375              // V18: ln 2 in 9 bits
DATA expConstants<>+12(SB)/4, $-0.00021219444005471377 // V19: and the rest
DATA expConstants<>+16(SB)/4, $0.00019841269841269841  // V20: 1/5040
DATA expConstants<>+20(SB)/4, $0.001388888888888889    // V21: 1/720
DATA expConstants<>+24(SB)/4, $0.008333333333333333    // V22: 1/120
DATA expConstants<>+28(SB)/4, $0.041666666666666664    // V23: 1/24
DATA expConstants<>+32(SB)/4, $0.16666666666666666     // V24: 1/6
DATA expConstants<>+36(SB)/4, $0.5                     // V25
DATA expConstants<>+40(SB)/4, $1.0                     // V26
DATA expConstants<>+44(SB)/4, $-87.0                   // V27: the least x whose power is not 0
DATA expConstants<>+48(SB)/4, $88.0                    // V28: the largest whose power is finite
DATA expConstants<>+52(SB)/4, $0x7f800000              // V29: infinity
DATA expConstants<>+56(SB)/4, $0.044715                // V30: GELU's
DATA expConstants<>+60(SB)/4, $1.5957691216057308      // V31: 2 sqrt(2/pi)
GLOBL expConstants<>(SB), NOPTR|RODATA, $64

#define CONSTANTS \
	MOVD $expConstants<>(SB), R9; \
	VLD1R.P 4(R9), [V16.S4]; \
	VLD1R.P 4(R9), [V17.S4]; \
	VLD1R.P 4(R9), [V18.S4]; \
	VLD1R.P 4(R9), [V19.S4]; \
	VLD1R.P 4(R9), [V20.S4]; \
	VLD1R.P 4(R9), [V21.S4]; \
	VLD1R.P 4(R9), [V22.S4]; \
	VLD1R.P 4(R9), [V23.S4]; \
	VLD1R.P 4(R9), [V24.S4]; \
	VLD1R.P 4(R9), [V25.S4]; \
	VLD1R.P 4(R9), [V26.S4]; \
	VLD1R.P 4(R9), [V27.S4]; \
	VLD1R.P 4(R9), [V28.S4]; \
	VLD1R.P 4(R9), [V29.S4]; \
	VLD1R.P 4(R9), [V30.S4]; \
	VLD1R.P 4(R9), [V31.S4]

// EXP sets V1 to e^V0 in the order of Exp's operations: V3 is n, V5 is r, V2 at
// last 2^n, the bits of 1 being 127<<23. Then it puts 0 where -87 > x and infinity
// where x > 88. A NaN becomes one on the way.
#define EXP \
	FMUL4(16, 0, 2); \
	FADD4(17, 2, 2); \
	FSUB4(17, 2, 3); \
	FMUL4(18, 3, 4); \
	FSUB4(4, 0, 5); \
	FMUL4(19, 3, 4); \
	FSUB4(4, 5, 5); \
	FMUL4(20, 5, 1); \
	FADD4(21, 1, 1); FMUL4(5, 1, 1); \
	FADD4(22, 1, 1); FMUL4(5, 1, 1); \
	FADD4(23, 1, 1); FMUL4(5, 1, 1); \
	FADD4(24, 1, 1); FMUL4(5, 1, 1); \
	FADD4(25, 1, 1); FMUL4(5, 1, 1); \
	FADD4(26, 1, 1); FMUL4(5, 1, 1); \
	FADD4(26, 1, 1); \
	VSHL $23, V2.S4, V2.S4; \
	VADD V26.S4, V2.S4, V2.S4; \
	FMUL4(2, 1, 1); \
	FCMGT4(0, 27, 2); \
	FCMGT4(28, 0, 3); \
	BIC16(2, 1, 1); \
	VBIT V3.B16, V29.B16, V1.B16

// func expShifted(x *float32, n int, shift float32)
TEXT ·expShifted(SB), NOSPLIT|NOFRAME, $0-20
	MOVD  x+0(FP), R0
	MOVD  n+8(FP), R1
	FMOVS shift+16(FP), F7
	VDUP  V7.S[0], V7.S4
	CONSTANTS

again:
	VLD1   (R0), [V0.S4]
	FSUB4(7, 0, 0)
	EXP
	VST1.P [V1.S4], 16(R0)
	SUBS   $4, R1
	BNE    again
	RET

// func swiGLU(gate, up *float32, n int)
TEXT ·swiGLU(SB), NOSPLIT|NOFRAME, $0-24
	MOVD gate+0(FP), R0
	MOVD up+8(FP), R1
	MOVD n+16(FP), R2
	CONSTANTS

again:
	VLD1   (R0), [V6.S4]
	VLD1.P 16(R1), [V7.S4]
	FNEG4(6, 0)
	EXP
	FADD4(26, 1, 1)
	FDIV4(1, 6, 1)
	FMUL4(7, 1, 1)
	VST1.P [V1.S4], 16(R0)
	SUBS   $4, R2
	BNE    again
	RET

// func geluTanh(x *float32, n int)
TEXT ·geluTanh(SB), NOSPLIT|NOFRAME, $0-16
	MOVD x+0(FP), R0
	MOVD n+8(FP), R1
	CONSTANTS

again:
	VLD1   (R0), [V6.S4]
	FMUL4(6, 6, 1)
	FMUL4(30, 1, 1)
	FADD4(26, 1, 1)
	FMUL4(31, 6, 0)
	FMUL4(1, 0, 0)
	FNEG4(0, 0)
	EXP
	FADD4(26, 1, 1)
	FDIV4(1, 6, 1)
	VST1.P [V1.S4], 16(R0)
	SUBS   $4, R1
	BNE    again
	RET
