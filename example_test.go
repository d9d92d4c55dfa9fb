package pawgen_test

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/pawgen/pawgen"
	_ "github.com/pawgen/pawgen/models/nano"
	"github.com/pawgen/pawgen/runtime"
)

// Dept is a department of the company.
type Dept string

const (
	Billing Dept = "billing" // charge, invoice, refund, payment
	Support Dept = "support" // crash, error, login, password
	Sales   Dept = "sales"   // price, offer, discount
)

// ClassifyIntent says which department should answer a message, and how sure
// the model is of it. In a package, where stubs are, the comment ends with
//
//	//paw:spec Route a customer message to the department that should answer it.
func ClassifyIntent(msg string) pawgen.Result[Dept] { return pawClassifyIntent(msg) }

// IsUrgent says whether a message must be answered at once. In a package:
//
//	//paw:spec Say whether somebody waits for an answer.
func IsUrgent(msg string) (bool, error) { return pawIsUrgent(msg) }

// What pawgen writes into paw_gen.go is here by hand. The programs are those of
// examples/helpdesk, which run on the embedded model.
var (
	//go:embed examples/helpdesk/paw/ClassifyIntent.pawc
	pawClassifyIntentFile string
	//go:embed examples/helpdesk/paw/IsUrgent.pawc
	pawIsUrgentFile string

	pawClassifyIntentFunc = runtime.NewFunc("helpdesk.ClassifyIntent", pawClassifyIntentFile, runtime.Enum(
		runtime.Label[Dept]{Text: "billing", Value: Billing},
		runtime.Label[Dept]{Text: "support", Value: Support},
		runtime.Label[Dept]{Text: "sales", Value: Sales},
	))
	pawIsUrgentFunc = runtime.NewFunc("helpdesk.IsUrgent", pawIsUrgentFile, runtime.Bool[bool]())
)

func pawClassifyIntent(msg string) pawgen.Result[Dept] {
	return runtime.Must(pawClassifyIntentFunc.Result(context.Background(), runtime.Arg("msg", msg)))
}

func pawIsUrgent(msg string) (bool, error) {
	return pawIsUrgentFunc.Call(context.Background(), runtime.Arg("msg", msg))
}

// A function whose result type is a Result says how sure the model is. What it
// is not sure of, somebody else can decide.
func ExampleResult() {
	r := ClassifyIntent("I was charged twice for my plan")
	fmt.Println(r.Value)
	if r.Confidence < 0.8 {
		fmt.Println("a person should read it")
	}
	// Output: billing
}

// The next likely labels come with the answer, the likeliest first: here the
// message has words of two departments.
func ExampleAlternative() {
	r := ClassifyIntent("my payment failed with an error")
	fmt.Println(r.Value)
	for _, a := range r.Alternatives {
		fmt.Println("or", a.Value, a.Confidence < r.Confidence)
	}
	// Output:
	// billing
	// or support true
}

// A temperature, which "pawgen test -calibrate" fits, makes a model that is too
// sure of itself less so.
func ExampleResult_Calibrated() {
	r := pawgen.Result[Dept]{Value: Billing, Confidence: 0.98}
	fmt.Printf("%.2f\n", r.Calibrated(2))
	// Output: 0.87
}

// Usage counts what an answer took: labels that begin alike need more decisions.
func ExampleUsage() {
	r := ClassifyIntent("I was charged twice for my plan")
	fmt.Println(r.Usage.Decided > 0, r.Finish)
	// Output: true complete
}

// Tokens say where the model decided.
func ExampleToken() {
	for _, t := range ClassifyIntent("I was charged twice for my plan").Tokens {
		fmt.Printf("%q decided: %v\n", t.Text, t.Decided) // nano's programs write letters for labels
	}
	// Output: "A" decided: true
}

// At the start of main, before the first call, a process may choose how much
// it uses of the machine.
func ExampleConfigure() {
	err := pawgen.Configure(pawgen.Threads(2), pawgen.Memory(64<<20))
	if err != nil {
		fmt.Println(err)
	}
}

// A hook is told about every call of every function: here it writes a log.
func ExampleAddHook() {
	level := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{} // differ from run to run
		}
		return a
	}}
	remove := pawgen.AddHook(pawgen.SlogHook(slog.New(slog.NewTextHandler(os.Stdout, level))))
	defer remove()
	ClassifyIntent("I was charged twice for my plan")
	// Output: level=DEBUG msg="paw call" func=helpdesk.ClassifyIntent input_tokens=13 answer_tokens=1 finish=complete
}

// A hook of one's own can count, as for metrics.
func ExampleHook() {
	failed := 0
	remove := pawgen.AddHook(func(_ context.Context, c pawgen.CallInfo) {
		if c.Err != nil {
			failed++
		}
	})
	defer remove()
	_, _ = IsUrgent(strings.Repeat("help ", 10_000))
	fmt.Println(failed)
	// Output: 1
}

// Stats says what the process has done so far, also that a prompt is run once
// for all calls.
func ExampleStats() {
	before := pawgen.Stats()
	ClassifyIntent("I was charged twice for my plan")
	ClassifyIntent("the app crashes")
	after := pawgen.Stats()
	fmt.Println(after.Calls-before.Calls, after.PrefixesComputed-before.PrefixesComputed < 2)
	// Output: 2 true
}

// Errors wrap sentinels, so that a program can tell what to do about them.
func ExampleError() {
	_, err := IsUrgent(strings.Repeat("help ", 10_000))
	var failed *pawgen.Error
	if errors.As(err, &failed) {
		fmt.Println(failed.Func)
	}
	switch {
	case errors.Is(err, pawgen.ErrContextOverflow):
		fmt.Println("shorten the input")
	case errors.Is(err, pawgen.ErrBadProgram):
		fmt.Println("generate again")
	}
	// Output:
	// helpdesk.IsUrgent
	// shorten the input
}

// Many errors say what helps.
func ExampleHint() {
	_, err := IsUrgent(strings.Repeat("help ", 10_000))
	fmt.Println(pawgen.Hint(err))
	// Output: shorten the input
}
