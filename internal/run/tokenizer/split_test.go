package tokenizer

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// corpus returns the lines of testdata/corpus.txt without their escapes, and
// all of them as one text.
func corpus(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	escape := regexp.MustCompile(`\\([nrt]|x[0-9a-f]{2}|u[0-9a-f]{4})`)
	text := escape.ReplaceAllStringFunc(string(data), func(s string) string {
		if s[1] == 'x' {
			s = `\u00` + s[2:]
		}
		out, err := strconv.Unquote(`"` + s + `"`)
		if err != nil {
			t.Fatal(err)
		}
		return out
	})
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return append(lines, text)
}

// pattern is a second, slow splitter: the alternatives of a pattern, tried one
// by one with Go's regexp. A nil alternative stands for \s+(?!\S).
type pattern []*regexp.Regexp

// blank is Unicode's White_Space; Go's \s has ASCII only.
const blank = `\t-\r\x{85}\p{Z}`

var blankRun = regexp.MustCompile(`^[` + blank + `]+`)

var patterns = map[string]pattern{
	"gpt-2": {
		regexp.MustCompile(`^(?:'s|'t|'re|'ve|'m|'ll|'d)`),
		regexp.MustCompile(`^ ?\p{L}+`),
		regexp.MustCompile(`^ ?\p{N}+`),
		regexp.MustCompile(`^ ?[^` + blank + `\p{L}\p{N}]+`),
		nil,
		blankRun,
	},
	"qwen2":     qwen2Like(1),
	"llama-bpe": qwen2Like(3),
	"smollm":    nil, // see slowSplit
}

// qwen2Like is Qwen2's pattern with numbers of more digits.
func qwen2Like(digits int) pattern {
	return pattern{
		regexp.MustCompile(`^(?i:'s|'t|'re|'ve|'m|'ll|'d)`),
		regexp.MustCompile(`^[^\r\n\p{L}\p{N}]?\p{L}+`),
		regexp.MustCompile(`^\p{N}{1,` + strconv.Itoa(digits) + `}`),
		regexp.MustCompile(`^ ?[^` + blank + `\p{L}\p{N}]+[\r\n]*`),
		regexp.MustCompile(`^[` + blank + `]*[\r\n]+`),
		nil,
		blankRun,
	}
}

var aNumber = regexp.MustCompile(`\p{N}`)

// slowSplit is the slow splitter of a name. SmolLM2's cuts the text at each number
// first.
func slowSplit(pre string) splitter {
	if pre != "smollm" {
		return patterns[pre].split
	}
	return func(text string) int {
		switch at := aNumber.FindStringIndex(text); {
		case at == nil:
			return patterns["gpt-2"].split(text)
		case at[0] > 0:
			return patterns["gpt-2"].split(text[:at[0]])
		default:
			return at[1]
		}
	}
}

func (p pattern) split(text string) int {
	for _, alternative := range p {
		if alternative != nil {
			if m := alternative.FindString(text); m != "" {
				return len(m)
			}
			continue
		}
		run := blankRun.FindString(text)
		if len(run) < len(text) { // something that is not blank follows: give one back
			runes := []rune(run)
			run = string(runes[:max(0, len(runes)-1)])
		}
		if run != "" {
			return len(run)
		}
	}
	return 0
}

func words(split splitter, text string) (out []string) {
	for len(text) > 0 {
		n := split(text)
		if n <= 0 || n > len(text) {
			return append(out, "no word: "+text)
		}
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

func checkSplit(t *testing.T, pre, text string) {
	t.Helper()
	split, err := splitterOf(pre)
	if err != nil {
		t.Fatal(err)
	}
	got, want := words(split, text), words(slowSplit(pre), text)
	if !slices.Equal(got, want) {
		t.Errorf("%s, %q:\ngot  %q\nwant %q", pre, text, got, want)
	}
}

func TestSplitCorpus(t *testing.T) {
	for _, text := range corpus(t) {
		for pre := range patterns {
			checkSplit(t, pre, text)
		}
	}
}

// Every text of up to five characters out of these, one of each kind that the
// patterns tell apart.
func TestSplitExhaustive(t *testing.T) {
	alphabet := []string{" ", "\n", "\t", "'", "s", "L", "é", "7", "!", "\xff"}
	texts := []string{""}
	for range 5 {
		var longer []string
		for _, text := range texts {
			for _, c := range alphabet {
				longer = append(longer, text+c)
			}
		}
		texts = longer
		if testing.Short() && len(texts) > 1000 {
			break
		}
		for _, text := range texts {
			for pre := range patterns {
				checkSplit(t, pre, text)
			}
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for pre := range patterns {
			checkSplit(t, pre, text)
		}
	})
}
