package program

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/catalog"
)

// adapter is the smallest file that passes for one.
func adapter() []byte { return append([]byte("GGUF"), bytes.Repeat([]byte{3}, minAdapter-4)...) }

// bundled is a program as a compiler makes it for a published interpreter.
func bundled() *Program {
	p := plain()
	k, _ := catalog.FindKnown("qwen3-0.6b-q6_k")
	p.Base = Base{k.ID, k.Files[0].SHA256}
	p.Compiler = "paw-4b-qwen3-0.6b-20260407"
	p.MaxTokens = 40
	p.GGUF = adapter()
	p.Meta = Meta{}
	p.Meta.Set("lora_rank", 64)
	p.Meta.Set("zebra", []string{"<kept>"})
	return p
}

// A member is one file of an archive that a test makes.
type member struct {
	name, data string
	change     func(*zip.FileHeader)
}

// members are those of a right bundle of version 3.
func members() []member {
	return []member{
		{name: metaName, data: `{"version": 3, "program_id": "0123456789abcdef0123", "interpreter": "gpt2", "compiler_snapshot": "paw-4b-gpt2-20260406", "prefix_steps": null, "spec": "Say yes."}`},
		{name: templateName, data: "[PSEUDO_PROGRAM]\nYes.\n[END_PSEUDO_PROGRAM]\n\n[INPUT]\n{INPUT_PLACEHOLDER}\n[END_INPUT]"},
		{name: adapterName, data: string(adapter())},
	}
}

// archive is a ZIP file of members, deflated where nothing else is said.
func archive(t testing.TB, list ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range list {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.change != nil {
			m.change(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(m.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// with is the right bundle with the content of a member, or one more member.
func with(name, data string) []member {
	list := members()
	for i := range list {
		if list[i].name == name {
			list[i].data = data
			return list
		}
	}
	return append(list, member{name: name, data: data})
}

func TestBundleRoundTrip(t *testing.T) {
	p := bundled()
	data := encode(t, p)
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("encoding a parsed program gives other bytes")
	}
	if id, want := got.ID(), p.ID(); id != want || len(id) != 20 {
		t.Errorf("ID is %q, before %q", id, want)
	}
	if &got.GGUF[0] == &data[0] || !sharesMemory(data, got.GGUF) {
		t.Error("the adapter was copied")
	}
	if string(got.Meta["zebra"]) != `["<kept>"]` {
		t.Errorf("zebra is %s", got.Meta["zebra"])
	}
	got.Meta, p.Meta = nil, nil
	if !reflect.DeepEqual(got, p) {
		t.Errorf("got  %+v\nwant %+v", got, p)
	}
}

// A base model that nobody published is described in the bundle itself.
func TestBundleOwnRuntime(t *testing.T) {
	p := bundled()
	p.Base.ID, p.Meta = "own", nil
	if _, err := p.Encode(); err == nil {
		t.Error("a base model that nobody can find is accepted")
	}
	p.SetRuntime("Qwen/Qwen3-0.6B", "https://example.com/own.gguf", 7)
	data := encode(t, p)
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if got.Base != p.Base {
		t.Errorf("base is %+v, want %+v", got.Base, p.Base)
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("encoding a parsed program gives other bytes")
	}
}

// sharesMemory says whether part is a piece of whole.
func sharesMemory(whole, part []byte) bool {
	at := bytes.Index(whole, part)
	return at >= 0 && &whole[at] == &part[0]
}

// Bundles in the wild are older, deflated, and say less.
func TestBundleVersion3(t *testing.T) {
	p, err := Parse(archive(t, members()...))
	if err != nil {
		t.Fatal(err)
	}
	if p.Base.ID != "gpt2-q8_0" || p.Pseudo != "[PSEUDO_PROGRAM]\nYes.\n[END_PSEUDO_PROGRAM]" || p.ID() != "0123456789abcdef0123" || p.Spec != "Say yes." {
		t.Errorf("got %+v", p)
	}
	again, err := Parse(encode(t, p))
	if err != nil {
		t.Fatal(err)
	}
	if v := string(again.Meta["version"]); v != "4" {
		t.Errorf("written as version %s, want 4", v)
	}
	if runtime := string(again.Meta["runtime"]); !strings.Contains(runtime, `"prefix_cache_filename":"prefix_cache.bin"`) {
		t.Errorf("runtime is %s", runtime)
	}
}

// TestBundleGolden fixes what is written: the program of today is that of tomorrow.
func TestBundleGolden(t *testing.T) {
	const file = "testdata/helpdesk.paw"
	data := encode(t, bundled())
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
}

// Each rule of the official SDK, broken.
func TestBundleRules(t *testing.T) {
	many := members()
	for i := range maxMembers - 2 {
		many = append(many, member{name: fmt.Sprint(i)})
	}
	link := with("link", "meta.json")
	link[3].change = func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }
	short := string(adapter()[1:])
	for _, test := range []struct {
		name string
		list []member
		want string
	}{
		{"no meta", members()[1:], `member "meta.json" is missing`},
		{"no adapter", members()[:2], `member "adapter.gguf" is missing`},
		{"no template", append(members()[:1], members()[2]), `member "prompt_template.txt" is missing`},
		{"empty", nil, `member "meta.json" is missing`},
		{"unknown member", with("adapter_config.json", "{}"), `member "adapter_config.json" is unknown (want meta.json, prompt_template.txt, adapter.gguf and perhaps pseudo_program.txt)`},
		{"twice", append(members(), members()[0]), `member "meta.json" is in the archive twice`},
		{"257 members", many, `archive has 257 members, want at most 256`},
		{"backslash", with(`a\b`, ""), `member "a\\b": name has a backslash`},
		{"absolute", with("/a", ""), `member "/a": name is empty or absolute`},
		{"no name", with("", ""), `member "": name is empty or absolute`},
		{"drive", with("C:/a", ""), `member "C:/a": name begins with a drive`},
		{"up", with("a/../../b", ""), `member "a/../../b": name has the part ".."`},
		{"here", with("./meta.json", ""), `member "./meta.json": name has the part "."`},
		{"empty part", with("a//b", ""), `member "a//b": name has the part ""`},
		{"folder", with("a/", ""), `member "a/" is unknown (want meta.json, prompt_template.txt, adapter.gguf and perhaps pseudo_program.txt)`},
		{"folder for a file", append(members()[1:], member{name: "meta.json/"}), `member "meta.json/" is unknown (want meta.json, prompt_template.txt, adapter.gguf and perhaps pseudo_program.txt)`},
		{"link", link, `member "link": not a regular file`},
		{"small adapter", with(adapterName, "GGUF"), `adapter.gguf is 4 bytes, want at least 1024`},
		{"other adapter", with(adapterName, "A"+short), `adapter.gguf starts with "AGUF", want "GGUF"`},
		{"no placeholder", with(templateName, "x"), `prompt: template has "{INPUT_PLACEHOLDER}" 0 times, want exactly once`},
		{"two placeholders", with(templateName, "{INPUT_PLACEHOLDER}{INPUT_PLACEHOLDER}"), `prompt: template has "{INPUT_PLACEHOLDER}" 2 times, want exactly once`},
		{"template not UTF-8", with(templateName, "{INPUT_PLACEHOLDER}\xff"), `pseudo-program "{INPUT_PLACEHOLDER}\xff" is not UTF-8`},
		{"meta not UTF-8", with(metaName, "{\"interpreter\":\"\xff\"}"), `meta.json: file is not UTF-8`},
		{"meta null", with(metaName, "null"), `meta.json: file is null, want an object`},
		{"meta large", with(metaName, strings.Repeat(" ", maxHeader+1)), `meta.json: file is 1048577 bytes, want at most 1048576`},
	} {
		if _, err := Parse(archive(t, test.list...)); err == nil || err.Error() != test.want {
			t.Errorf("%s: got  %v\nwant %s", test.name, err, test.want)
		}
	}
}

func TestMetaRules(t *testing.T) {
	good := string(encodeManifest(t, func(*manifest) {}))
	qwen := func(change func(*manifest)) string {
		return `{"interpreter":"Qwen/Qwen3-0.6B","runtime":` + string(encodeManifest(t, change)) + `}`
	}
	other := func(change func(*manifest)) string {
		return `{"interpreter":"own/tiny","runtime_id":"tiny-f32","runtime":` + string(encodeManifest(t, func(m *manifest) {
			m.RuntimeID, m.Interpreter = "tiny-f32", "own/tiny"
			change(m)
		})) + `}`
	}
	for _, test := range []struct{ meta, want string }{
		{`{}`, `interpreter is missing, want a string that is not empty`},
		{`{"interpreter":""}`, `interpreter is "", want a string that is not empty`},
		{`{"interpreter":7}`, `interpreter is 7, want a string that is not empty`},
		{`{"Interpreter":"gpt2"}`, `interpreter is missing, want a string that is not empty`},
		{`{"interpreter":"gpt2","program_id":7}`, `program_id is 7, want a string that is not empty`},
		{`{"interpreter":"gpt2","runtime_id":".x"}`, `runtime_id is ".x", want letters, digits, '.', '_' and '-'`},
		{`{"interpreter":"gpt2","runtime_id":7}`, `runtime_id is 7, want letters, digits, '.', '_' and '-'`},
		{`{"interpreter":"gpt2","runtime_manifest_version":2}`, `runtime_manifest_version is 2, want 1`},
		{`{"interpreter":"gpt2","runtime_id":"qwen3-0.6b-q6_k"}`, `interpreter is "gpt2", but runtime "qwen3-0.6b-q6_k" runs "Qwen/Qwen3-0.6B"`},
		{`{"interpreter":"gpt2","runtime":` + good + `}`, `interpreter is "gpt2", but runtime "qwen3-0.6b-q6_k" runs "Qwen/Qwen3-0.6B"`},
		{`{"interpreter":"Qwen/Qwen3-0.6B","runtime_id":"gpt2-q8_0","runtime":` + good + `}`, `runtime: runtime_id is "qwen3-0.6b-q6_k", that of the program "gpt2-q8_0"`},
		{`{"interpreter":"own/tiny"}`, `interpreter "own/tiny" has no runtime that pawgen knows (runtime_id "")`},
		{`{"interpreter":"gpt2","runtime":[]}`, `runtime: cannot unmarshal array into Go value of type program.manifest`},
		{other(func(m *manifest) { m.ManifestVersion = 2 }), `runtime: manifest_version is 2, want 1`},
		{other(func(m *manifest) { m.AdapterFormat = "peft" }), `runtime: adapter_format is "peft", want "gguf_lora"`},
		{other(func(m *manifest) { m.PromptTemplate.Format = "jinja" }), `runtime: prompt_template.format is "jinja", want "rendered_text"`},
		{other(func(m *manifest) { m.PromptTemplate.Placeholder = "{INPUT_0}" }), `runtime: prompt_template.placeholder is "{INPUT_0}", want "{INPUT_PLACEHOLDER}"`},
		{other(func(m *manifest) { m.ProgramAssets.AdapterFilename = "a.gguf" }), `runtime: program_assets.adapter_filename is "a.gguf", want "adapter.gguf"`},
		{other(func(m *manifest) { m.RuntimeID = "a/b" }), `runtime: runtime_id is "a/b", want letters, digits, '.', '_' and '-'`},
		{other(func(m *manifest) { m.Interpreter = "" }), `runtime: interpreter is missing`},
		{other(func(m *manifest) { m.Interpreter = "own/small" }), `interpreter is "own/tiny", but runtime "tiny-f32" runs "own/small"`},
		{other(func(m *manifest) { *m.LocalSDK.Context = 0 }), `runtime: local_sdk.n_ctx is 0, want at least 1`},
		{other(func(m *manifest) { m.LocalSDK.BaseModel.File = "../x.gguf" }), `runtime: local_sdk.base_model.file is "../x.gguf", want a plain file name`},
		{other(func(m *manifest) { *m.LocalSDK.BaseModel.Size = 0 }), `runtime: local_sdk.base_model.size_bytes is 0, want at least 1`},
		{other(func(m *manifest) { m.LocalSDK.BaseModel.SHA256 = "AB" }), `runtime: local_sdk.base_model.sha256 is "AB", want 64 hex digits`},
		{other(func(m *manifest) { m.LocalSDK.BaseModel = nil }), `runtime: local_sdk.base_model is missing`},
		{other(func(m *manifest) { m.LocalSDK = nil }), `runtime: local_sdk is missing`},
		{other(func(m *manifest) { m.LocalSDK.BaseModel.URL, m.LocalSDK.BaseModel.Repo = "", "" }), `runtime: local_sdk.base_model has neither url nor repo`},
		{other(func(m *manifest) { m.BaseInference.Template = "" }), `runtime: base_inference is of version 1, want 1 with one placeholder in its template`},
		{other(func(m *manifest) { m.BaseInference.Format = "jinja" }), `runtime: base_inference.format is "jinja", want "rendered_text"`},
		{other(func(m *manifest) { m.LocalSDK.BaseModel.SHA256 = "" }), `runtime "tiny-f32" has no base model with a checksum, so nothing could tell a right one`},
		{qwen(func(m *manifest) { m.LocalSDK.BaseModel.SHA256 = strings.Repeat("0", 64) }), `runtime: local_sdk.base_model.sha256 is "0000000000000000000000000000000000000000000000000000000000000000", want "9a16ed5cacba959e63b62e2b6840c3eca2b51c3c3e51d31367ef8e4aafeae33c"`},
		{qwen(func(m *manifest) { m.LocalSDK.BaseModel.URL = "https://example.com/x" }), `runtime: local_sdk.base_model.url is "https://example.com/x", want "https://huggingface.co/programasweights/Qwen3-0.6B-GGUF-Q6_K/resolve/main/qwen3-0.6b-q6_k.gguf"`},
		{qwen(func(m *manifest) { m.LocalSDK.BaseModel.File = "x.gguf" }), `runtime: local_sdk.base_model.file is "x.gguf", want "qwen3-0.6b-q6_k.gguf"`},
		{qwen(func(m *manifest) { *m.LocalSDK.BaseModel.Size = 1 }), `runtime: local_sdk.base_model.size_bytes is 1, want 622733120`},
		{qwen(func(m *manifest) { *m.LocalSDK.Context = 4096 }), `runtime: local_sdk.n_ctx is not 2048, as runtime "qwen3-0.6b-q6_k" has it`},
		{qwen(func(m *manifest) { m.Interpreter = "own/tiny" }), `runtime: interpreter is "own/tiny", want "Qwen/Qwen3-0.6B"`},
	} {
		if _, err := Parse(archive(t, with(metaName, test.meta)...)); err == nil || err.Error() != "meta.json: "+test.want {
			t.Errorf("%s: got  %v\nwant meta.json: %s", test.meta, err, test.want)
		}
	}
	for _, meta := range []string{
		`{"interpreter":"gpt2"}`, `{"interpreter":"gpt2","runtime":null,"runtime_id":null,"runtime_manifest_version":null}`,
		`{"interpreter":"gpt2","runtime":{},"lora_rank":"many","pawgen":[]}`, other(func(*manifest) {}),
		qwen(func(*manifest) {}), qwen(func(m *manifest) {
			m.LocalSDK.BaseModel = &manifestModel{File: "qwen3-0.6b-q6_k.gguf", URL: m.LocalSDK.BaseModel.URL}
		}),
		other(func(m *manifest) {
			m.PromptTemplate, m.ProgramAssets, m.BaseInference, m.LocalSDK.Context = nil, nil, nil, nil
		}),
	} {
		p, err := Parse(archive(t, with(metaName, meta)...))
		if err != nil {
			t.Errorf("%s: %v", meta, err)
			continue
		}
		if k, ok := catalog.FindKnown(p.Base.ID); ok && k.Files[0].SHA256 != p.Base.SHA256 {
			t.Errorf("%s: a known base model has another checksum", meta)
		}
		if _, err := p.Encode(); err != nil {
			t.Errorf("%s: %v", meta, err)
		}
	}
}

// encodeManifest is the manifest of a published interpreter after a change.
func encodeManifest(t *testing.T, change func(*manifest)) []byte {
	t.Helper()
	k, _ := catalog.FindKnown("qwen3-0.6b-q6_k")
	m := manifestOf(k)
	change(m)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Archives that someone made on purpose.
func TestBundleCrafted(t *testing.T) {
	good := archive(t, members()...)
	huge := archive(t, with(pseudoName, "x")...)
	// The size of the last member, in its central header, is made 4 GiB - 1 - 1.
	at := bytes.LastIndex(huge, []byte("PK\x01\x02"))
	copy(huge[at+24:], []byte{0xfe, 0xff, 0xff, 0xff})
	stored := encode(t, bundled())
	flipped := bytes.Clone(stored)
	flipped[bytes.Index(flipped, adapter())+40] ^= 1
	locked := bytes.Clone(good)
	locked[bytes.LastIndex(locked, []byte("PK\x01\x02"))+8] |= 1
	method := bytes.Clone(good)
	method[bytes.LastIndex(method, []byte("PK\x01\x02"))+10] = 12
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"cut off", good[:len(good)-10], "archive is damaged or cut off: not a valid zip file"},
		{"expands to too much", huge, "archive has more than 536870912 bytes when expanded"},
		{"flipped bit", flipped, `member "adapter.gguf": checksum is wrong: the archive is damaged`},
		{"encrypted", locked, `member "adapter.gguf": encrypted`},
		{"method", method, `member "adapter.gguf": compression method 12 is not supported (want 0, stored, or 8, deflated)`},
	} {
		if _, err := Parse(test.data); err == nil || err.Error() != test.want {
			t.Errorf("%s: got  %v\nwant %s", test.name, err, test.want)
		}
	}
	if err := Recognise(good, maxArchive+1); err == nil || err.Error() != "file is 268435457 bytes, want at most 268435456" {
		t.Errorf("large archive: %v", err)
	}
}

func TestParseDownload(t *testing.T) {
	data := archive(t, with("adapter_config.json", "{}")...)
	if _, err := ParseDownload(data, "0123456789abcdef0123"); err != nil {
		t.Error(err)
	}
	for _, test := range []struct {
		data     []byte
		id, want string
	}{
		{data, "0123456789abcdef0124", `meta.json: program_id is "0123456789abcdef0123", want "0123456789abcdef0124"`},
		{encode(t, helpdesk()), "", "file is a .pawc file, want a .paw bundle"},
		{archive(t, with("../../evil", "")...), "", `member "../../evil": name has the part ".."`},
	} {
		if _, err := ParseDownload(test.data, test.id); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestEncodeBundleMistakes(t *testing.T) {
	for _, test := range []struct {
		change func(p *Program)
		want   string
	}{
		{func(p *Program) { p.Adapter = helpdesk().Adapter }, `program has two adapters, coefficients and a GGUF file`},
		{func(p *Program) { p.Base.ID = "nano" }, `base "nano" is no runtime that .paw bundles know`},
		{func(p *Program) { p.Base.SHA256 = strings.Repeat("0", 64) }, `base "qwen3-0.6b-q6_k" has the checksum 0000000000000000000000000000000000000000000000000000000000000000, want 9a16ed5cacba959e63b62e2b6840c3eca2b51c3c3e51d31367ef8e4aafeae33c`},
		{func(p *Program) { p.Spec = strings.Repeat("x", maxHeader) }, `meta.json is 1049954 bytes, want at most 1048576`},
	} {
		p := bundled()
		test.change(p)
		if _, err := p.Encode(); err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}

// FuzzBundle tries the bytes as an archive and as the meta.json of one.
// Whatever is accepted can be written again and is then the same program.
func FuzzBundle(f *testing.F) {
	f.Add(encode(f, bundled()))
	f.Add(archive(f, members()...))
	f.Add([]byte(members()[0].data))
	meta, _ := bundled().bundleMeta()
	f.Add(meta)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, file := range [][]byte{data, archive(t, with(metaName, string(data))...)} {
			if !isBundle(file) {
				continue
			}
			p, err := Parse(file)
			if err != nil {
				continue
			}
			written := encode(t, p)
			again, err := Parse(written)
			if err != nil {
				t.Fatalf("written again: %v", err)
			}
			if !bytes.Equal(encode(t, again), written) {
				t.Error("two encodings differ")
			}
		}
	})
}
