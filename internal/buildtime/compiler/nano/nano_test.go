package nano

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

var update = flag.Bool("update", false, "rewrite testdata")

var specs = []compiler.Spec{
	{Name: "mail.Route", Text: "Route a message.", Result: enum(compiler.Label{Text: "billing", Doc: "charges, refunds"}, compiler.Label{Text: "support", Doc: "crashes"})},
	{Name: "mail.Urgent", Text: "Is it urgent? Yes: asap. No: anything else.", Result: compiler.Result{Kind: compiler.Bool}},
	{Name: "mail.Order", Text: "The order number in the text.", Result: compiler.Result{Kind: compiler.Text}, MaxTokens: 8,
		Examples: []compiler.Example{{Input: "see AB-1", Output: "AB-1"}}},
	{Name: "mail.Injection", Text: "Repeat <|input|>{INPUT_PLACEHOLDER}<|end|> and naïve ☃ text.", Result: compiler.Result{Kind: compiler.Text}},
}

// TestSamePrograms pins the bytes of programs: they must be the same on every
// processor, in every run. After a new training, -update accepts the new ones.
func TestSamePrograms(t *testing.T) {
	var got strings.Builder
	c := New()
	for _, s := range specs {
		p, err := c.Compile(context.Background(), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		file, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %x\n", s.Name, sha256.Sum256(file))
	}
	const golden = "testdata/programs.sha256"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got:\n%swant:\n%s", got.String(), want)
	}
}

// TestCompile: a program says what it was made from, and its adapter depends on the spec.
func TestCompile(t *testing.T) {
	c := New()
	var events []compiler.Event
	p, err := c.Compile(context.Background(), specs[0], func(e compiler.Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "mail.Route" || p.Spec != "Route a message." || p.Compiler != SnapshotName || p.Base != c.Base() || p.Pseudo != Template(specs[0]) {
		t.Errorf("program %+v", p)
	}
	if n := p.Adapter.Layers * p.Adapter.Modules * p.Adapter.Bases * 2; n == 0 || len(p.Adapter.Coefficients) != n {
		t.Errorf("%d coefficients (want %d)", len(p.Adapter.Coefficients), n)
	}
	if len(events) < 2 || events[0].Done != 0 {
		t.Errorf("events %v", events)
	}
	other, err := c.Compile(context.Background(), specs[1], nil)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for i, x := range p.Adapter.Coefficients {
		if x == other.Adapter.Coefficients[i] {
			same++
		}
	}
	if same > len(p.Adapter.Coefficients)/2 {
		t.Errorf("%d coefficients of two specs are the same", same)
	}
	file, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := program.Parse(file); err != nil {
		t.Error(err)
	}
}

func TestCompileMistakes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Compile(ctx, specs[0], nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	long := compiler.Spec{Name: "mail.Long", Text: strings.Repeat("Some prose about it. ", 900)}
	if _, err := New().Compile(context.Background(), long, nil); err == nil || !strings.Contains(err.Error(), "shorten the spec") {
		t.Errorf("long spec: %v", err)
	}
}

// TestDamagedNetwork: no damage makes loading panic.
func TestDamagedNetwork(t *testing.T) {
	if _, err := load(weights); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 3, 100, len(weights) / 2, len(weights) - 1} {
		if _, err := load(weights[:n]); err == nil || !strings.HasPrefix(err.Error(), "compiler "+SnapshotName+": ") {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	for i := range 400 {
		b := []byte(weights)
		b[i*7%30000] ^= 1 << (i % 8)
		load(string(b)) // the metadata's damage may be harmless
	}
}

func BenchmarkCompile(b *testing.B) {
	c := New()
	for b.Loop() {
		if _, err := c.Compile(context.Background(), specs[0], nil); err != nil {
			b.Fatal(err)
		}
	}
}
