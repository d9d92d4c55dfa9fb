package generate

import (
	"strings"
	"testing"
)

const (
	hashA = hashPrefix + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	hashB = hashPrefix + "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

const lockF = "F spec=" + hashA + " program=" + hashB + " base=nano@" + hashA + " compiler=nano-1 tests=7/8@" + hashB

func TestLockRoundTrip(t *testing.T) {
	entries := []entry{
		{Function: "b", Spec: hashB, Program: hashA, Base: "nano", BaseHash: hashA, Compiler: "nano-1"},
		{Function: "F", Spec: hashA, Program: hashB, Base: "nano", BaseHash: hashA, Compiler: "nano-1", Score: score{7, 8, hashB}},
	}
	data := encodeLock(entries)
	want := lockHeader + "\n" + lockF + "\n" +
		"b spec=" + hashB + " program=" + hashA + " base=nano@" + hashA + " compiler=nano-1 tests=none\n"
	if string(data) != want {
		t.Fatalf("got\n%swant\n%s", data, want)
	}
	for name, text := range map[string]string{"unix": want, "windows": strings.ReplaceAll(want, "\n", "\r\n")} {
		parsed, errs := parseLock([]byte(text))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", name, errs)
		}
		if got := string(encodeLock(parsed)); got != want {
			t.Errorf("%s: got\n%swant\n%s", name, got, want)
		}
	}
}

func TestLockErrors(t *testing.T) {
	head := lockHeader + "\n"
	tests := []struct {
		name, text string
		want       lockError
	}{
		{"empty", "", lockError{1, 1, `the first line is "", want "pawgen-lock 1"`, hintLock}},
		{"foreign", "version https://git-lfs.github.com/spec/v1 and more\n",
			lockError{1, 1, `the first line is "version https://git-lfs.github.com/spec/..", want "pawgen-lock 1"`, hintLock}},
		{"newer", "pawgen-lock 2\n", lockError{1, 1, `the version is "pawgen-lock 2", want "pawgen-lock 1"`, "update pawgen"}},
		{"conflict", head + "<<<<<<< HEAD\n" + lockF + "\n=======\n" + lockF + "\n>>>>>>> other\n",
			lockError{2, 1, "merge conflict", hintMerge}},
		{"conflict in the header", "<<<<<<< HEAD\n" + head, lockError{1, 1, "merge conflict", hintMerge}},
		{"twice", head + lockF + "\n" + lockF + "\n",
			lockError{3, 1, "F is also in line 2", "delete one of the two lines and run go generate"}},
		{"path", head + strings.Replace(lockF, "F", "../../F", 1) + "\n",
			lockError{2, 1, `got "../../F", want the name of a function`, hintLock}},
		{"no fields", head + "F\n", lockError{2, 3, `the line ends where "spec=" should stand`, hintLock}},
		{"wrong field", head + "F program=" + hashA + "\n",
			lockError{2, 3, `got "program=sha256-aaaaaaaaaaaaaaaaaaaaaaaaa..", want spec=...`, hintLock}},
		{"blank line", head + "\n" + lockF + "\n", lockError{2, 1, `got "", want a function`, hintLock}},
		{"bad hash", head + "F spec=sha256-xyz\n", lockError{2, 8, `got "sha256-xyz", want sha256- and 64 hex digits`, hintLock}},
		{"bad score", head + strings.Replace(lockF, "7/8", "9/8", 1) + "\n",
			lockError{2, 264, `got "9/8@sha256-bbbbbbbbbbbbbbbbbbbbbbbbbbbbb..", want passed/total@sha256-... or none`, hintLock}},
		{"more", head + lockF + " note=x\n", lockError{2, 340, `unknown field "note=x"`, hintLock}},
		{"cut off", head + lockF, lockError{2, 339, "the last line has no end: the file was cut off", hintLock}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, errs := parseLock([]byte(test.text))
			if len(errs) != 1 || errs[0] != test.want {
				t.Errorf("got %+v\nwant %+v", errs, test.want)
			}
		})
	}
}

func FuzzLock(f *testing.F) {
	f.Add([]byte(lockHeader + "\n" + lockF + "\n"))
	f.Add([]byte(lockHeader + "\nF spec=" + hashA))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, errs := parseLock(data)
		if len(errs) > 0 {
			return
		}
		encoded := encodeLock(entries)
		again, errs := parseLock(encoded)
		if len(errs) > 0 || string(encodeLock(again)) != string(encoded) {
			t.Errorf("%q became %q: %v", data, encoded, errs)
		}
	})
}
