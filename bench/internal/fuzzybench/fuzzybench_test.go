package fuzzybench

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	_ "github.com/pawgen/pawgen/models/nano"
)

func TestNormalised(t *testing.T) {
	for _, c := range []struct {
		got, want string
		same      bool
	}{
		{"Billing", "billing", true}, {`"billing"`, "billing", true}, {" billing. ", "billing", true}, {"```\nbilling\n```", "billing", true},
		{"a  b", "a b", true}, {"bill", "billing", false}, {`{"a":1, "b":[2.0]}`, `{"b":[2],"a":1}`, true}, {`{"a":1}`, `{"a":2}`, false},
		{`{"a":1}`, `{"a":1`, false}, {"", "x", false}, {`"a" and "b"`, `a" and "b`, false}, {"[1,2]", "[2,1]", false}, {"1.", "1", true},
		{`{"n":9007199254740993}`, `{"n":9007199254740992}`, false},
	} {
		if Normalised(c.got, c.want) != c.same || Normalised(c.want, c.got) != c.same {
			t.Errorf("Normalised(%q, %q) is not %v both ways", c.got, c.want, c.same)
		}
	}
	if Strict("a", "A") || !Strict("a", "a") {
		t.Error("Strict is not exact")
	}
}

// TestShare compares with values computed by hand.
func TestShare(t *testing.T) {
	independent := make([]cluster, 100)
	for i := range independent {
		independent[i] = cluster{min(1, i/50), 1}
	}
	p, in := share(independent)
	if p != .5 || math.Abs(in[0]-.4038) > 2e-3 || math.Abs(in[1]-.5962) > 2e-3 {
		t.Errorf("100 independent answers: %v %v", p, in)
	}
	alike := make([]cluster, 25) // the same answers, four to a task that are all right or all wrong
	for i := range alike {
		alike[i] = cluster{4 * (i % 2), 4}
	}
	if _, wide := share(alike); wide[1]-wide[0] < 1.7*(in[1]-in[0]) {
		t.Errorf("answers that stand and fall together have the interval %v, independent ones %v", wide, in)
	}
	if _, in := share(nil); in != [2]float64{0, 1} {
		t.Errorf("no answers: %v", in)
	}
}

// TestFormats: the same rows in every format are the same data.
func TestFormats(t *testing.T) {
	dir := t.TempDir()
	type row struct {
		Spec     string `parquet:"spec" json:"spec"`
		Input    string `parquet:"input" json:"input"`
		Output   string `parquet:"output" json:"output"`
		Category string `parquet:"category" json:"category"`
	}
	rows := []row{{"Route it, \"please\".\nNow.", "a, b", "x", "c1"}, {"Other spec.", "c", "y", ""}, {"Route it, \"please\".\nNow.", "ü", "z", "c2"}}
	var lines bytes.Buffer
	for _, r := range rows {
		json.NewEncoder(&lines).Encode(r)
	}
	csv := "input,category,spec,output\n\"a, b\",c1,\"Route it, \"\"please\"\".\nNow.\",x\nc,,Other spec.,y\nü,c2,\"Route it, \"\"please\"\".\nNow.\",z\n"
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var table bytes.Buffer
	if err := parquet.Write(&table, rows); err != nil {
		t.Fatal(err)
	}
	columns := Columns{Category: DefaultCategory}
	var want string
	for _, path := range []string{write("a.jsonl", lines.Bytes()), write("a.csv", []byte(csv)), write("a.parquet", table.Bytes())} {
		data, err := Read([]string{path}, columns, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(data.Tasks) != 2 || data.Rows != 3 || len(data.Tasks[0].Rows) != 2 || data.Tasks[0].Rows[1].Category != "c2" {
			t.Errorf("%s: %+v", path, data)
		}
		if want == "" {
			want = data.Digest()
		}
		if data.Digest() != want {
			t.Errorf("%s is other data than JSON lines", path)
		}
	}
	broken := bytes.Clone(table.Bytes())
	for i := range broken[4 : len(broken)/2] {
		broken[4+i] ^= 0x5a
	}
	for name, data := range map[string][]byte{"b.parquet": broken, "b.jsonl": []byte("{\n"), "b.csv": []byte("spec,input\na,b\n"), "c.jsonl": nil, "b.txt": nil} {
		if _, err := Read([]string{write(name, data)}, columns, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestResume: a run that was broken off, and whose last line is torn, ends like one that was not.
func TestResume(t *testing.T) {
	data, err := ReadSample()
	if err != nil {
		t.Fatal(err)
	}
	data.Limit(8, 1)
	c := nano.New()
	methods := []Method{Compiled(c), Pseudo(c), Prompt(c)}
	run := func(ctx context.Context, path string, progress func(done, total int)) (*Report, error) {
		j, err := OpenJournal(path, data, methods)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		err = (&Bench{Data: data, Compiler: c, Methods: methods, Journal: j, Progress: progress}).Run(ctx)
		r := NewReport(data, methods, j)
		for i := range r.Methods {
			r.Methods[i].Timing = Timing{}
		}
		return r, err
	}
	results := func(path string) ([]byte, int) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content, bytes.Count(content, []byte(`{"result"`))
	}
	whole, err := run(t.Context(), filepath.Join(t.TempDir(), "j"), nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "j")
	ctx, stop := context.WithCancel(t.Context())
	_, err = run(ctx, path, func(done, _ int) {
		if done == 9 {
			stop()
		}
	})
	content, before := results(path)
	if !errors.Is(err, context.Canceled) || before < 9 || before == 24 {
		t.Fatalf("error %v after %d results (want the context's in the middle)", err, before)
	}
	if err := os.WriteFile(path, content[:len(content)-5], 0o666); err != nil {
		t.Fatal(err)
	}
	again, err := run(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, n := results(path); n != 24 {
		t.Errorf("%d results of 8 specs by 3 methods: some were computed again", n)
	}
	if a, b := string(whole.Markdown()), string(again.Markdown()); a != b {
		t.Errorf("without a break:\n%s\nwith one:\n%s", a, b)
	}
	data.Tasks[0].Rows[0].Output += "x"
	if _, err := OpenJournal(path, data, nil); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("other data: error %v", err)
	}
	for d := xml.NewDecoder(bytes.NewReader(whole.chart())); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the chart is no XML: %v", err)
		}
	}
}

// FuzzRead: hostile files give errors, and take no more memory than goes with
// their size. Package parquet has a test of its own.
func FuzzRead(f *testing.F) {
	f.Add(".jsonl", []byte(`{"spec":"a","input":"b","output":"c"}`))
	f.Add(".csv", []byte("spec,input,output\na,b,c\n"))
	for _, option := range []parquet.WriterOption{parquet.Compression(&parquet.Snappy), parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1)} {
		var table bytes.Buffer
		if err := parquet.Write(&table, []struct {
			Spec     string  `parquet:"spec,dict"`
			Input    string  `parquet:"input,delta"`
			Output   string  `parquet:"output,plain"`
			Category *string `parquet:"category,optional"`
		}{{"a", "b", "c", nil}, {"a", "bb", "", new(string)}}, option); err != nil {
			f.Fatal(err)
		}
		f.Add(".parquet", table.Bytes())
	}
	f.Fuzz(func(t *testing.T, ext string, content []byte) {
		path := filepath.Join(t.TempDir(), "f"+map[string]string{".csv": ".csv", ".parquet": ".parquet"}[ext])
		if filepath.Ext(path) == "" {
			path += ".jsonl"
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Read([]string{path}, Columns{Category: DefaultCategory}, nil)
		runtime.ReadMemStats(&after)
		if used, most := after.TotalAlloc-before.TotalAlloc, 64<<20+1024*uint64(len(content)); used > most {
			t.Errorf("a %s file of %d bytes used %d, want at most %d", filepath.Ext(path), len(content), used, most)
		}
	})
}
