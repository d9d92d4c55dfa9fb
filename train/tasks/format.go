package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/compiler"
)

// lookup is a table in the spec: a word in, its partner out.
func lookup(d *drawer) (compiler.Spec, func() compiler.Example) {
	keys := distinct(3+d.IntN(6), d.keyword)
	values := distinct(len(keys), func() string {
		if chance(d.Rand, .3) {
			return fmt.Sprint(d.IntN(1000))
		}
		return pick(d.Rand, append([]string{invent(d.Rand)}, labelWords...))
	})
	keys = keys[:len(values)]
	var table []compiler.Example
	for i, k := range keys {
		table = append(table, compiler.Example{Input: k, Output: values[i]})
	}
	text := d.phrase("Translate by the table.", "Look the word up.", "Give the partner of the word.", "Map each key to its value.")
	query := func() compiler.Example {
		i := d.IntN(len(keys))
		return compiler.Example{Input: d.message(keys[i]), Output: values[i]}
	}
	return compiler.Spec{Text: text, Examples: table}, query
}

// echo repeats its input.
func echo(d *drawer) (compiler.Spec, func() compiler.Example) {
	query := func() compiler.Example {
		var words []string
		for range 2 + d.IntN(8) {
			words = append(words, pick(d.Rand, []string{d.keyword(), invent(d.Rand), fmt.Sprint(d.IntN(1000))}))
		}
		s := strings.Join(words, " ")
		return compiler.Example{Input: s, Output: s}
	}
	text := d.phrase("Repeat the text.", "Answer with the input itself.", "Copy the line as it is.", "Say the same again.")
	return compiler.Spec{Text: text, Examples: d.examples(1, query)}, query
}

// changeCase writes words in another case.
func changeCase(d *drawer) (compiler.Spec, func() compiler.Example) {
	type style struct {
		text string
		f    func(words []string) string
	}
	join := func(sep string) func([]string) string {
		return func(w []string) string { return strings.Join(w, sep) }
	}
	s := pick(d.Rand, []style{
		{"Write the text in upper case.", func(w []string) string { return strings.ToUpper(strings.Join(w, " ")) }},
		{"Capitalise every word.", func(w []string) string { return titles(w, " ") }},
		{"Turn the words into snake_case.", join("_")},
		{"Turn the words into kebab-case.", join("-")},
		{"Remove the spaces.", join("")},
		{"Put a comma between the words.", join(", ")},
	})
	query := func() compiler.Example {
		words := strings.Fields(strings.Join(distinct(1+d.IntN(4), d.keyword), " "))
		return compiler.Example{Input: strings.Join(words, " "), Output: s.f(words)}
	}
	return compiler.Spec{Text: s.text, Examples: d.examples(2, query)}, query
}

func titles(words []string, sep string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(out, sep)
}

// digitsOnly strips a phone number or amount to its digits.
func digitsOnly(d *drawer) (compiler.Spec, func() compiler.Example) {
	source := pick(d.Rand, []func(*drawer) string{(*drawer).phone, (*drawer).orderID, (*drawer).phone})
	text := d.phrase("Keep only the digits.", "The digits of the number, nothing else.", "Remove everything but digits.")
	query := func() compiler.Example {
		v := source(d)
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, v)
		return compiler.Example{Input: v, Output: digits}
	}
	return compiler.Spec{Text: text, Examples: d.examples(2, query)}, query
}

// isoDate writes a date as year-month-day.
func isoDate(d *drawer) (compiler.Spec, func() compiler.Example) {
	order := pick(d.Rand, []string{"dmy", "name", "slash"})
	text := d.phrase("Write the date as year-month-day.", "Normalise the date to YYYY-MM-DD.", "The date in ISO form.")
	query := func() compiler.Example {
		y, m, day := 1990+d.IntN(40), 1+d.IntN(12), 1+d.IntN(28)
		var s string
		switch order {
		case "dmy":
			s = fmt.Sprintf("%02d.%02d.%d", day, m, y)
		case "name":
			s = fmt.Sprintf("%d %s %d", day, months[m-1], y)
		default:
			s = fmt.Sprintf("%02d/%02d/%d", m, day, y)
		}
		if chance(d.Rand, .4) {
			s = strings.Replace(pick(d.Rand, carriers), "{}", s, 1)
		}
		return compiler.Example{Input: s, Output: fmt.Sprintf("%d-%02d-%02d", y, m, day)}
	}
	return compiler.Spec{Text: text, Examples: d.examples(3, query)}, query
}

// nthWord picks one word of a line by its place.
func nthWord(d *drawer) (compiler.Spec, func() compiler.Example) {
	i := d.IntN(4)
	text := d.phrase(
		fmt.Sprintf("The %s word.", []string{"first", "second", "third", "last"}[i]),
		fmt.Sprintf("Pick the %s word of the line.", []string{"first", "second", "third", "last"}[i]),
		fmt.Sprintf("Answer with the %s word only.", []string{"first", "second", "third", "last"}[i]))
	query := func() compiler.Example {
		words := distinct(3+d.IntN(4), func() string { return invent(d.Rand) })
		n := min(i, len(words)-1)
		if i == 3 {
			n = len(words) - 1
		}
		return compiler.Example{Input: strings.Join(words, " "), Output: words[n]}
	}
	return compiler.Spec{Text: text, Examples: d.examples(2, query)}, query
}

// keyValueJSON writes pairs as a JSON object.
func keyValueJSON(d *drawer) (compiler.Spec, func() compiler.Example) {
	text := d.phrase("Write the pairs as JSON.", "Turn the settings into a JSON object.", "Convert key=value to JSON.")
	query := func() compiler.Example {
		var in, out []string
		for _, k := range distinct(1+d.IntN(3), func() string { return invent(d.Rand) }) {
			v := invent(d.Rand)
			in, out = append(in, k+"="+v), append(out, fmt.Sprintf("%q:%q", k, v))
		}
		return compiler.Example{Input: strings.Join(in, " "), Output: "{" + strings.Join(out, ",") + "}"}
	}
	return compiler.Spec{Text: text, Examples: d.examples(2, query)}, query
}
