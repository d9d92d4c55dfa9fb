package llama

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// parse reads a file in memory.
func parse(t *testing.T, data []byte) *gguf.File {
	t.Helper()
	f, err := gguf.Parse(data)
	check(t, err)
	return f
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// loadTest loads a test model, which is in memory.
func loadTest(t *testing.T) *model {
	t.Helper()
	data := testmodel.New(1).Interpreter
	m, err := llama{}.Load(engine.Source{File: parse(t, data), Data: data}, engine.Options{Threads: 1})
	check(t, err)
	t.Cleanup(func() { check(t, m.Close()) })
	return m.(*model)
}

// adapterOf makes the adapter of another test model ready.
func adapterOf(t *testing.T, m *model, seed uint64) engine.Adapter {
	t.Helper()
	a, err := lora.FromGGUF(parse(t, testmodel.New(seed).Adapter))
	check(t, err)
	made, err := m.Adapter(a)
	check(t, err)
	return made
}

// read appends tokens and returns the logits after them.
func read(t *testing.T, m *model, s engine.Sequence, tokens ...int32) []float32 {
	t.Helper()
	logits := make([]float32, m.Vocab())
	check(t, m.Forward(context.Background(), []engine.Step{{Seq: s, Tokens: tokens, Logits: logits}}))
	return logits
}

// near checks that logits differ by rounding at most.
func near(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 0.05 {
			t.Fatalf("%s: logit %d is %g, want %g", what, i, got[i], want[i])
		}
	}
}

// TestManyAdapters uses more adapters by turns than there may be contexts, and
// then all of them in one batch.
func TestManyAdapters(t *testing.T) {
	m := loadTest(t)
	const n = maxContexts + 3
	var kept, forks [n]engine.Sequence
	var want [n][]float32
	for i := range n {
		a := adapterOf(t, m, uint64(i))
		var err error
		kept[i], err = m.NewSequence(a)
		check(t, err)
		read(t, m, kept[i], 1, 2, 3)
		fork, err := kept[i].Fork()
		check(t, err)
		want[i] = read(t, m, fork, 4, 5)
		if i%2 == 1 {
			check(t, fork.Close())
		} else {
			forks[i] = fork // to be closed while it is parked
		}
	}
	for i := range n {
		if forks[i] != nil {
			check(t, forks[i].Close())
		}
		fork, err := kept[i].Fork()
		check(t, err)
		near(t, fmt.Sprintf("adapter %d, parked meanwhile", i), read(t, m, fork, 4, 5), want[i])
		check(t, fork.Close())
	}
	contexts := 0
	for _, p := range m.pools {
		if p.context != nil {
			contexts++
		}
	}
	if contexts > maxContexts {
		t.Errorf("%d contexts, want at most %d", contexts, maxContexts)
	}
	var steps []engine.Step
	for _, s := range kept {
		steps = append(steps, engine.Step{Seq: s, Tokens: []int32{4, 5}, Logits: make([]float32, m.Vocab())})
	}
	check(t, m.Forward(context.Background(), steps))
	for i, step := range steps {
		near(t, fmt.Sprintf("adapter %d, in a batch of all", i), step.Logits, want[i])
	}
}

// TestGrow fills more cells than a context begins with.
func TestGrow(t *testing.T) {
	m := loadTest(t)
	start, err := m.NewSequence(nil)
	check(t, err)
	prefix := make([]int32, 400)
	for i := range prefix {
		prefix[i] = int32(i % 200)
	}
	read(t, m, start, prefix...)
	var want []float32
	for i := range 12 { // 12*100 tokens and the prefix
		fork, err := start.Fork()
		check(t, err)
		got := read(t, m, fork, prefix[:100]...)
		if i == 0 {
			want = got
		}
		near(t, fmt.Sprintf("fork %d", i), got, want)
	}
	if p := m.pools[nil]; p.cells < 1600 || p.cells > 2048 {
		t.Errorf("%d cells for 1600 tokens", p.cells)
	}
}

// TestNoLeak loads programs and drops them again: the memory in use after a
// thousand is that after a few hundred. What is lost is lost in every thousand;
// one in which the allocator of C took more at once proves nothing.
func TestNoLeak(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("needs a second, and /proc")
	}
	m := loadTest(t)
	program := func(i int) {
		a := adapterOf(t, m, uint64(i%3))
		s, err := m.NewSequence(a)
		check(t, err)
		read(t, m, s, 1, 2, 3)
		fork, err := s.Fork()
		check(t, err)
		read(t, m, fork, 4)
		if i%2 == 0 { // else the adapter takes them along
			check(t, fork.Close())
			check(t, s.Close())
		}
		check(t, a.Close())
	}
	for i := range 300 {
		program(i)
	}
	const most = 4 << 20 // a context of this model takes about as much
	grown := most + 1
	for round := 0; round < 4 && grown > most; round++ {
		before := resident(t)
		for i := range 1000 {
			program(i)
		}
		grown = resident(t) - before
		t.Logf("after 1,000 programs more: %+d KiB", grown>>10)
	}
	if grown > most {
		t.Errorf("%d KiB more after each 1,000 programs", grown>>10)
	}
	if len(m.pools) != 0 {
		t.Errorf("%d pools are left", len(m.pools))
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "pawgen-*.gguf")); len(left) > 0 {
		t.Errorf("files are left: %v", left)
	}
}

// resident is the memory that the process has, in bytes.
func resident(t *testing.T) int {
	t.Helper()
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	check(t, err)
	pages, err := strconv.Atoi(strings.Fields(string(data))[1])
	check(t, err)
	return pages * os.Getpagesize()
}
