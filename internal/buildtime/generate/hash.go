package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// A hash is a SHA-256 as paw.lock has it: "sha256-" and 64 lower-case hex digits.
type hash string

const hashPrefix = "sha256-"

// hashOf is the hash of bytes.
func hashOf(data []byte) hash {
	sum := sha256.Sum256(data)
	return hash(hashPrefix + hex.EncodeToString(sum[:]))
}

// hashOfJSON is the hash of a value's JSON form, which is canonical for
// structs, slices and plain values: fields stand in the order of their declaration.
func hashOfJSON(v any) hash {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // specs hold strings and numbers only
	}
	return hashOf(data)
}

// specHash covers everything that decides what program a function gets,
// except the compiler's version: a new version recompiles nothing by itself.
func specHash(spec compiler.Spec, compilerName, base string) hash {
	if spec.Program != "" { // nothing else matters to an existing program
		spec = compiler.Spec{Program: spec.Program}
	}
	return hashOfJSON(struct {
		Compiler string        `json:"compiler"`
		Base     string        `json:"base"`
		Spec     compiler.Spec `json:"spec"`
	}{compilerName, base, spec})
}

// short is the hash's beginning, for messages.
func (h hash) short() string { return string(h[:len(hashPrefix)+8]) + ".." }

func parseHash(s string) (hash, error) {
	digits, ok := strings.CutPrefix(s, hashPrefix)
	if !ok || len(digits) != 2*sha256.Size || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", fmt.Errorf("got %q, want sha256- and 64 hex digits", shorten(s))
	}
	return hash(s), nil
}
