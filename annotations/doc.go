// Package annotations says what developers write in comments, and what mistakes
// in it look like.
//
// Command pawgen and package gen report such mistakes, and what is stale, as
// [Diagnostics]: all together, each with its place and the next step.
//
// A stub is a documented function with directives in its doc comment and the
// call of its generated twin as its body:
//
//	// ClassifyIntent says which department should answer.
//	//
//	//paw:spec Classify a support message by intent.
//	//paw:example ClassifyIntent("I was charged twice") == Billing
//	func ClassifyIntent(msg string) Dept { return pawClassifyIntent(msg) }
//
// So is an interface whose methods have directives. Generated code implements
// it by a type that the package may use as it likes:
//
//	type Triage interface {
//		// Department says which department should answer.
//		//
//		//paw:spec Classify a support message by intent.
//		Department(ctx context.Context, msg string) (Dept, error)
//	}
//
//	func NewTriage() Triage { return pawTriage{} }
//
// The directives are:
//
//	//paw:spec text                 what the function does; lines join ("//paw: text" is the same)
//	//paw:example F(args) == value  a case for the compiler; constants, the context left out
//	//paw:test F(args) == value     a case that measures the program
//	//paw:accuracy 0.9              the least share of tests that must pass
//	//paw:base id                   the base model
//	//paw:compiler name             the compiler
//	//paw:max_tokens 256            the most tokens of an answer whose type sets no end
//	//paw:program name@v1           an existing program, or the file of one, instead of compiling
//	//paw:pseudo file               the pseudo-program, for compilers that take one
//	//paw:range 1..5                the numbers of an answer
//	//paw:match [A-Z]{2}-\d+        a regular expression that a text matches as a whole
//	//paw:length 1..80              the characters of a text, the items of a slice or map
//	//paw:abstain Unknown           the constant that means "don't know"
//
// With program the spec may be left out. Accuracy, base, compiler and max_tokens
// may stand in a package comment, as defaults of its functions. Range, match and
// length may also stand in the comment of a field of a struct that is a result.
package annotations
