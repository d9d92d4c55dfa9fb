package mmap

import (
	_ "embed"
	"os"
	"testing"
	"unsafe"
)

//go:embed mmap.go
var embedded string

// TestConstants: embedded files are the binary's, variables are not, and forgetting
// changes neither.
func TestConstants(t *testing.T) {
	want, err := os.ReadFile("mmap.go")
	if err != nil {
		t.Fatal(err)
	}
	data := unsafe.Slice(unsafe.StringData(embedded), len(embedded))
	if !ofFile(data) {
		t.Error("an embedded file is not known as the binary's")
	}
	if heap := append([]byte(nil), want...); ofFile(heap) {
		t.Error("the heap is taken for the binary's")
	}
	Forget(data)
	Expect(data)
	if embedded != string(want) {
		t.Error("after it was forgotten, an embedded file reads differently")
	}
}

// TestReadOnly: only what nobody can write to counts.
func TestReadOnly(t *testing.T) {
	got := readOnly(`00400000-00500000 r-xp 00000000 08:01 7    /bin/a
00500000-00600000 r--p 00100000 08:01 7    /bin/a
00600000-00700000 rw-p 00200000 08:01 7    /bin/a
00700000-00800000 r--p 00000000 08:01 8    /lib/b
00800000-00900000 r--p 00000000 00:00 0
`, "/bin/a")
	if len(got) != 2 || got[0] != (addresses{0x400000, 0x500000}) || got[1] != (addresses{0x500000, 0x600000}) {
		t.Errorf("got %x", got)
	}
}
