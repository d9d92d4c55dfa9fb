// Package generate turns stubs into files: it decides which specs must be compiled,
// has them compiled, and writes the programs and the Go code that runs them.
//
// It stands between package stubs, which reads what the developer wrote, and
// package runtime, which the written code calls. Its stages are one file each:
// plan (what changed against paw.lock?), compile, score (do the tests pass?),
// emit (paw_gen.go) and write. [Run] runs them all, [Check] only looks. Command
// pawgen and package gen call it. The same stubs give the same bytes on every
// machine.
package generate
