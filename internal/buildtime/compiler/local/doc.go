// Package local compiles with the published pipeline on this machine: nothing
// leaves it, unless the user has the pseudo-program written by a server.
//
// A program is made in four steps (paper §2-3). A [Writer] writes the
// pseudo-program: an instruction model, a template, or the user. The trained
// compiler, a Qwen3-4B, reads spec and pseudo-program and thinks at 64 prefix
// tokens. A mapper turns that into the coefficients of an adapter, and the
// basis, which all programs of the compiler share, turns them into matrices.
//
// A [Snapshot] is the compiler as it is published: a folder with meta.json, the
// model in compiler/ and lora_mapper.pt. What pawgen makes of it lies there
// too: compiler.gguf, smaller and faster ([Snapshot.Convert]), and the checksum
// of its basis ([Snapshot.Basis]).
package local
