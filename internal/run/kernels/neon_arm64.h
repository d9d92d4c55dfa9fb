// Instructions that Go's assembler lacks. Operands are numbers of vector
// registers, in Go's order: the destination comes last, and what is subtracted
// or divided by comes first. Without another suffix a register is four floats or
// four 32-bit integers.

#define THREE(op, m, n, d) WORD $(op | (m)<<16 | (n)<<5 | (d))
#define TWO(op, n, d) WORD $(op | (n)<<5 | (d))

// Floats: d = n op m.
#define FADD4(m, n, d) THREE(0x4e20d400, m, n, d)  // FADD Vd.4S, Vn.4S, Vm.4S
#define FSUB4(m, n, d) THREE(0x4ea0d400, m, n, d)  // FSUB Vd.4S, Vn.4S, Vm.4S
#define FMUL4(m, n, d) THREE(0x6e20dc00, m, n, d)  // FMUL Vd.4S, Vn.4S, Vm.4S
#define FDIV4(m, n, d) THREE(0x6e20fc00, m, n, d)  // FDIV Vd.4S, Vn.4S, Vm.4S
#define FNEG4(n, d) TWO(0x6ea0f800, n, d)          // FNEG Vd.4S, Vn.4S
#define FCMGT4(m, n, d) THREE(0x6ea0e400, m, n, d) // FCMGT Vd.4S, Vn.4S, Vm.4S: all ones where n > m

// Doubles.
#define FADD2(m, n, d) THREE(0x4e60d400, m, n, d) // FADD Vd.2D, Vn.2D, Vm.2D
#define FSUB2(m, n, d) THREE(0x4ee0d400, m, n, d) // FSUB Vd.2D, Vn.2D, Vm.2D
#define FMUL2(m, n, d) THREE(0x6e60dc00, m, n, d) // FMUL Vd.2D, Vn.2D, Vm.2D

// FMULI is d = n times float i of m.
#define FMULI(i, m, n, d) THREE((0x4f809000 | ((i)&1)<<21 | ((i)>>1)<<11), m, n, d) // FMUL Vd.4S, Vn.4S, Vm.S[i]

// Conversions of the low half of a register, or of the high one.
#define SCVTF4(n, d) TWO(0x4e21d800, n, d)     // SCVTF Vd.4S, Vn.4S
#define FCVTLH(n, d) TWO(0x0e217800, n, d)     // FCVTL Vd.4S, Vn.4H
#define FCVTLS(n, d) TWO(0x0e617800, n, d)     // FCVTL Vd.2D, Vn.2S
#define FCVTLSHIGH(n, d) TWO(0x4e617800, n, d) // FCVTL2 Vd.2D, Vn.4S

// Integers.
#define BIC16(m, n, d) THREE(0x4e601c00, m, n, d)           // BIC Vd.16B, Vn.16B, Vm.16B
#define MUL4(m, n, d) THREE(0x4ea09c00, m, n, d)           // MUL Vd.4S, Vn.4S, Vm.4S
#define MLA4(m, n, d) THREE(0x4ea09400, m, n, d)           // MLA Vd.4S, Vn.4S, Vm.4S
#define SSHR4(shift, n, d) TWO((0x4f400400 - (shift)<<16), n, d) // SSHR Vd.4S, Vn.4S, #shift
#define UMAXV4(n, d) TWO(0x6eb0a800, n, d)                 // UMAXV Sd, Vn.4S
#define SADDLV16(n, d) TWO(0x4e303800, n, d)               // SADDLV Hd, Vn.16B

// SDOTI adds to each of d the product of four bytes of n with the i-th four of m.
#define SDOTI(i, m, n, d) THREE((0x4f80e000 | ((i)&1)<<21 | ((i)>>1)<<11), m, n, d) // SDOT Vd.4S, Vn.16B, Vm.4B[i]

// Products of eight bytes as int16, and sums of pairs of those.
#define SMULL8(m, n, d) THREE(0x0e20c000, m, n, d)     // SMULL Vd.8H, Vn.8B, Vm.8B
#define SMULL8HIGH(m, n, d) THREE(0x4e20c000, m, n, d) // SMULL2 Vd.8H, Vn.16B, Vm.16B
#define SMLAL8(m, n, d) THREE(0x0e208000, m, n, d)     // SMLAL Vd.8H, Vn.8B, Vm.8B
#define SMLAL8HIGH(m, n, d) THREE(0x4e208000, m, n, d) // SMLAL2 Vd.8H, Vn.16B, Vm.16B
#define SADDLP8(n, d) TWO(0x4e602800, n, d)            // SADDLP Vd.4S, Vn.8H
#define SADALP8(n, d) TWO(0x4e606800, n, d)            // SADALP Vd.4S, Vn.8H

// Products of four int16 as int32, and int16 from bytes and of the low halves of
// int32.
#define SMLAL4(m, n, d) THREE(0x0e608000, m, n, d)     // SMLAL Vd.4S, Vn.4H, Vm.4H
#define SMLAL4HIGH(m, n, d) THREE(0x4e608000, m, n, d) // SMLAL2 Vd.4S, Vn.8H, Vm.8H
#define SXTL8(n, d) TWO(0x0f08a400, n, d)              // SXTL Vd.8H, Vn.8B
#define SXTL8HIGH(n, d) TWO(0x4f08a400, n, d)          // SXTL2 Vd.8H, Vn.16B
#define XTN4(n, d) TWO(0x0e612800, n, d)               // XTN Vd.4H, Vn.4S
#define XTN4HIGH(n, d) TWO(0x4e612800, n, d)           // XTN2 Vd.8H, Vn.4S
#define SHRN16(n, d) TWO(0x0f108400, n, d)             // SHRN Vd.4H, Vn.4S, #16
