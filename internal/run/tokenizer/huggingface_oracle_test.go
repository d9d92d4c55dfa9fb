package tokenizer

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"os"
	"testing"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// oracle is what oracle/tokens.py in the module's root writes.
type oracle struct {
	Texts        []string `json:"texts"`
	Vocabularies []struct {
		Name   string    `json:"name"`
		Pre    string    `json:"pre"`
		Tokens []string  `json:"tokens"` // none if it is a model's
		Types  []int32   `json:"types"`
		Merges []string  `json:"merges"`
		Scores []float32 `json:"scores"`
		EOS    int32     `json:"eos"`
		Space  bool      `json:"space"`
		Sums   []byte    `json:"sums"` // [texts][4]: how the SHA-256 of the tokens begins
	} `json:"vocabularies"`
}

func readOracle(t *testing.T) (o oracle) {
	t.Helper()
	f, err := os.Open("testdata/oracle.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(&o); err != nil {
		t.Fatal(err)
	}
	return o
}

// modelFile names a model whose vocabulary is compared too: SmolLM2's.
const modelFile = "PAWGEN_ORACLE_MODEL"

// TestHuggingFace compares the tokens of 5,000 texts with those of Hugging Face's
// tokenizers: for each pattern a small vocabulary, whose tokens go over all borders
// that the pattern draws, and SmolLM2's own if its file is there.
func TestHuggingFace(t *testing.T) {
	o := readOracle(t)
	if len(o.Texts) < 5000 {
		t.Fatalf("%d texts, want at least 5000", len(o.Texts))
	}
	for _, v := range o.Vocabularies {
		t.Run(v.Name, func(t *testing.T) {
			var tok *Tokenizer
			if v.Tokens != nil {
				tok = must(t, Vocabulary{Tokens: v.Tokens, Types: v.Types, Merges: v.Merges, Pre: v.Pre, Scores: v.Scores, EOS: v.EOS, Space: v.Space})
			} else {
				tok = fromModel(t)
			}
			wrong := compareSums(tok, o.Texts, v.Sums)
			for _, i := range wrong[:min(len(wrong), 10)] {
				t.Errorf("text %d, %q: tokens %q are not Hugging Face's", i, o.Texts[i], shown(tok, tok.EncodePrompt(o.Texts[i], true)))
			}
			if len(wrong) > 0 {
				t.Errorf("%d of %d texts differ", len(wrong), len(o.Texts))
			}
		})
	}
}

// TestHuggingFaceTells: another pattern than a vocabulary's own would be noticed.
func TestHuggingFaceTells(t *testing.T) {
	o := readOracle(t)
	for _, v := range o.Vocabularies {
		for _, pre := range splitters {
			if v.Pre == "" || pre == v.Pre || pre == "default" && v.Pre == "gpt-2" {
				continue
			}
			tok := must(t, Vocabulary{Tokens: v.Tokens, Types: v.Types, Merges: v.Merges, Pre: pre, EOS: v.EOS})
			if n := len(compareSums(tok, o.Texts, v.Sums)); n < 100 {
				t.Errorf("cut as by %s, %s's tokens differ on %d texts only", pre, v.Name, n)
			}
		}
	}
}

// compareSums returns the numbers of the texts whose tokens are others.
func compareSums(t *Tokenizer, texts []string, sums []byte) (wrong []int) {
	for i, text := range texts {
		var data []byte
		for _, id := range t.EncodePrompt(text, true) {
			data = binary.LittleEndian.AppendUint32(data, uint32(id))
		}
		if sum := sha256.Sum256(data); len(sums) != 4*len(texts) || string(sum[:4]) != string(sums[4*i:][:4]) {
			wrong = append(wrong, i)
		}
	}
	return wrong
}

// fromModel is the tokenizer of a model that only some machines have.
func fromModel(t *testing.T) *Tokenizer {
	t.Helper()
	path := os.Getenv(modelFile)
	if path == "" {
		t.Skipf("needs SmolLM2\n\thint: set %s to its file", modelFile)
	}
	f, err := gguf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tok, err := New(f)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}
