package program

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/helpdesk.pawc")

// helpdesk is a program with everything in it.
func helpdesk() *Program {
	p := plain()
	p.MaxTokens = 40
	p.Codes = map[string]string{"sales": "A", "support": "B"}
	p.Adapter = &Adapter{Basis: strings.Repeat("0f", 32), Layers: 2, Modules: 3, Bases: 1}
	for i := range 12 {
		p.Adapter.Coefficients = append(p.Adapter.Coefficients, float32(i)/8-0.5)
	}
	p.Adapter.Coefficients[3] = float32(math.Copysign(0, -1))
	p.Adapter.Coefficients[4] = math.SmallestNonzeroFloat32
	return p
}

// plain is a program without an adapter.
func plain() *Program {
	return &Program{
		Name:     "helpdesk.ClassifyIntent",
		Spec:     "Sort <messages> & \"more\".\nGrüße \u2028 \x00",
		Pseudo:   "- refund: billing\n- anything else: other",
		Template: "[TASK]{x}\n{INPUT_PLACEHOLDER}<|im_end|>",
		Base:     Base{ID: "nano", SHA256: strings.Repeat("a5", 32)},
		Compiler: "nano-20261123",
	}
}

func encode(t testing.TB, p *Program) []byte {
	t.Helper()
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	for _, p := range []*Program{helpdesk(), plain()} {
		data := encode(t, p)
		got, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, p) {
			t.Errorf("got  %+v\nwant %+v", got, p)
		}
		if again := encode(t, got); !bytes.Equal(again, data) {
			t.Error("encoding a parsed program gives other bytes")
		}
	}
	// DeepEqual takes -0 for 0.
	got, err := Parse(encode(t, helpdesk()))
	if err != nil || !math.Signbit(float64(got.Adapter.Coefficients[3])) {
		t.Errorf("-0 is not kept: %v", err)
	}
}

// The format is fixed: files that are committed today are read tomorrow, and
// their ids stay.
func TestGolden(t *testing.T) {
	const file = "testdata/helpdesk.pawc"
	data := encode(t, helpdesk())
	if *update {
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, want) {
		t.Errorf("got  %q\nwant %q", data, want)
	}
	sum := sha256.Sum256(want)
	if got, want := helpdesk().ID(), hex.EncodeToString(sum[:])[:20]; got != want {
		t.Errorf("ID is %q, want %q", got, want)
	}
}

func TestEncodeMistakes(t *testing.T) {
	for _, test := range []struct {
		change func(p *Program)
		want   string
	}{
		{func(p *Program) { p.Name = "" }, `name is missing`},
		{func(p *Program) { p.Spec = "\xff" }, `spec "\xff" is not UTF-8`},
		{func(p *Program) { p.Base.ID = "" }, `base is missing`},
		{func(p *Program) { p.Base.SHA256 = "A5" }, `base has the checksum "A5", want 64 lower-case hex digits`},
		{func(p *Program) { p.Template = "x" }, `prompt: template has "{INPUT_PLACEHOLDER}" 0 times, want exactly once`},
		{func(p *Program) { p.Template += p.Template }, `prompt: template has "{INPUT_PLACEHOLDER}" 2 times, want exactly once`},
		{func(p *Program) { p.Codes["tech"] = "" }, `label "tech" has the code "", want UTF-8 that is not empty`},
		{func(p *Program) { p.MaxTokens = -1 }, `max_tokens is -1, want 0 to 2147483647`},
		{func(p *Program) { p.Adapter.Basis = "" }, `basis has the checksum "", want 64 lower-case hex digits`},
		{func(p *Program) { p.Adapter.Layers = 0 }, `adapter has 0 layers, want 1 to 1024`},
		{func(p *Program) { p.Adapter.Modules = 65 }, `adapter has 65 modules, want 1 to 64`},
		{func(p *Program) { p.Adapter.Bases = -1 }, `adapter has -1 bases, want 1 to 1024`},
		{func(p *Program) { p.Adapter.Bases = 2 }, `adapter has 12 coefficients, want 24 (2 layers, 3 modules, 2 bases, A and B)`},
		{func(p *Program) { p.Adapter.Coefficients[5] = float32(math.NaN()) }, `coefficient 5 is NaN, want a finite number`},
		{func(p *Program) { p.Adapter.Coefficients[0] = float32(math.Inf(-1)) }, `coefficient 0 is -Inf, want a finite number`},
		{func(p *Program) { p.Spec = strings.Repeat("x", maxHeader) }, `header is 1049023 bytes, want at most 1048576`},
	} {
		p := helpdesk()
		test.change(p)
		_, err := p.Encode()
		if err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant program: %s", err, test.want)
		}
		if id := p.ID(); id != "" {
			t.Errorf("%s: ID is %q, want none", test.want, id)
		}
	}
}

func TestParseForeign(t *testing.T) {
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:" + strings.Repeat("0", 64) + "\nsize 12345\n"
	for _, test := range []struct{ data, want string }{
		{"", `file is 0 bytes and starts with "" (want a .paw or .pawc file)`},
		{"PAW", `file is 3 bytes and starts with "PAW" (want a .paw or .pawc file)`},
		{"hello, world", `file is 12 bytes and starts with "hello, w" (want a .paw or .pawc file)`},
		{pointer, "file is 130 bytes and starts with \"version https://git-lfs\": a Git LFS pointer\n\thint: commit the file itself"},
		{"PK\x03\x04....", `archive is damaged or cut off: not a valid zip file`},
		{"PAW\x02....", "file is in the old binary PAW 2 format, which nothing runs any more (want a .paw or .pawc file)\n\thint: compile the spec again"},
		{"GGUF....", `file is a GGUF model (want a .paw or .pawc file)`},
		{"PAWC", `file is cut off after 4 bytes`},
	} {
		if _, err := Parse([]byte(test.data)); err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant program: %s", err, test.want)
		}
	}
}

// sealed puts a header and coefficients into a file with a right checksum.
func sealed(version, size uint32, header, rest string) []byte {
	b := []byte(Magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, size)
	b = append(b, header+rest...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// Files that someone made on purpose have a right checksum.
func TestParseCrafted(t *testing.T) {
	h, err := headerOf(helpdesk())
	if err != nil {
		t.Fatal(err)
	}
	good, zeros := string(h), strings.Repeat("\x00", 48)
	seal := func(header, rest string) []byte { return sealed(version, uint32(len(header)), header, rest) }
	if _, err := Parse(seal(good, zeros)); err != nil {
		t.Fatalf("the header that the cases change is refused: %v", err)
	}
	huge := strings.Replace(good, `"layers":2,"modules":3,"bases":1`, `"layers":1024,"modules":64,"bases":1024`, 1)
	tooMany := strings.Replace(good, `"layers":2`, `"layers":1099511627776`, 1)
	for _, test := range []struct {
		data []byte
		want string
	}{
		{sealed(2, 0, "", ""), "version 2 is not supported (want 1)\n\thint: update the pawgen module, or run go generate"},
		{sealed(1, 1<<32-1, good, zeros), `header is 4294967295 bytes, want at most 545`},
		{sealed(1, 546, good, zeros), `header is 546 bytes, want at most 545`},
		{sealed(1, 1<<20+1, strings.Repeat(" ", 1<<20+1), ""), `header is 1048577 bytes, want at most 1048576`},
		{seal("", ""), `header: EOF`},
		{seal("null", ""), `name is missing`},
		{seal("{}{}", ""), `header: more than one JSON value`},
		{seal(`{"colour":1}`, ""), `header: unknown field "colour"`},
		{seal(good, zeros[:44]), `file has 44 bytes of coefficients, want 48`},
		{seal(good, zeros+"\x00"), `file has 49 bytes of coefficients, want 48`},
		{seal(good, zeros[:44]+"\x00\x00\x80\x7f"), `coefficient 11 is +Inf, want a finite number`},
		{seal(huge, zeros), `file has 48 bytes of coefficients, want 536870912`},
		{seal(strings.Replace(good, "{INPUT_PLACEHOLDER}", "", 1), zeros), `prompt: template has "{INPUT_PLACEHOLDER}" 0 times, want exactly once`},
	} {
		if _, err := Parse(test.data); err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant program: %s", err, test.want)
		}
	}
	// The words of these depend on the size of an int and on encoding/json.
	for _, h := range []string{tooMany, `{"name":1}`, good[1:], good + "x"} {
		if p, err := Parse(seal(h, zeros)); err == nil {
			t.Errorf("header %s gives %+v", h, p)
		}
	}
}

func TestTruncated(t *testing.T) {
	data := encode(t, helpdesk())
	for n := range data {
		if p, err := Parse(data[:n]); err == nil {
			t.Errorf("the first %d of %d bytes give %+v", n, len(data), p)
		}
	}
	if _, err := Parse(append(data, 0)); err == nil {
		t.Error("a byte more is accepted")
	}
}

func TestFlipped(t *testing.T) {
	data := encode(t, helpdesk())
	for i := range data {
		for bit := range 8 {
			data[i] ^= 1 << bit
			if p, err := Parse(data); err == nil {
				t.Errorf("bit %d of byte %d flipped gives %+v", bit, i, p)
			}
			data[i] ^= 1 << bit
		}
	}
}

// FuzzParse tries the bytes as a file and, with a right checksum, as what a
// file is made of. Whatever is accepted can be written again.
func FuzzParse(f *testing.F) {
	for _, p := range []*Program{helpdesk(), plain()} {
		data := encode(f, p)
		f.Add(data)
		f.Add(data[:len(data)-sha256.Size])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sum := sha256.Sum256(data)
		for _, file := range [][]byte{data, append(bytes.Clone(data), sum[:]...)} {
			p, err := Parse(file)
			if err != nil {
				continue
			}
			again, err := Parse(encode(t, p))
			if err != nil {
				t.Fatalf("%q: written again: %v", file, err)
			}
			if !reflect.DeepEqual(again, p) {
				t.Errorf("got  %+v\nwant %+v", again, p)
			}
		}
	})
}
