// Package runtime runs compiled functions. It is what the code that pawgen
// generates calls, under the name pawrt; nobody else needs to import it. What
// people write with, results, errors and the choices for a process, is package
// pawgen, one folder up.
//
// A [Func] is a program file with a result type. Its first call loads the
// program and, once for the whole process, the program's base model; every
// call then renders its arguments as text (package prompt), continues the
// model's state after the program's prompt, and decodes an answer that fits
// the result type (package constrain). Nothing leaves the machine, and the
// same call has the same answer on every machine.
//
//	var classify = pawrt.NewFunc("helpdesk.ClassifyIntent", file, pawrt.Enum(
//		pawrt.Label[Dept]{Text: "billing", Value: Billing},
//		pawrt.Label[Dept]{Text: "technical", Value: Technical},
//	))
//
//	dept, err := classify.Call(ctx, pawrt.Arg("msg", msg))
//
// # Input
//
// Text from callers stays text: the names of control tokens in it, such as
// "<|end|>", are read as the characters they are, so an input cannot end its
// turn. Invalid UTF-8 becomes U+FFFD. An empty input is legal. An input that
// does not fit into the model's context is an error, [pawgen.ErrContextOverflow], and
// never cut.
//
// # Types
//
// A [Type] is made of calls that say what an answer may be: [Enum], [Int],
// [Match], or [Struct] of [Field] values. [Func.Call] gives the value alone,
// [Func.Result] what is known about it, [Func.Stream] a text in parts.
//
// # Many calls at once
//
// Functions may be called from any number of goroutines. Calls that go on at
// the same time, also of different functions, share batches of the model and
// the threads, and a long input does not keep short ones waiting. A call whose
// context ends returns soon and disturbs no other. While nobody calls, nothing
// runs: the package starts no goroutine that outlives a call.
//
// # Errors
//
// A call fails with a [*pawgen.Error] that names the function and wraps one of
// package pawgen's sentinels or the error of the context.
package runtime
