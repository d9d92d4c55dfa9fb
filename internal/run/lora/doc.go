// Package lora holds adapters: low-rank changes to the linear layers of a
// model, the continuous half of a program.
//
// An [Adapter] comes from a GGUF file ([FromGGUF]) or from a program's
// coefficients over its compiler's [Basis] ([Basis.Mix]), and [Adapter.GGUF]
// writes it as a file. Package transformer applies it beside the model's own
// weights, which stay as they are, so one model serves any number of programs.
package lora
