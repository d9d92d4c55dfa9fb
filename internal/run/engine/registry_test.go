package engine

import (
	"errors"
	"slices"
	"testing"
)

// none is an engine without models.
type none struct{ name string }

func (none) Load(Source, Options) (Model, error) { return nil, errors.New("no models") }

func TestRegister(t *testing.T) {
	Register("test-b", none{"b"})
	Register("test-a", none{"a"})
	if e, ok := Lookup("test-a"); !ok || e != (none{"a"}) {
		t.Errorf("Lookup gave %v, %v", e, ok)
	}
	if _, ok := Lookup("test-c"); ok {
		t.Error("Lookup found an engine that nobody registered")
	}
	if got, want := Names(), []string{"test-a", "test-b"}; !slices.Equal(got, want) {
		t.Errorf("names are %q, want %q", got, want)
	}
}

func TestRegisterPanics(t *testing.T) {
	Register("test-twice", none{})
	tests := []struct {
		name   string
		engine Engine
		want   string
	}{
		{"", none{}, `engine: "" needs a name and an engine`},
		{"test-nil", nil, `engine: "test-nil" needs a name and an engine`},
		{"test-twice", none{}, `engine: "test-twice" is registered twice`},
	}
	for _, test := range tests {
		func() {
			defer func() {
				if got := recover(); got != test.want {
					t.Errorf("Register(%q) panics with %v, want %q", test.name, got, test.want)
				}
			}()
			Register(test.name, test.engine)
		}()
	}
}
