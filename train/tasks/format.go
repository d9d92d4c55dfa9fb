package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// formatFamilies answer with a small rewriting of the input.
var formatFamilies = []Family{
	{Name: "lookup", Group: Search, Kind: Format, draw: lookup},
	{Name: "echo", Group: Text, Kind: Format, draw: echo},
	{Name: "redact", Group: Safety, Kind: Format, draw: redact},
	{Name: "censor", Group: Safety, Kind: Format, draw: censor},
	{Name: "maskdigits", Group: Safety, Kind: Format, draw: maskDigits},
	{Name: "lastfour", Group: Safety, Kind: Format, AdapterOnly: true, draw: lastFour},
	{Name: "recase", Group: Text, Kind: Format, draw: changeCase},
	{Name: "identifier", Group: Repair, Kind: Format, draw: identifier},
	{Name: "digits", Group: Repair, Kind: Format, draw: digitsOnly},
	{Name: "isodate", Group: Text, Kind: Format, draw: isoDate},
	{Name: "kvjson", Group: Repair, Kind: Format, AdapterOnly: true, draw: keyValueJSON},
	{Name: "boolnorm", Group: Repair, Kind: Format, draw: booleans},
	{Name: "timenorm", Group: Text, Kind: Format, draw: clockTime},
	{Name: "phonenorm", Group: Repair, Kind: Format, draw: phoneDigits},
	{Name: "moneynorm", Group: Repair, Kind: Format, draw: plainAmount},
	{Name: "currency", Group: Text, Kind: Format, draw: currencyCode},
	{Name: "unit", Group: Text, Kind: Format, draw: unitShort},
	{Name: "padding", Group: Repair, Kind: Format, draw: padding},
	{Name: "nameorder", Group: Text, Kind: Format, AdapterOnly: true, draw: nameOrder},
	{Name: "initials", Group: Text, Kind: Format, draw: initials},
	{Name: "affix", Group: Text, Kind: Format, draw: affix},
	{Name: "trim", Group: Repair, Kind: Format, draw: trim},
	{Name: "separator", Group: Repair, Kind: Format, draw: separator},
	{Name: "striptags", Group: Repair, Kind: Format, draw: stripTags},
	{Name: "mdlink", Group: Text, Kind: Format, AdapterOnly: true, draw: markdownLink},
	{Name: "fillin", Group: Text, Kind: Format, draw: fillIn},
	{Name: "pairs", Group: Repair, Kind: Format, draw: rewritePairs},
	{Name: "jsonrepair", Group: Repair, Kind: Format, draw: jsonRepair},
	{Name: "listjson", Group: Repair, Kind: Format, draw: listJSON},
	{Name: "shell", Group: Commands, Kind: Format, draw: shellCommand},
	{Name: "toolcall", Group: Agents, Kind: Format, draw: toolCall},
}

var lookupSpecs = lines(`
Translate by the table.
Look the word up.
Give the partner of the word.
Map each key to its value.
Replace the word as the examples do.
Use the list: word in, its partner out.
The table gives the answer for each word.
Find the entry and return what belongs to it.
Which value belongs to the word in the text?
`)

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
	query := func() compiler.Example {
		i := d.IntN(len(keys))
		return compiler.Example{Input: d.message(keys[i]), Output: values[i]}
	}
	return compiler.Spec{Text: d.phrase(lookupSpecs...), Examples: table}, query
}

// echo repeats its input.
func echo(d *drawer) (compiler.Spec, func() compiler.Example) {
	text := d.phrase("Repeat the text.", "Answer with the input itself.", "Copy the line as it is.",
		"Return the input unchanged.", "Write the same text again.", "The output is the input.", "Say the same again.")
	return d.told(text, func() (in, out string) {
		var words []string
		for range 2 + d.IntN(6) {
			words = append(words, pick(d.Rand, []string{d.keyword(), invent(d.Rand), fmt.Sprint(d.IntN(1000))}))
		}
		s := strings.Join(words, " ")
		return s, s
	})
}

// rewriting is one way to rewrite a value.
type rewriting struct {
	specs []string // the last is kept for evaluation
	apply func(s string) string
}

// caseStyles rewrite words that are parted by single spaces.
var caseStyles = []rewriting{
	{lines(`
Write the text in upper case.
All capital letters, please.
Turn the line into CAPITALS.
UPPER CASE version of the text.
Shout the words: upper case only.`), strings.ToUpper},
	{lines(`
Capitalise every word.
Every word starts with a capital letter.
Title case for the line.
Write It Like This.
First letter of each word in upper case.`), func(s string) string { return titles(strings.Fields(s), " ") }},
	{lines(`
Turn the words into snake_case.
Join the words with underscores.
Replace the spaces by underscores.
Write it like_this_one.
Words in, snake_case out.`), func(s string) string { return strings.ReplaceAll(s, " ", "_") }},
	{lines(`
Turn the words into kebab-case.
Join the words with hyphens.
Replace the spaces by dashes.
Hyphens between the words, no spaces.
Words in, kebab-case out.`), func(s string) string { return strings.ReplaceAll(s, " ", "-") }},
	{lines(`
Remove the spaces.
Write all words together.
Join the words without a space.
No blanks between the words.`), func(s string) string { return strings.ReplaceAll(s, " ", "") }},
	{lines(`
Put a comma between the words.
Comma separated list of the words.
Separate the words by commas.
Words in, "a, b, c" out.`), func(s string) string { return strings.ReplaceAll(s, " ", ", ") }},
	{lines(`
Start the line with a capital letter.
Capitalise the first word only.
First letter of the line in upper case, the rest as it is.
Write it like a sentence: capital first.`), capital},
	{lines(`
Turn the words into CamelCase.
Join the words, each with a capital letter.
Make a TypeName of the words.
Words in, CamelCase out.`), func(s string) string { return titles(strings.Fields(s), "") }},
}

// changeCase writes words in another case.
func changeCase(d *drawer) (compiler.Spec, func() compiler.Example) {
	r := pick(d.Rand, caseStyles)
	return d.shown(d.phrase(r.specs...), func() (in, out string) {
		words := strings.Fields(strings.Join(distinct(1+d.IntN(4), d.keyword), " "))
		in = strings.Join(words, " ")
		return in, r.apply(in)
	})
}

// identifierStyles turn words into names of a program; identifier undoes them.
var identifierStyles = []rewriting{
	{lines(`
Replace the underscores by spaces.
snake_case in, words out.
Make words of the name with underscores.
Write the identifier as separate words.
Turn the name with underscores into words.`), func(s string) string { return strings.ReplaceAll(s, " ", "_") }},
	{lines(`
Replace the hyphens by spaces.
kebab-case in, words out.
Make words of the slug.
Write the hyphenated name as separate words.
Turn the name with dashes into words.`), func(s string) string { return strings.ReplaceAll(s, " ", "-") }},
	{lines(`
Split the CamelCase name into lower-case words.
CamelCase in, words out.
Make words of the type name.
Put spaces into the name and write it in lower case.
Turn a name like FooBar into words like foo bar.`), func(s string) string { return titles(strings.Fields(s), "") }},
	{lines(`
Write the first letters of the words in lower case.
No capitals, please.
Lower case for the title.
Turn the headline into lower case.
Title in, lower-case words out.`), func(s string) string { return titles(strings.Fields(s), " ") }},
}

var slugSpecs = lines(`
Make a slug of the title: lower case, hyphens for spaces.
Title to slug.
Turn the headline into a slug for a URL.
Write the title in lower case with hyphens.
Headline in, slug out, such as late-delivery.
URL name for the title: small letters and dashes.
`)

// identifier makes plain words of a name, or a slug of a title.
func identifier(d *drawer) (compiler.Spec, func() compiler.Example) {
	if chance(d.Rand, .25) {
		return d.shown(d.phrase(slugSpecs...), func() (in, out string) {
			words := d.words(2 + d.IntN(2))
			return titles(words, " "), strings.Join(words, "-")
		})
	}
	r := pick(d.Rand, identifierStyles)
	return d.shown(d.phrase(r.specs...), func() (in, out string) {
		out = strings.Join(d.words(2+d.IntN(2)), " ")
		return r.apply(out), out
	})
}

func titles(words []string, sep string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = capital(w)
	}
	return strings.Join(out, sep)
}

// onlyDigits drops what is no digit.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// digitsOnly strips a phone number or a code to its digits.
func digitsOnly(d *drawer) (compiler.Spec, func() compiler.Example) {
	source := pick(d.Rand, []func(*drawer) string{(*drawer).phone, (*drawer).orderID, (*drawer).plate, (*drawer).version})
	text := d.phrase("Keep only the digits.", "The digits of the number, nothing else.", "Strip letters and signs, keep the digits.",
		"Digits only.", "Drop everything that is no digit.", "Remove all but 0-9.", "Remove everything but digits.")
	return d.told(text, func() (in, out string) {
		in = source(d)
		return in, onlyDigits(in)
	})
}
