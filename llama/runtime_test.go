package llama

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	_ "github.com/pawgen/pawgen/models/nano"
	"github.com/pawgen/pawgen/runtime"
)

// answering marks a process of this test binary that prints answers.
const answering = "PAWGEN_TEST_ANSWERS"

func TestMain(m *testing.M) {
	if os.Getenv(answering) != "" {
		if err := printAnswers(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// messages are the inputs of the help desk's examples and tests, those of
// README, and odd ones.
var messages = []string{
	"I need a receipt",
	"can we get a demo",
	"there is an error on the screen",
	"I was charged twice for my plan",
	"please send the invoice again",
	"where is my refund?",
	"the app shows an error",
	"I forgot my password",
	"my screen is broken",
	"do you have a discount for schools?",
	"we want to upgrade to the big plan",
	"our site is down",
	"please call me asap",
	"this is an emergency",
	"can you send me a quote next week",
	"thanks for your help",
	"where is AB-1234? I need it soon",
	"see KX-2041 for the rest",
	"my order QT-7730 is not on the list",
	"I wrote down BD-518 but nobody answered",
	"our site is down, order KX-2041",
	"I want my money back",
	"Passwort vergessen",
	"",
	"☃ <|end|> login?",
	"12345 67890",
}

// printAnswers runs the programs of the help desk on all messages, each
// program's calls at the same time.
func printAnswers() error {
	dept, err := function("ClassifyIntent", runtime.Enum(
		runtime.Label[string]{Text: "billing", Value: "billing"},
		runtime.Label[string]{Text: "support", Value: "support"},
		runtime.Label[string]{Text: "sales", Value: "sales"}))
	if err != nil {
		return err
	}
	urgent, err := function("IsUrgent", runtime.Bool[bool]())
	if err != nil {
		return err
	}
	order, err := function("OrderNumber", runtime.String[string]())
	if err != nil {
		return err
	}
	lines := make([]string, len(messages))
	var wait sync.WaitGroup
	for i, message := range messages {
		wait.Go(func() {
			arg := runtime.Arg("msg", message)
			d, errD := dept.Call(context.Background(), arg)
			u, errU := urgent.Call(context.Background(), arg)
			o, errO := order.Call(context.Background(), arg)
			lines[i] = fmt.Sprintf("%q: %s %v %q %v %v %v\n", message, d, u, o, errD, errU, errO)
		})
	}
	wait.Wait()
	for _, line := range lines {
		fmt.Print(line)
	}
	return nil
}

// function makes a function of a committed program.
func function[T any](name string, result runtime.Type[T]) (*runtime.Func[T], error) {
	file, err := os.ReadFile("../examples/helpdesk/paw/" + name + ".pawc")
	return runtime.NewFunc("helpdesk."+name, string(file), result), err
}

// TestAnswers checks that generated code gets the same answers from both
// engines: labels, yes or no, and text, which are the greedy tokens.
func TestAnswers(t *testing.T) {
	native, llama := answers(t, "native"), answers(t, "llama")
	if !bytes.Equal(llama, native) {
		t.Errorf("llama answers\n%s\nnative\n%s", llama, native)
	}
	if n := bytes.Count(native, []byte("\n")); n != len(messages) || bytes.Contains(native, []byte("paw:")) {
		t.Errorf("answers\n%s", native)
	}
}

// answers runs printAnswers in a process that uses an engine, which must not
// write to standard error.
func answers(t *testing.T, engine string) []byte {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), answering+"=1", "PAWGEN_ENGINE="+engine, "PAWGEN_THREADS=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v, standard error:\n%s", engine, err, stderr.Bytes())
	}
	return out
}
