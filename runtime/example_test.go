package runtime_test

import (
	"context"
	"fmt"

	"github.com/pawgen/pawgen/internal/testing/testmodel"
	pawrt "github.com/pawgen/pawgen/runtime"
)

// Dept is a result type with two labels.
type Dept string

const (
	Billing   Dept = "billing"
	Technical Dept = "technical"
)

// A generated file embeds what testmodel makes here.
var classifyIntentFile = testmodel.File(testmodel.New(1).Program("helpdesk.ClassifyIntent", "Name the department."))

var classifyIntent = pawrt.NewFunc("helpdesk.ClassifyIntent", classifyIntentFile, pawrt.Enum(
	pawrt.Label[Dept]{Text: "billing", Value: Billing},
	pawrt.Label[Dept]{Text: "technical", Value: Technical},
))

// The answer is always one of the labels, also from a model that knows nothing.
func ExampleFunc_Call() {
	dept, err := classifyIntent.Call(context.Background(), pawrt.Arg("msg", "I was charged twice"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(dept == Billing || dept == Technical)
	// Output: true
}

// A function whose file is damaged says so at every call.
func ExampleFunc_Load() {
	broken := pawrt.NewFunc("helpdesk.IsUrgent", "", pawrt.Bool[bool]())
	fmt.Println(broken.Load(context.Background()))
	// Output: paw: helpdesk.IsUrgent: bad program: file is 0 bytes and starts with "" (want a .paw or .pawc file)
}
