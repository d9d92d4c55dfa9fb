package nano

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen/compiler"
)

// tellingWords is the most keywords that a label gets from its examples.
const tellingWords = 6

// telling returns the words that tell a label from the others by its examples
// alone: those that no other label's example has. Where an example has several,
// the longest come first: they are the likeliest to mean something.
func telling(examples []compiler.Example, label string) []string {
	others := map[string]bool{}
	for _, e := range examples {
		if e.Output != label {
			for _, w := range words(e.Input) {
				others[w] = true
			}
		}
	}
	var found []string
	for _, e := range examples {
		if e.Output != label {
			continue
		}
		own := slices.DeleteFunc(words(e.Input), func(w string) bool {
			return others[w] || utf8.RuneCountInString(w) < 3 || function[w] || slices.Contains(found, w)
		})
		slices.SortStableFunc(own, func(a, b string) int { return len(b) - len(a) })
		found = append(found, own[:min(2, len(own))]...)
	}
	return found[:min(tellingWords, len(found))]
}

// words are the words of a text in lower case, each once.
func words(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' }) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// function words say nothing about a label.
var function = wordSet(`the and for with from into about this that these those was were are has have had not but you your
 they their them she her his him its our can could will would should may might must did does done been being who what when
 where which why how there here then than too very please just some any all one two now new out off over under after before
 again also only still yet ever never always often today yesterday tomorrow let get got want need like make see say said`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}
