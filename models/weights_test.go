package models

import (
	"strings"
	"testing"
)

// sums of the weights that the tests have.
var (
	sumA = Embedded("weights a").SHA256()
	sumB = Embedded("weights b").SHA256()
)

func TestEmbeddedWeights(t *testing.T) {
	w := Weights{ID: "weights-embedded", SHA256: sumA, Data: "weights a"}
	RegisterWeights(w)
	RegisterWeights(w) // as a second package of the binary does
	b, ok := Lookup(w.ID)
	if !ok || string(b.Interpreter.Bytes()) != w.Data || b.Interpreter.SHA256() != sumA || b.Interpreter.Path() != "" {
		t.Errorf("Lookup gave %+v, %v", b, ok)
	}
}

// TestWeightsAreNotHashed registers a checksum that is not the file's.
func TestWeightsAreNotHashed(t *testing.T) {
	RegisterWeights(Weights{ID: "weights-trusted", SHA256: sumB, Data: "weights a"})
	if b, _ := Lookup("weights-trusted"); b.Interpreter.SHA256() != sumB {
		t.Error("the checksum was computed")
	}
}

func TestRegisterWeightsPanics(t *testing.T) {
	RegisterWeights(Weights{ID: "weights-twice", SHA256: sumA, Data: "weights a"})
	RegisterWeights(Weights{ID: "weights-outside", SHA256: sumA})
	for _, test := range []struct {
		weights Weights
		want    string
	}{
		{Weights{SHA256: sumA}, `weights of "" need an ID and a checksum`},
		{Weights{ID: "weights-unnamed"}, `weights of "weights-unnamed" need an ID and a checksum`},
		{Weights{ID: "weights-twice", SHA256: sumB}, `two models are called "weights-twice", with the checksums ` + sumA + " and " + sumB},
		{Weights{ID: "weights-outside", SHA256: sumB}, `two models are called "weights-outside"`},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, "models: "+test.want) {
					t.Errorf("RegisterWeights(%+v) panics with %q, want %q", test.weights, got, test.want)
				}
			}()
			RegisterWeights(test.weights)
		}()
	}
}
