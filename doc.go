// Package pawgen is what people write fuzzy functions with: functions whose
// task is described in natural language and done by a small language model that
// is part of the program.
//
// A stub is a documented Go function; command pawgen compiles what it says and
// writes its twin:
//
//	// ClassifyIntent says which department should answer a message.
//	//
//	//paw:spec Route a customer message to the department that should answer it.
//	func ClassifyIntent(msg string) Dept { return pawClassifyIntent(msg) }
//
// Most stubs need nothing of this package. It is for those who want more than
// the answer, and for what a whole process chooses.
//
// # Answers
//
// A function that returns a [Result] says how sure the model is, what else it
// might have answered, and what the answer took:
//
//	func ClassifyIntent(msg string) pawgen.Result[Dept] { return pawClassifyIntent(msg) }
//
// # Errors
//
// A call fails with an [*Error], which names the function and wraps one of the
// sentinels, [ErrContextOverflow] to [ErrBadConfig], or the error of the
// context. A function without an error result panics with it. [Hint] says what
// helps.
//
// # The process
//
// [Configure], at the start of main, chooses the engine, the threads and the
// memory. What it does not choose, the environment may:
//
//	PAWGEN_ENGINE    the engine: native, which is always there, or llama
//	PAWGEN_THREADS   how many threads may compute at the same time
//	PAWGEN_PREFIXES  a folder for the states of programs' prompts
//
// [AddHook] has a function told about every call, for logs ([SlogHook]) and
// metrics. [Stats] counts what the process has done.
//
// # Other packages
//
// Generated code calls package runtime. Command pawgen, whose manual is
// "go doc github.com/pawgen/pawgen/cmd/pawgen", makes it; package annotations
// says what may stand in a stub, and package gen is the command for other programs.
package pawgen
