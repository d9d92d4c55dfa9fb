package parquet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	oracle "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// text is a value; some are long, some empty, many are alike.
func text(r *rand.Rand) string {
	switch r.IntN(10) {
	case 0:
		return ""
	case 1:
		return strings.Repeat("long ", r.IntN(2000))
	case 2, 3, 4:
		return "label" + fmt.Sprint(r.IntN(5))
	}
	return fmt.Sprintf("common prefix %d", r.Uint32())
}

// write makes a file of a group, other columns around the text's.
func write(t testing.TB, rows []string, isNull func(i int) bool, node oracle.Node, options ...oracle.WriterOption) []byte {
	t.Helper()
	schema := oracle.NewSchema("rows", oracle.Group{
		"before": oracle.Repeated(oracle.Leaf(oracle.Int64Type)),
		"text":   node,
		"z":      oracle.Group{"inner": oracle.String(), "text": oracle.String()},
	})
	var b bytes.Buffer
	w := oracle.NewWriter(&b, append(options, schema)...)
	for i, s := range rows {
		value := oracle.ByteArrayValue([]byte(s))
		level := 0
		if node.Optional() {
			level = 1
			if isNull(i) {
				value, level = oracle.NullValue(), 0
			}
		}
		row := oracle.Row{
			oracle.Int64Value(int64(i)).Level(0, 1, 0), value.Level(0, level, 1),
			oracle.ByteArrayValue([]byte("x")).Level(0, 0, 2), oracle.ByteArrayValue([]byte("y")).Level(0, 0, 3),
		}
		if _, err := w.WriteRows([]oracle.Row{row}); err != nil {
			t.Fatal(err)
		}
		if i == len(rows)/3 {
			if err := w.Flush(); err != nil { // another row group
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read reads the column "text"; nulls are "<null>".
func read(data []byte) (texts []string, err error) {
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	for i, c := range f.Columns {
		if c.Name != "text" || !c.Text {
			continue
		}
		err = f.Rows([]int{i}, func(row [][]byte) bool {
			s := "<null>"
			if row[0] != nil {
				s = string(row[0])
			}
			texts = append(texts, s)
			return true
		})
	}
	return texts, err
}

// TestOracle reads what the library writes, in every form, or names what it
// refuses.
func TestOracle(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rows, alike := make([]string, 1000), make([]string, 1000)
	for i := range rows {
		rows[i], alike[i] = text(random), "alike"
	}
	isNull := func(i int) bool { return i%7 == 3 || i > 100 && i < 200 }
	for _, e := range []encoding.Encoding{&oracle.Plain, &oracle.RLEDictionary, &oracle.DeltaLengthByteArray, &oracle.DeltaByteArray} {
		for _, c := range []compress.Codec{&oracle.Uncompressed, &oracle.Snappy, &oracle.Gzip, &oracle.Zstd, &oracle.Lz4Raw, &oracle.Brotli} {
			refused := ""
			switch {
			case e.Encoding() == format.DeltaByteArray:
				refused = "the encoding DELTA_BYTE_ARRAY (7), want PLAIN, "
			case c.CompressionCodec() == format.Lz4Raw || c.CompressionCodec() == format.Brotli:
				refused = fmt.Sprintf("compressed with %v (%d), want SNAPPY, ", c, c.CompressionCodec())
			}
			for form := range 8 {
				node, version, rows := oracle.Encoded(oracle.String(), e), 1+form&1, rows
				optional := form&2 != 0
				if optional {
					node = oracle.Optional(node)
				}
				if form&4 != 0 {
					rows = alike
				}
				name := fmt.Sprint(e, " ", c, " v", version, " optional ", optional, " first ", rows[0])
				data := write(t, rows, isNull, node, oracle.Compression(c), oracle.DataPageVersion(version), oracle.PageBufferSize(4096), oracle.DataPageStatistics(true))
				got, err := read(data)
				if refused != "" {
					if err == nil || !strings.Contains(err.Error(), c.String()) && !strings.Contains(err.Error(), refused) {
						t.Errorf("%s: error %v, want %q", name, err, refused)
					}
					continue
				}
				if err != nil || len(got) != len(rows) {
					t.Errorf("%s: %d rows, error %v", name, len(got), err)
					continue
				}
				for i, want := range rows {
					if optional && isNull(i) {
						want = "<null>"
					}
					if got[i] != want {
						t.Errorf("%s: row %d is %.60q, want %.60q", name, i, got[i], want)
						break
					}
				}
			}
		}
	}
}

// TestRefused: what is wrong with a file is named.
func TestRefused(t *testing.T) {
	never := func(int) bool { return false }
	plain := write(t, []string{"some text"}, never, oracle.Encoded(oracle.String(), &oracle.Plain))
	flipped := bytes.ReplaceAll(plain, []byte("some text"), []byte("same text"))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "a file of 0 bytes is no parquet file"},
		{"cut off", plain[:len(plain)-1], "the file ends in"},
		{"flipped", flipped, "a page has the checksum "},
		{"footer", []byte("PAR1\xff\xff\xff\x7fPAR1"), "the metadata have 2147483647 bytes, want at most 0"},
		{"odd compression", forge(t, format.Required, page(t, format.DataPage, 5, 5, 1, format.Plain, plainText("w")), 99, 1), "(99), want SNAPPY"},
		{"fewer values", forge(t, format.Required, page(t, format.DataPage, 5, 5, 1, format.Plain, plainText("w")), 0, 2), "there are fewer values than the metadata say"},
	} {
		if _, err := read(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func marshal(t testing.TB, message any) []byte {
	t.Helper()
	b, err := thrift.Marshal(new(thrift.CompactProtocol), message)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// page is a page of version 1 that claims things.
func page(t testing.TB, kind format.PageType, uncompressed, compressed, count int, encoding format.Encoding, body string) string {
	h := format.PageHeader{Type: kind, UncompressedPageSize: int32(uncompressed), CompressedPageSize: int32(compressed)}
	if kind == format.DictionaryPage {
		h.DictionaryPageHeader.Set(format.DictionaryPageHeader{NumValues: int32(count), Encoding: encoding})
	} else {
		h.DataPageHeader.Set(format.DataPageHeader{NumValues: int32(count), Encoding: encoding, DefinitionLevelEncoding: format.RLE})
	}
	return string(marshal(t, h)) + body
}

// leaf is a text column.
func leaf(name string, repetition format.FieldRepetitionType) format.SchemaElement {
	e := format.SchemaElement{Name: name}
	e.Type.Set(format.ByteArray)
	e.RepetitionType.Set(repetition)
	return e
}

// node has columns below it.
func node(name string, children int) format.SchemaElement {
	e := format.SchemaElement{Name: name}
	e.NumChildren.Set(int32(children))
	return e
}

// forge makes a file of columns spec, text and output that all have the same
// pages, with claims about them.
func forge(t testing.TB, repetition format.FieldRepetitionType, pages string, codec format.CompressionCodec, count int) []byte {
	meta := format.FileMetaData{Schema: []format.SchemaElement{node("r", 3)}, NumRows: int64(count)}
	group := format.RowGroup{NumRows: int64(count)}
	for _, name := range []string{"spec", "text", "output"} {
		meta.Schema = append(meta.Schema, leaf(name, repetition))
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: format.ColumnMetaData{
			Codec: codec, NumValues: int64(count), TotalCompressedSize: int64(len(pages)), DataPageOffset: 4,
		}})
	}
	meta.RowGroups = []format.RowGroup{group}
	return frame(pages, marshal(t, meta))
}

func frame(pages string, footer []byte) []byte {
	data := append([]byte(magic+pages), footer...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(footer)))
	return append(data, magic...)
}

// plainText is a text as PLAIN has it.
func plainText(s string) string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
}

// repeated is a run of n values, all the first of the dictionary.
func repeated(n uint64) string {
	return "\x01" + string(binary.AppendUvarint(nil, n<<1)) + "\x00"
}

// hostile are files that claim much, by what they claim.
func hostile(t testing.TB) map[string][]byte {
	const (
		huge       = 1<<31 - 1
		data       = format.DataPage
		dictionary = format.DictionaryPage
		none       = format.Uncompressed
	)
	files := map[string][]byte{}
	add := func(name string, count int, codec format.CompressionCodec, pages string) {
		files[name] = forge(t, format.Required, pages, codec, count)
	}
	five := plainText("12345")
	add("page of 2 GiB", 1, none, page(t, data, huge, 9, 1, format.Plain, five))
	add("page longer than it", 1, none, page(t, data, 9, huge, 1, format.Plain, five))
	add("negative page", 1, none, page(t, data, -1, -1, 1, format.Plain, five))
	add("negative values", 1, none, page(t, data, 9, 9, -1, format.Plain, five))
	add("text of 4 GiB", 1, none, page(t, data, 9, 9, 1, format.Plain, "\xff\xff\xff\xff12345"))
	add("text beyond the page", 2, none, page(t, data, 18, 18, 2, format.Plain, five+"\x0c\x00\x00\x0012345"))
	add("dictionary of 1 GiB", 1, none, page(t, dictionary, 1<<30, 5, 1, format.Plain, plainText("w")))
	add("dictionary of words", 1, none, page(t, dictionary, 5, 5, huge, format.Plain, plainText("w")))
	add("rows without values", huge, none, "")

	word := page(t, dictionary, 5, 5, 1, format.Plain, plainText("w"))
	index := func(name string, count int, body string) {
		add(name, count, none, word+page(t, data, len(body), len(body), count, format.RLEDictionary, body))
	}
	index("long run", huge, repeated(huge))
	index("longer run than page", 100, repeated(huge))
	index("packed run", huge, "\x20\xff\xff\xff\xff\xff\x0f")
	index("packed run of a small page", 100, "\x20\xff\xff\xff\xff\x0f")
	index("run without width", huge, "\x00\xff\xff\xff\xff\x0f\x00")
	index("run of 2^63", 100, "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	index("width of 255 bits", 1, "\xff\x02")
	index("number beyond the dictionary", 1, "\x08\x02\xff")
	index("negative number", 1, "\x20\x02\xff\xff\xff\xff")
	index("no numbers", 1, "")

	for name, body := range map[string]string{
		"many lengths": "\x80\x01\x04\xff\xff\xff\xff\x07\x00\x00\x00", "blocks of 2 GiB": "\x80\x80\x80\x80\x08\x01\x02\x00\x00\x00\x00",
		"no parts": "\x80\x01\x00\x02\x00\x00\x00\x00", "wide lengths": "\x80\x01\x04\x02\x12\x00\xff\xff\xff\xff",
		"lengths that overflow": "\x80\x01\x04\x03\xfe\xff\xff\xff\x0f\x00\x00\x00\x00\x00",
	} {
		for _, count := range []int{2, 3, huge} {
			add(fmt.Sprintf("%s for %d values", name, count), count, none, page(t, data, len(body), len(body), count, format.DeltaLengthByteArray, body))
		}
	}
	levels := string(binary.AppendUvarint(nil, huge<<1)) + "\x01"
	body := string(binary.LittleEndian.AppendUint32(nil, uint32(len(levels)))) + levels + plainText("w")
	files["long run of levels"] = forge(t, format.Optional, page(t, data, len(body), len(body), 1, format.Plain, body), none, 1)
	files["levels beyond the page"] = forge(t, format.Optional, page(t, data, 9, 9, 1, format.Plain, "\xff\xff\xff\xff12345"), none, 1)
	v2 := format.PageHeader{Type: format.DataPageV2, UncompressedPageSize: 5, CompressedPageSize: 5}
	v2.DataPageHeaderV2.Set(format.DataPageHeaderV2{NumValues: 1, NumRows: 1, DefinitionLevelsByteLength: huge, RepetitionLevelsByteLength: huge})
	add("levels of 4 GiB", 1, none, string(marshal(t, v2))+plainText("w"))
	v2.DataPageHeaderV2.V.DefinitionLevelsByteLength, v2.DataPageHeaderV2.V.RepetitionLevelsByteLength = 5, -5
	add("negative levels", 1, none, string(marshal(t, v2))+plainText("w"))
	add("no header", 1, none, string(marshal(t, format.PageHeader{Type: data, UncompressedPageSize: 5, CompressedPageSize: 5}))+plainText("w"))

	for name, footer := range map[string]string{
		"list of 2^31": "\x15\x02\x19\xfc\xff\xff\xff\xff\x07", "list of as many as bytes": "\x15\x02\x19\xfc\x80\x80\x40" + strings.Repeat("\x00", 1<<20),
		"group list": "\x15\x02\x19\x0c\x16\x00\x19\xfc\xff\xff\xff\xff\x07", "group list within": "\x15\x02\x19\x0c\x16\x00\x19\x1c\x19\xfc\xff\xff\xff\xff\x07",
		"set of 2^31": "\x15\x02\xda\xf8\xff\xff\xff\xff\x07", "map of 2^31": "\x15\x02\xdb\xff\xff\xff\xff\x07\x88",
		"deep message": strings.Repeat("\xfc", 1<<20), "deep list": "\xf9" + strings.Repeat("\x19", 1<<20), "deep list of messages": strings.Repeat("\xf9\x1c", 1<<20),
		"name of 2 GiB": "\x15\x02\x19\x1c\x48\xff\xff\xff\xff\x07",
	} {
		files[name] = frame("", []byte(footer))
	}
	add("long statistics", 1, none, "\x15\x00\x15\x12\x15\x12\x2c\x15\x02\x4c\x18\xff\xff\xff\xff\x07")
	add("deep header", 1, none, strings.Repeat("\xfc", 1<<20))
	deep := format.FileMetaData{}
	for range 1 << 16 {
		deep.Schema = append(deep.Schema, node("n", 1))
	}
	files["deep schema"] = frame("", marshal(t, deep))
	files["wide schema"] = frame("", marshal(t, format.FileMetaData{Schema: append(make([]format.SchemaElement, 1<<16), node("n", huge))}))
	var many format.FileMetaData
	for range 1 << 14 {
		many.RowGroups = append(many.RowGroups, format.RowGroup{NumRows: huge})
	}
	files["many groups of a schema"] = frame("", marshal(t, many))

	zeros := make([]byte, freePage)
	for codec, c := range map[format.CompressionCodec]compress.Codec{
		format.Snappy: &oracle.Snappy, format.Gzip: &oracle.Gzip, format.Zstd: &oracle.Zstd, format.Lz4Raw: &oracle.Lz4Raw, format.Brotli: &oracle.Brotli,
	} {
		bomb, err := c.Encode(nil, zeros)
		if err != nil {
			t.Fatal(err)
		}
		b := string(bomb)
		add(fmt.Sprint(codec, " bomb"), huge, codec, strings.Repeat(page(t, data, len(zeros), len(b), len(zeros)/4, format.Plain, b), 16))
		add(fmt.Sprint(codec, " that says less"), 25, codec, page(t, data, 100, len(b), 25, format.Plain, b))
		b = b[:min(30, len(b))]
		add(fmt.Sprint(codec, " that says more"), 25, codec, page(t, data, freePage+1, len(b), 25, format.Plain, b))
	}
	// A frame of Zstandard that claims to become 2 GiB, in a window of as much.
	add("zstd window", 1, format.Zstd, page(t, data, 1<<20, 20, 1, format.Plain, "\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x80\x00\x00\x00\x00\x01\x00\x00aaaa"))
	add("snappy length", 1, format.Snappy, page(t, data, 1<<20, 9, 1, format.Plain, "\xff\xff\xff\xff\x07aaaa"))
	long := plainText(strings.Repeat("w", 1<<20))
	add("long word", 1<<18, none, page(t, dictionary, len(long), len(long), 1, format.Plain, long)+page(t, data, 5, 5, 1<<18, format.RLEDictionary, repeated(1<<18)))
	add("long word in many pages", 1<<18, none, page(t, dictionary, len(long), len(long), 1, format.Plain, long)+strings.Repeat(page(t, data, 4, 4, 1<<10, format.RLEDictionary, repeated(1<<10)), 1<<8))
	return files
}

// allocated is how many bytes f allocates.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// TestHostile: files that claim much are errors, and no claim is believed.
func TestHostile(t *testing.T) {
	for name, data := range hostile(t) {
		var err error
		used := allocated(func() {
			var f *File
			if f, err = Open(bytes.NewReader(data), int64(len(data))); err == nil && len(f.Columns) == 3 {
				err = f.Rows([]int{0, 1, 2}, func([][]byte) bool { return true })
			}
		})
		if most := 4*freeBytes + 16*int64(len(data)); used > most {
			t.Errorf("%s: a file of %d bytes used %d, want at most %d", name, len(data), used, most)
		}
		if err == nil && !strings.HasSuffix(name, "schema") {
			t.Errorf("%s: no error", name)
		} else {
			t.Logf("%s: %d bytes used %d: %v", name, len(data), used, err)
		}
	}
}

// FuzzRead: whatever a file claims, reading it ends, and takes no more memory
// than goes with the file's size.
func FuzzRead(f *testing.F) {
	for _, data := range hostile(f) {
		if len(data) < 64<<10 { // larger ones make a fuzzer slow
			f.Add(data)
		}
	}
	never := func(int) bool { return false }
	for _, e := range []encoding.Encoding{&oracle.Plain, &oracle.RLEDictionary, &oracle.DeltaLengthByteArray, &oracle.DeltaByteArray} {
		f.Add(write(f, []string{"a", "ab", "", "a"}, never, oracle.Optional(oracle.Encoded(oracle.String(), e)), oracle.Compression(&oracle.Uncompressed)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		used := allocated(func() {
			file, err := Open(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				return
			}
			var columns []int
			for i, c := range file.Columns {
				if c.Text && len(columns) < 4 {
					columns = append(columns, i)
				}
			}
			file.Rows(columns, func([][]byte) bool { return true })
			file.Rows(nil, func([][]byte) bool { return true })
		})
		if most := 4*freeBytes + 1024*int64(len(data)); used > most {
			t.Errorf("a file of %d bytes used %d, want at most %d", len(data), used, most)
		}
	})
}
