package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

var kvJSONSpecs = lines(`
Write the pairs as JSON.
Turn the settings into a JSON object.
Pairs in, JSON out.
Make a JSON object of the line.
Return the key=value pairs as JSON.
Convert key=value to JSON.
`)

// keyValueJSON writes pairs as a JSON object.
func keyValueJSON(d *drawer) (compiler.Spec, func() compiler.Example) {
	return d.shown(d.phrase(kvJSONSpecs...), func() (string, string) {
		var in, out []string
		for _, k := range distinct(1+d.IntN(2), func() string { return invent(d.Rand) }) {
			v := invent(d.Rand)
			in, out = append(in, k+"="+v), append(out, fmt.Sprintf("%q:%q", k, v))
		}
		return strings.Join(in, " "), "{" + strings.Join(out, ",") + "}"
	})
}

// pairForms are ways to write pairs: between key and value, and between pairs.
var pairForms = []struct{ is, and string }{
	{"=", " "}, {"=", "; "}, {"=", ", "}, {": ", ", "}, {"=", "&"}, {" = ", ", "}, {" is ", " and "}, {":", " "}, {" - ", "; "}, {" -> ", ", "},
}

// rewritePairs changes how pairs are written.
func rewritePairs(d *drawer) (compiler.Spec, func() compiler.Example) {
	f := sample(d.Rand, pairForms, 2)
	show := func(i int) string { return "a" + f[i].is + "1" + f[i].and + "b" + f[i].is + "2" }
	text := d.phrase("Rewrite the pairs as in the examples.", "Change how the pairs are written.", "Reformat the settings.",
		"Bring the pairs into the other form.", "Convert the line of pairs.")
	// A semicolon would end a sentence of the spec.
	if a, b := show(0), show(1); !strings.Contains(a+b, ";") {
		text = d.say([]string{"Write pairs like {1} as {2}.", "Convert {1} to {2}.", "Settings come as {1}. Write them as {2}.",
			"Input: {1}. Output: {2}.", "Change the form of the pairs from {1} to {2}.", "Reformat {1} into {2}."}, a, b)
	}
	return d.shown(text, func() (string, string) {
		var in, out []string
		for _, k := range distinct(1+d.IntN(3), d.word) {
			v := d.value()
			in, out = append(in, k+f[0].is+v), append(out, k+f[1].is+v)
		}
		return strings.Join(in, f[0].and), strings.Join(out, f[1].and)
	})
}

// jsonFaults break a JSON object; the specs name what is broken.
var jsonFaults = []rewriting{
	{lines(`
Remove the trailing comma from the JSON.
The object has a comma too much before the brace. Fix it.
Repair JSON with a trailing comma.
Drop the last comma so that the JSON is valid.
Fix the comma before the closing brace.`), func(s string) string { return strings.TrimSuffix(s, "}") + ",}" }},
	{lines(`
Add the missing closing brace.
The last brace of the JSON is lost. Put it back.
Repair JSON that ends too early: close it.
Close the object.
Complete the JSON with its final brace.`), func(s string) string { return strings.TrimSuffix(s, "}") }},
	{lines(`
Add the missing opening brace.
The first brace of the JSON is lost. Put it back.
Repair JSON that lacks its opening brace.
Open the object with a brace.`), func(s string) string { return strings.TrimPrefix(s, "{") }},
	{lines(`
Replace the single quotes by double quotes.
The JSON has single quotes. Make it valid.
Repair JSON with wrong quotes.
JSON needs double quotes: fix the object.
Turn ' into " so that it is JSON.`), func(s string) string { return strings.ReplaceAll(s, `"`, "'") }},
	{lines(`
Put quotes around the keys.
The keys lack quotes. Make it valid JSON.
Repair JSON with bare keys.
Quote the keys of the object.
JSON keys must be quoted: fix that.`), func(s string) string {
		return strings.NewReplacer(`{"`, "{", `,"`, ",", `":`, ":").Replace(s)
	}},
	{lines(`
Add the missing colon after the key.
The colon between key and value is lost. Put it back.
Repair JSON that lacks the colon.
Insert the colon behind the key.`), func(s string) string { return strings.ReplaceAll(s, `":`, `" `) }},
}

// jsonRepair mends a small JSON object with one kind of fault.
func jsonRepair(d *drawer) (compiler.Spec, func() compiler.Example) {
	fault := pick(d.Rand, jsonFaults)
	return d.shown(d.phrase(fault.specs...), func() (in, out string) {
		var parts []string
		for _, k := range d.words(1 + d.IntN(2)) {
			parts = append(parts, fmt.Sprintf("%q:%s", k, jsonValue(d.value())))
		}
		out = "{" + strings.Join(parts, ",") + "}"
		return fault.apply(out), out
	})
}

// listJSON writes a list as a JSON array.
func listJSON(d *drawer) (compiler.Spec, func() compiler.Example) {
	sep := pick(d.Rand, []string{", ", " ", " | ", "/"})
	space := pick(d.Rand, []string{"", " "})
	text := d.phrase("Write the list as a JSON array.", "Items in, JSON array of strings out.", "Turn the list into a JSON list.",
		"Make a JSON array of the items.", "Return the words as a JSON array.", "JSON array, please.", "Convert the items to [\"a\", \"b\"].")
	return d.shown(text, func() (in, out string) {
		words := d.words(1 + d.IntN(3))
		return strings.Join(words, sep), `["` + strings.Join(words, `",`+space+`"`) + `"]`
	})
}
