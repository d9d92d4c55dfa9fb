package models

import (
	"slices"
	"testing"
)

func TestFile(t *testing.T) {
	tests := []struct{ data, sum string }{
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	}
	for _, test := range tests {
		f := Embedded(test.data)
		if got := f.SHA256(); got != test.sum {
			t.Errorf("SHA256 of %q is %s, want %s", test.data, got, test.sum)
		}
		if got := string(f.Bytes()); got != test.data {
			t.Errorf("Bytes of %q are %q", test.data, got)
		}
	}
}

func TestRegister(t *testing.T) {
	before := IDs()
	file := Embedded("weights")
	Register(Base{ID: "models-test-b", Interpreter: file})
	Register(Base{ID: "models-test-a", Interpreter: file})
	if got, ok := Lookup("models-test-a"); !ok || got.Interpreter != file {
		t.Errorf("Lookup gave %v, %v", got, ok)
	}
	if _, ok := Lookup("models-test-c"); ok {
		t.Error("Lookup found a base that nobody registered")
	}
	want := append(before, "models-test-a", "models-test-b")
	slices.Sort(want)
	if got := IDs(); !slices.Equal(got, want) {
		t.Errorf("IDs are %q, want %q", got, want)
	}
}

func TestRegisterPanics(t *testing.T) {
	Register(Base{ID: "models-test-twice", Interpreter: Embedded("")})
	tests := []struct {
		base Base
		want string
	}{
		{Base{Interpreter: Embedded("")}, `models: base "" needs an ID and an interpreter`},
		{Base{ID: "models-test-empty"}, `models: base "models-test-empty" needs an ID and an interpreter`},
		{Base{ID: "models-test-twice", Interpreter: Embedded("")}, `models: base "models-test-twice" is registered twice`},
	}
	for _, test := range tests {
		func() {
			defer func() {
				if got := recover(); got != test.want {
					t.Errorf("Register(%q) panics with %v, want %q", test.base.ID, got, test.want)
				}
			}()
			Register(test.base)
		}()
	}
}
