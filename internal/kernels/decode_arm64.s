//go:build !noasm

#include "textflag.h"
#include "neon_arm64.h"

// Decoders of 16 rows into a panel: see panel.go for its layout and format.go for
// the types' bytes. They go four rows at a time, which are at R8 to R11 and whose
// part of the panel's lines is at R6.

// GROUP sets the addresses of four rows.
#define GROUP \
	MOVD R1, R8; \
	ADD R2, R8, R9; \
	ADD R2, R9, R10; \
	ADD R2, R10, R11; \
	MOVD R0, R6

// NEXTGROUP goes on to the next four.
#define NEXTGROUP \
	ADD $16, R0; \
	ADD R2<<2, R1; \
	SUBS $1, R5

// NEXTBLOCK goes on to a row's next block, of size bytes.
#define NEXTBLOCK(size) \
	ADD $size, R8; \
	ADD $size, R9; \
	ADD $size, R10; \
	ADD $size, R11; \
	ADD $(4*size), R4; \
	ADD $704, R6; \
	SUBS $1, R7

// HALFS sets V0 to a half-precision number of each row.
#define HALFS \
	VLD1 (R8), V0.H[0]; \
	VLD1 (R9), V0.H[1]; \
	VLD1 (R10), V0.H[2]; \
	VLD1 (R11), V0.H[3]; \
	FCVTLH(0, 0)

// CHUNK sets l0 to l3 to 16 bytes of each row, as lines of 4 bytes of each row.
#define CHUNK(off, l0, l1, l2, l3) \
	FMOVQ (off)(R8), F0; \
	FMOVQ (off)(R9), F1; \
	FMOVQ (off)(R10), F2; \
	FMOVQ (off)(R11), F3; \
	VTRN1 V1.S4, V0.S4, V16.S4; \
	VTRN2 V1.S4, V0.S4, V17.S4; \
	VTRN1 V3.S4, V2.S4, V18.S4; \
	VTRN2 V3.S4, V2.S4, V19.S4; \
	VTRN1 V18.D2, V16.D2, l0.D2; \
	VTRN1 V19.D2, V17.D2, l1.D2; \
	VTRN2 V18.D2, V16.D2, l2.D2; \
	VTRN2 V19.D2, V17.D2, l3.D2

// STORE4 writes four lines.
#define STORE4(off, l0, l1, l2, l3) \
	FMOVQ l0, (off)(R6); \
	FMOVQ l1, (off+64)(R6); \
	FMOVQ l2, (off+128)(R6); \
	FMOVQ l3, (off+192)(R6)

// func decodeQ8(panel, rows *byte, stride, blocks, ahead int)
TEXT ·decodeQ8(SB), NOSPLIT|NOFRAME, $0-40
	MOVD panel+0(FP), R0
	MOVD rows+8(FP), R1
	MOVD stride+16(FP), R2
	MOVD blocks+24(FP), R3
	MOVD ahead+32(FP), R4
	ADD  R1, R4
	MOVD $4, R5

group:
	GROUP
	MOVD R3, R7

block:
	PRFM  (R4), PLDL2KEEP
	PRFM  64(R4), PLDL2KEEP
	PRFM  128(R4), PLDL2KEEP
	HALFS
	FMOVQ F0, (R6)
	CHUNK(2, V4, V5, V6, V7)
	STORE4(192, F4, F5, F6, F7)
	CHUNK(18, V4, V5, V6, V7)
	STORE4(448, F4, F5, F6, F7)
	NEXTBLOCK(34)
	BNE   block
	NEXTGROUP
	BNE   group
	RET

// func decodeQ4(panel, rows *byte, stride, blocks, ahead int)
TEXT ·decodeQ4(SB), NOSPLIT|NOFRAME, $0-40
	MOVD  panel+0(FP), R0
	MOVD  rows+8(FP), R1
	MOVD  stride+16(FP), R2
	MOVD  blocks+24(FP), R3
	MOVD  ahead+32(FP), R4
	ADD   R1, R4
	MOVD  $4, R5
	VMOVI $15, V20.B16
	VMOVI $8, V21.B16

// NIBBLES sets low and high to the integers of a line of nibbles.
#define NIBBLES(low, high) \
	VUSHR $4, low.B16, high.B16; \
	VAND V20.B16, low.B16, low.B16; \
	VSUB V21.B16, high.B16, high.B16; \
	VSUB V21.B16, low.B16, low.B16

group:
	GROUP
	MOVD R3, R7

block:
	PRFM  (R4), PLDL2KEEP
	PRFM  64(R4), PLDL2KEEP
	HALFS
	FMOVQ F0, (R6)
	CHUNK(2, V4, V5, V6, V7)
	NIBBLES(V4, V8)
	NIBBLES(V5, V9)
	NIBBLES(V6, V10)
	NIBBLES(V7, V11)
	STORE4(192, F4, F5, F6, F7)
	STORE4(448, F8, F9, F10, F11)
	NEXTBLOCK(18)
	BNE   block
	NEXTGROUP
	BNE   group
	RET

// SCALES4 writes byte j of each of four lines of signed integers, 32 bits wide, to
// the first lines of halves j%2 of blocks j/2, 2+j/2, 4+j/2 and 6+j/2.
#define SCALES4(j) \
	SCALE(j, V4, 0); \
	SCALE(j, V5, 2); \
	SCALE(j, V6, 4); \
	SCALE(j, V7, 6)

#define SCALE(j, four, block) \
	VSHL $(24-8*j), four.S4, V0.S4; \
	SSHR4(24, 0, 0); \
	FMOVQ F0, ((block+j/2)*704+64+j%2*64)(R6)

// PARTS writes line i of the parts of a half: upper are its upper bits, even the
// nibbles of parts 0 and 2, odd those of 1 and 3.
#define PARTS(off, upper, even, evenF, odd, oddF) \
	VUSHR $4, even.B16, V1.B16; \
	VUSHR $4, odd.B16, V2.B16; \
	VSLI $4, upper.B16, even.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, odd.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, V1.B16; \
	VUSHR $2, upper.B16, upper.B16; \
	VSLI $4, upper.B16, V2.B16; \
	SIX(even); \
	SIX(odd); \
	SIX(V1); \
	SIX(V2); \
	FMOVQ evenF, (off)(R6); \
	FMOVQ oddF, (off+704)(R6); \
	FMOVQ F1, (off+2*704)(R6); \
	FMOVQ F2, (off+3*704)(R6)

// SIX leaves the six bits of a number and takes off 32.
#define SIX(w) \
	VAND V20.B16, w.B16, w.B16; \
	VSUB V21.B16, w.B16, w.B16

// COLUMNS decodes columns 16c to 16c+15 of the four parts of half h.
#define COLUMNS(h, c) \
	CHUNK(128+32*h+16*c, V4, V5, V6, V7); \
	CHUNK(64*h+16*c, V8, V9, V10, V11); \
	CHUNK(64*h+32+16*c, V12, V13, V14, V15); \
	PARTS(h*4*704+192+256*c, V4, V8, F8, V12, F12); \
	PARTS(h*4*704+256+256*c, V5, V9, F9, V13, F13); \
	PARTS(h*4*704+320+256*c, V6, V10, F10, V14, F14); \
	PARTS(h*4*704+384+256*c, V7, V11, F11, V15, F15)

// func decodeQ6(panel, rows *byte, stride, blocks, ahead int)
TEXT ·decodeQ6(SB), NOSPLIT|NOFRAME, $0-40
	MOVD  panel+0(FP), R0
	MOVD  rows+8(FP), R1
	MOVD  stride+16(FP), R2
	MOVD  ahead+32(FP), R4
	ADD   R1, R4
	MOVD  $4, R5
	VMOVI $63, V20.B16
	VMOVI $32, V21.B16

group:
	GROUP
	MOVD $14, R7 // lines of the cache that hold four rows, 840 bytes

ahead:
	PRFM (R4), PLDL2KEEP
	ADD  $60, R4
	SUBS $1, R7
	BNE  ahead

	CHUNK(192, V4, V5, V6, V7)
	SCALES4(0)
	SCALES4(1)
	SCALES4(2)
	SCALES4(3)
	COLUMNS(0, 0)
	COLUMNS(0, 1)
	COLUMNS(1, 0)
	COLUMNS(1, 1)
	ADD   $208, R8
	ADD   $208, R9
	ADD   $208, R10
	ADD   $208, R11
	HALFS
	FMOVQ F0, (R6)
	FMOVQ F0, 704(R6)
	FMOVQ F0, 1408(R6)
	FMOVQ F0, 2112(R6)
	FMOVQ F0, 2816(R6)
	FMOVQ F0, 3520(R6)
	FMOVQ F0, 4224(R6)
	FMOVQ F0, 4928(R6)
	NEXTGROUP
	BNE   group
	RET
