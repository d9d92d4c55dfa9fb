package tasks

import (
	"math/rand/v2"
	"strings"
)

// pick returns one element of list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// chance is true with probability p.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// The parts of invented words.
var (
	onsets = strings.Fields(`b c d f g h j k l m n p qu r s t v w z bl br ch cl cr dr fl fr gl gr kn pl pr sc sh sk sl sm
 sn sp st str sw th tr tw wh`)
	vowels = strings.Fields(`a a e e i i o o u u y ai ea ee ie oa oo ou ow oi au`)
	codas  = strings.Fields(`- - - b ck d ft g l ld ll lt m mp n nd ng nk nt p r rd rk rm rn rt s sh sk st t tch th x`)
	ends   = strings.Fields(`- - - - - - age al ance ard en ence ent er et ic ish ity le ment ness or ous ow tion ture ure y`)
)

// invent makes a word that no language has, though it looks like English.
func invent(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(3) {
		b.WriteString(pick(r, onsets))
		b.WriteString(pick(r, vowels))
		b.WriteString(strings.Trim(pick(r, codas), "-"))
	}
	if b.Len() < 9 {
		b.WriteString(strings.Trim(pick(r, ends), "-"))
	}
	if b.Len() < 3 {
		b.WriteString(pick(r, onsets[:18]))
		b.WriteString("a")
	}
	if strings.Contains(b.String(), "shit") {
		return invent(r) // not every chance is welcome
	}
	return b.String()
}

// suffixes are the endings that an inflected word may have; the tokenizer keeps them apart from the stem.
var suffixes = []string{"ies", "es", "ing", "ers", "er", "ed", "ly", "s", "e", "y", "d"}

// Stem cuts a word's ending.
func Stem(w string) (stem, suffix string) {
	for _, s := range suffixes {
		if len(w) > len(s)+2 && strings.HasSuffix(w, s) {
			return w[:len(w)-len(s)], s
		}
	}
	return w, ""
}

// inflect changes the ending of the last word of a keyword.
func inflect(r *rand.Rand, w string) string {
	st, suffix := Stem(w)
	if strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "sh") {
		st, suffix = w, ""
	}
	switch suffix {
	case "":
		return w + pick(r, []string{"s", "s", "ed", "ing", "er"})
	case "e":
		return st + pick(r, []string{"es", "es", "ed", "ing"})
	case "y":
		return st + pick(r, []string{"ies", "ied"})
	case "ing":
		return st + pick(r, []string{"ed", "s", ""})
	case "s", "es":
		return st + pick(r, []string{"", "ed"})
	case "ed", "er":
		return st + pick(r, []string{"ing", "s", "er"})
	}
	return w
}

// typo makes one slip of the keyboard inside a word, sparing its first letter.
func typo(r *rand.Rand, w string) string {
	if len(w) < 5 {
		return w
	}
	i := 1 + r.IntN(len(w)-2)
	switch r.IntN(4) {
	case 0:
		return w[:i] + w[i+1:]
	case 1:
		return w[:i] + w[i:i+1] + w[i:]
	case 2:
		return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
	}
	return w[:i] + string(rune('a'+r.IntN(26))) + w[i+1:]
}

// recase changes the case of a sentence as people do.
func recase(r *rand.Rand, s string) string {
	switch {
	case s == "":
		return s
	case chance(r, .5):
		return strings.ToUpper(s[:1]) + s[1:]
	case chance(r, .06):
		return strings.ToUpper(s)
	}
	return s
}

// distinct calls f until it has n different values, or gives up with fewer.
func distinct(n int, f func() string) []string {
	seen := map[string]bool{}
	var out []string
	for tries := 0; len(out) < n && tries < 20*n; tries++ {
		if s := f(); s != "" && !seen[strings.ToLower(s)] {
			seen[strings.ToLower(s)] = true
			out = append(out, s)
		}
	}
	return out
}

// sample returns n different elements of list in random order.
func sample[T any](r *rand.Rand, list []T, n int) []T {
	out := make([]T, 0, n)
	for _, i := range r.Perm(len(list))[:min(n, len(list))] {
		out = append(out, list[i])
	}
	return out
}
