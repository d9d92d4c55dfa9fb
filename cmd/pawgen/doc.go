/*
Pawgen compiles natural-language specs in Go source into typed functions.

A developer writes a stub, a documented function whose body calls its twin:

	// ClassifyIntent says which department answers a message.
	//
	//paw:spec Route a customer's message to a department.
	//paw:example ClassifyIntent("I was charged twice") == Billing
	//paw:test ClassifyIntent("please refund my last order") == Billing
	func ClassifyIntent(msg string) Dept { return pawClassifyIntent(msg) }

Pawgen compiles each spec into a program and writes the twins that run them.
Everything it writes lies beside the stub and is to be committed:

	paw_gen.go          the twins: pawClassifyIntent, and pawClassifyIntentContext,
	                    which takes a context and returns an error
	paw_gen_test.go     makes go test run the tests, if there are any
	paw/<function>.pawc one program per function; .paw if it has its whole adapter
	paw.lock            what was compiled from what

Usage:

	pawgen [-v] [-candidates n] [-force] [-compiler name] [-offline] [-public] [packages]
	pawgen -compiler local [-snapshot name] [-pseudo who] [-pseudo-url address] [packages]
	pawgen check [packages]
	pawgen test [-v] [-json] [-junit] [-calibrate] [packages]
	pawgen diff [-candidates n] [-compiler name] [-offline] [-public] [packages]
	pawgen run [-json] [package.]function arguments...
	pawgen explain [-json] [package.]function arguments...
	pawgen inspect [-json] file
	pawgen models [-json]
	pawgen pull [-mirror where] [-offline] model...
	pawgen convert [-type name] compiler|basis snapshot
	pawgen convert [-type name] model folder file.gguf
	pawgen shrink [-snapshot name] [-o file] file.paw
	pawgen export [-url address] [-o file] file.pawc
	pawgen verify-compiler [-snapshot name] file.paw
	pawgen fix [packages]
	pawgen -h

Packages are directories or patterns as the go command knows them; the default
is the package in the current directory. To run pawgen with go generate, add it
to the module's tools once and write one line into the package:

	go get -tool github.com/pawgen/pawgen/cmd/pawgen

	//go:generate go tool pawgen

# Generate

Pawgen without a command's name generates. It compiles only the functions whose
spec, examples, signature, compiler or base model changed, and those whose
program is missing or was edited; any other program stays as it is, to the byte.
To compile a function afresh, delete its program. Then the function's tests are
run, and their score goes into paw.lock; if it is below the function's
paw:accuracy, the failed tests are listed and the package is left as it was.
The files of a package are written only when all its functions are compiled.
With -v, pawgen says what it does with each function.

With -candidates, pawgen makes up to n programs of each spec that it compiles,
from differently written pseudo-programs, and keeps the one that passes most
tests. A program that passes fewer tests than that of paw.lock is not taken,
unless -force says so.

# Compilers

Prompt, the default, shows the base model the task, the labels with what stands
for them, and the examples; it works with every base model but nano. Nano is the
compiler for the base model of that name, for simple jobs, and the one that a
function with //paw:base nano gets. Both work offline. Hosted is a server,
the public one or that of $PAW_API_URL, whose programs run on the base models of
pawgen models: qwen3-0.6b-q6_k, or what paw:base says. The server's compilers can
also be named: paw-4b-qwen3-0.6b, paw-4b-gpt2, paw-ft-bs48. All can be mixed in
one package.

With -compiler, functions that name no compiler get that one; without it they
stay with the compiler and the base model that paw.lock has for them, as long as
the compiler makes programs for the base model that they name. Specs with their labels and
examples are sent to a server only if hosted or one of its compilers was asked
for by name; inputs and tests never are. Programs are asked to be private unless
-public is given. $PAW_API_KEY, or the key of the official SDK's configuration,
is sent along. With -offline nothing is sent, and what needs the network fails.

# Base models

The base model runs a function's program; paw:base names it.

	smol       SmolLM2-135M, 98 MB, a Go module of its own: the default
	nano       pawgen's own, 2.5 MB and an answer in about a millisecond
	any other  of pawgen models, or one of your own in the GGUF format, of
	           Llama's, Qwen's or GPT-2's architecture: see Models

The weights of smol are the module github.com/pawgen/pawgen/models/smol, which the
go command fetches, verifies, proxies and vendors as it does all code. A module
whose programs run on it needs it once; pawgen says so where it is missing:

	go get github.com/pawgen/pawgen/models/smol

Generated code imports it, so that binaries have the weights. Built with the tag
pawgen_external they don't: they read the same file, by its checksum, from
$PAWGEN_MODELS or the cache, where pawgen pull smol puts it, or from where the
module's source lay when they were built. The answers are the same. Tests of
packages that only import a fuzzy function need not link 98 MB each:

	go test -tags pawgen_external ./...

# Check

Pawgen check is for continuous integration. It needs no model and no compiler:
it computes hashes, and lists every function whose spec, tests or program do not
match paw.lock. It uses no network itself; the go command, which it asks for the
packages, fetches modules that are not on the machine yet, as for any build.

# Test

Pawgen test runs all tests on the committed programs: //paw:test lines, and the
rows of the files paw_tests/<function>.csv and paw_tests/<function>.jsonl.
It prints how many pass, each test that fails, and for functions that choose
among labels which label was answered (column) where which was wanted (row).
With -v, the tests that pass are there too; -json and -junit print the same for
programs. The exit status is 1 if a function misses its paw:accuracy, or was not
generated since its spec changed. Without paw:accuracy, tests measure only.

A CSV file names the parameters in its first row; the last column is the answer.
A file of JSON lines has what pawgen run -json prints, and the input of a
function with one parameter may be the value alone:

	msg,output
	where is my refund?,billing

	{"input": {"msg": "where is my refund?"}, "output": "billing"}
	{"input": "the app shows an error", "output": "support"}

Values are written as for pawgen run, in JSON with the type that goes with the
parameter's; the answer of an enum is a label.

With -calibrate, it also fits a temperature for the confidence of each function:
pawgen.Result's method Calibrated takes it. The log loss says what that gains.

# Diff

Pawgen diff prints what generating would change, and writes nothing: why each
function is stale, its spec and its pseudo-program as a unified diff, how many
tests pass before and after, and each test whose answer becomes another.

# Run

Pawgen run calls one function with its committed program and prints the answer:

	pawgen run ClassifyIntent "I was charged twice"
	pawgen run ./examples/helpdesk.ClassifyIntent "I was charged twice"

Arguments are parsed as the parameters' types; flags stand before the function.
With -json the answer is one object, whose output has the JSON type of the
result:

	{"function":"helpdesk.ClassifyIntent","input":{"msg":"I was charged twice"},"output":"billing"}

Package runtime's environment variables hold here too. PAWGEN_THREADS bounds the
threads. PAWGEN_PREFIXES names a folder where the states of programs' prompts are
kept, so that only the first of many runs computes a prompt; with a large base
model that is most of a run's time.

# Explain

Pawgen explain makes the same call and prints how the answer came about: all
that the interpreter read, the answer's tokens with the share that the model
gave to each, the next likely answers, and the examples and tests whose inputs
are most alike.

# Inspect

Pawgen inspect prints what a file holds: a program's pseudo-program, base model
and adapter, or a GGUF model's metadata and tensors. With -json it prints one
object.

# Models

Pawgen models lists the base models and compilers that pawgen knows or finds,
with their sizes and where they are. Models lie in the folder $PAWGEN_MODELS or,
without it, in pawgen/models in the user's cache folder; what the official
Python SDK downloaded is used where it lies. Only nano is part of pawgen.

Pawgen pull downloads models, checks their size and SHA-256 and says under which
terms they come: no licence is stated for the public weights, so pawgen never
bundles them. A download that was broken off continues; proxies of the
environment are honoured. With -mirror the files come from elsewhere: the URL of
a server with the paths of huggingface.co, a folder, or a file. A name that
pawgen does not know is a model of one's own, whose file -mirror names:

	pawgen pull qwen3-0.6b-q6_k
	pawgen pull -mirror /media/stick/qwen3-0.6b-q6_k.gguf qwen3-0.6b-q6_k
	pawgen pull -mirror ./ours.gguf ours-q8_0

What was verified is recorded beside the file with its size and time, so that
programs start without hashing it again. With -offline pawgen uses no network,
and says what is missing and how to get it. Programs never use the network.

# Compile here

With -compiler local, or //paw:compiler local, pawgen runs the published 4B
compiler on this machine. It needs the compiler and the interpreter in the
store, once:

	pawgen pull qwen3-0.6b-q6_k paw-4b-qwen3-0.6b
	pawgen convert compiler paw-4b-qwen3-0.6b
	pawgen -compiler local

Convert writes the compiler's model as a GGUF file beside it (-type q8_0, f16,
bf16 or f32; the default, q8_0, takes half the memory), which is used from then
on; without it the published files are run as they are. -snapshot names another
compiler, or the folder of one; a base model of your own needs it. -pseudo says who
writes the pseudo-programs:

	template       a fixed form with the spec and its examples: the default
	file.gguf      a Qwen chat model, such as Qwen3-4B-Instruct-2507, on this machine
	ollama:model   a model of the Ollama server at -pseudo-url, else of this machine's
	openai:model   a model of the server at -pseudo-url that speaks OpenAI's
	               protocol, with the key $PAWGEN_PSEUDO_KEY if there is one

Only the last two can send anything anywhere, and only the spec. With //paw:pseudo a
function brings its own text.

Programs are .pawc files of about 100 kB: coefficients over the compiler's
basis, which lies in the store. Pawgen makes the basis when it first compiles;
convert basis makes it in another type. Whoever runs such a program needs the
basis too. Pawgen export writes a .paw bundle of 23 MB that needs none and that
the official SDK reads; it answers alike to the bit. A bundle says where its base
model can be had: for one of your own give the address with -url. Pawgen shrink turns a bundle
into coefficients and prints the residual: what the basis can't say, as a share
of the adapter. Rounding alone leaves 0.05 to 0.15; a program of another
compiler, or one that was trained further, leaves more and won't answer alike.

The published files don't say whether the compiler's trunk has a residual.
Pawgen verify-compiler compiles a program of the public service again, both
ways, and says which way gives its adapter.

# Fix

Pawgen fix rewrites Go source that was written for an earlier pawgen, tests too,
and prints the files that it changed. It knows that results, errors and the
choices for a process, which were part of package runtime, are part of package
pawgen now: pawgen.Result, pawgen.Configure. The packages need not compile.

# Directives

Directives stand in a stub's doc comment. Those marked with a star may stand in
the package's doc comment too, where they are the default for all functions.

	//paw:spec text          what the function does; several lines are joined
	//paw:example F(x) == y  an input with its answer, for the compiler
	//paw:test F(x) == y     an input with its answer, to measure the program with
	//paw:accuracy 0.9       * the least share of tests that must pass
	//paw:base id            * the base model that runs the program
	//paw:compiler name      * the compiler
	//paw:max_tokens n       * the most tokens of an answer whose type sets no end
	//paw:range 1..5           the least and the largest number
	//paw:match [A-Z]{2}-\d+   a regular expression (RE2) for all of a text
	//paw:length 1..80         the characters of a text, the items of a slice or map
	//paw:quote                a text that stands in the input
	//paw:abstain Unclear      the constant that means "don't know"
	//paw:pseudo file        the pseudo-program, written by hand; servers take none
	//paw:program reference  an existing program instead of a compiled one: the
	                         name of one on the server, user/name@v2, its ID,
	                         or the path of a .paw or .pawc file; its ID and
	                         hash are pinned in paw.lock

# Answers

The result type says what an answer can be: a bool, a number, a text, a
time.Time, one of the constants of a named string or integer type, or structs,
slices, maps and pointers of these, which are JSON on the inside; a pointer is
nil where something is missing. Paw:range, paw:match and paw:length narrow the
result, or in a field's comment that field:

	type Order struct {
		//paw:match [A-Z]{2}-[0-9]{4}
		ID       string   `json:"id"`
		Quantity int      //paw:range 1..99
		Tags     []string //paw:length 0..3
	}

With paw:quote, a string (also a named one, behind a pointer, or in a slice, map
or field) is a piece of the input: of any parameter that is a string or bytes.
A result or field of type pawgen.Quote has the place too, and needs no directive:

	//paw:spec Who wrote the mail?
	//paw:example Sender("Hello, this is Anna.") == pawgen.Quote{Text: "Anna"}
	//paw:example Sender("see attachment") == nil
	func Sender(mail string) *pawgen.Quote { return pawSender(mail) }

A quote has no white space around it, and does not begin or end within a word, a
run of letters and digits; Chinese, Japanese, Korean, Thai and their like have an
edge at every character. Paw:quote characters allows pieces of words. A quote may
span lines, but holds no other control characters, and takes no paw:match or
paw:length. What may be missing must be a pointer: else the answer is some piece,
and "" only for an input that has none. The answers of examples and tests must
stand in their inputs, where the text decides and not the place; for tests and
the command line, numbers and the like among several parameters can be quoted too.

An answer of a struct, slice or map is never cut: the interpreter is led to its
end before max_tokens. A result of type pawgen.Result[T] has confidence, the
next likely labels and token counts beside the value; one of type
iter.Seq2[string, error] is a text in parts, as it is written.

An interface whose methods have specs is implemented by a generated type; that
of Triage is pawTriage. Its functions are called Triage_Method.

Labels are the constants of a named string or integer type. Every constant of
exactly that type in its package is a label, also an unexported one, unless the
package is another than the stub's. The label of a string constant is its value,
that of an integer constant its name; comments on a constant say what it stands
for.
A sentinel such as a count must have another type, or it is an answer too:

	const (
		Billing  Dept = iota
		Support
		numDepts int = iota // no label: an int
	)

# Exit status

The status is 0 if all is well, 1 if something in the code, the files or the
answers is wrong, and 2 if pawgen was called wrongly. Errors are written to the
standard error stream, all at once, as file:line:column: message, with the path
relative to the current directory and the next step in a line of its own.
*/
package main
