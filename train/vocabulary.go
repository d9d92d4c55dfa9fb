package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/train/bpe"
	"github.com/pawgen/pawgen/train/tasks"
)

// The size of the nano vocabulary. The learned tails fill what the bytes, the
// control tokens and the space-letter pairs leave.
const vocabularySize = 2048

// vocabularyTasks is how many tasks of each family the words are counted in.
const vocabularyTasks = 400

// functionWords become single tokens: they are never keywords, and fewer
// tokens make a call faster. Their merges come last, so that they join only
// what no other merge has claimed.
var functionWords = strings.Fields(`the a an is it in on at of to for from and or but not no yes with about that this was
 are we you he she they me my our your his her its be been has have had do does did can could will would should
 what who when where which how why there here if as by up so all any some one two now new then than too very
 please Hello Hi The I`)

// makeVocabulary learns the tokens of the nano pair from the words of its
// training tasks.
//
// Every word becomes [space and first letter][stem][ending], and no merge
// crosses these borders: so "Refund", " refund" and " refunded" share the
// token of their stem, and matching a keyword with an inflected or capitalised
// word is mostly a matter of equal tokens. A lower-case word without a space
// before it is the exception: there a tail's merge may take the first letter.
func makeVocabulary() (tokenizer.Vocabulary, error) {
	words, err := countWords()
	if err != nil {
		return tokenizer.Vocabulary{}, err
	}
	v := tokenizer.Vocabulary{Pre: "qwen2"}
	for b := range 256 {
		v.Tokens = append(v.Tokens, tokenizer.Spell([]byte{byte(b)}))
	}
	var merges []bpe.Pair
	space := tokenizer.Spell([]byte(" "))
	for c := 'A'; c <= 'z'; c++ {
		if c <= 'Z' || c >= 'a' {
			merges = append(merges, bpe.Pair{Left: space, Right: string(c)})
		}
	}
	control := nano.ControlTokens()
	learned := bpe.Learn(words, vocabularySize-len(v.Tokens)-len(merges)-2*len(functionWords)-len(control))
	merges = append(append(merges, learned...), functionMerges(space, learned)...)
	known := map[string]bool{}
	for _, t := range v.Tokens {
		known[t] = true
	}
	for _, m := range merges {
		v.Merges = append(v.Merges, m.Left+" "+m.Right)
		if t := m.Left + m.Right; !known[t] {
			known[t] = true
			v.Tokens = append(v.Tokens, t)
		}
	}
	v.Types = make([]int32, len(v.Tokens), vocabularySize)
	for i := range v.Types {
		v.Types[i] = tokenizer.Normal
	}
	for _, c := range control {
		if c == nano.EndToken {
			v.EOS = int32(len(v.Tokens))
		}
		v.Tokens, v.Types = append(v.Tokens, c), append(v.Types, tokenizer.Control)
	}
	return v, nil
}

// functionMerges joins the function words, with and without a space, from
// their first letter and the tokens that learned merges make of the rest.
func functionMerges(space string, learned []bpe.Pair) []bpe.Pair {
	var out []bpe.Pair
	for _, w := range functionWords {
		for _, head := range []string{space + w[:1], w[:1]} {
			for _, t := range bpe.Apply(learned, w[1:]) {
				if p := (bpe.Pair{Left: head, Right: t}); !slices.Contains(out, p) {
					out = append(out, p)
				}
				head += t
			}
		}
	}
	return out
}

var (
	letters     = regexp.MustCompile(`\p{L}+`)
	punctuation = regexp.MustCompile(` ?[^\s\p{L}\p{N}]+`)
)

// countWords draws tasks and returns their words in pieces, most frequent first.
func countWords() ([]bpe.Word, error) {
	counts := map[string]int{}
	for i := range tasks.Families {
		f := &tasks.Families[i]
		for n := range vocabularyTasks {
			t, err := f.Draw(vocabularySeed, n, tasks.Options{Level: tasks.Sentence, Queries: 4})
			if err != nil {
				return nil, err
			}
			texts := []string{nano.Template(t.Spec)}
			for _, q := range t.Queries {
				texts = append(texts, q.Input, q.Output)
			}
			for _, s := range texts {
				for _, w := range letters.FindAllString(s, -1) {
					counts[w]++
				}
				for _, p := range punctuation.FindAllString(s, -1) {
					counts[p]++
				}
			}
		}
	}
	words := make([]bpe.Word, 0, len(counts))
	for _, w := range slices.Sorted(maps.Keys(counts)) {
		if counts[w] < 3 {
			continue
		}
		// The square root keeps frequent words from taking all merges.
		words = append(words, bpe.Word{Pieces: pieces(w), Count: int(math.Ceil(math.Sqrt(float64(counts[w]))))})
	}
	slices.SortStableFunc(words, func(a, b bpe.Word) int { return cmp.Compare(b.Count, a.Count) })
	return words, nil
}

// pieces cuts a word between its first letter, its stem and its ending.
func pieces(w string) []string {
	if !letters.MatchString(w) {
		return []string{tokenizer.Spell([]byte(w))}
	}
	_, n := utf8.DecodeRuneInString(w)
	head, tail := w[:n], w[n:]
	st, suffix := tasks.Stem(tail)
	var out []string
	for _, p := range []string{head, st, suffix} {
		if p != "" {
			out = append(out, tokenizer.Spell([]byte(p)))
		}
	}
	return out
}

func writeVocabulary(path string) error {
	v, err := makeVocabulary()
	if err != nil {
		return err
	}
	if _, err := tokenizer.FromVocabulary(v); err != nil {
		return err
	}
	return saveVocabulary(path, v)
}

func saveVocabulary(path string, v tokenizer.Vocabulary) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "vocabulary: %d tokens, %d merges\n", len(v.Tokens), len(v.Merges))
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

func readVocabulary(path string) (*tokenizer.Tokenizer, tokenizer.Vocabulary, error) {
	var v tokenizer.Vocabulary
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, v, err
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, v, fmt.Errorf("%s: %w", path, err)
	}
	t, err := tokenizer.FromVocabulary(v)
	return t, v, err
}
