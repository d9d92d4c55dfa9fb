package tasks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// extractFamilies answer with a part of the input.
var extractFamilies = []Family{
	{Name: "extract", Group: Text, Kind: Extract, draw: extract},
	{Name: "quantity", Group: Text, Kind: Extract, draw: quantity},
	{Name: "after", Group: Search, Kind: Extract, draw: after},
	{Name: "nth", Group: Text, Kind: Extract, AdapterOnly: true, draw: nthWord},
	{Name: "jsonfield", Group: Search, Kind: Extract, draw: jsonField},
	{Name: "csvcolumn", Group: Search, Kind: Extract, draw: csvColumn},
	{Name: "queryparam", Group: Search, Kind: Extract, draw: queryParameter},
	{Name: "header", Group: Search, Kind: Extract, draw: header},
	{Name: "logpart", Group: Search, Kind: Extract, draw: logPart},
	{Name: "address", Group: Text, Kind: Extract, draw: addressPart},
	{Name: "path", Group: Text, Kind: Extract, draw: pathPart},
	{Name: "between", Group: Text, Kind: Extract, draw: between},
	{Name: "fullname", Group: Text, Kind: Extract, draw: fullName},
	{Name: "slot", Group: Agents, Kind: Extract, draw: slot},
	{Name: "argument", Group: Commands, Kind: Extract, draw: flagArgument},
	{Name: "target", Group: Commands, Kind: Extract, draw: commandTarget},
	{Name: "toolargument", Group: Agents, Kind: Extract, draw: toolArgument},
}

var extractSpecs = lines(`
The {1} in the message.
Find the {1} in the text.
Extract the {1}.
Give the {1} that the message mentions.
Return the {1} from the input.
Pull out the {1}.
Which {1} does the text mention?
We need the {1} of each message, copied as it is.
Copy the {1} from the note, nothing else.
Get the {1}
Input is a message, output is the {1} in it.
Take the customer's message and hand back only the {1}.
`)

var noneSpecs = lines(`
Answer {1} if there is none.
If it is missing, answer {1}.
Say {1} when there is none.
Otherwise {1}.
Without one, the answer is {1}.
Write {1} if the text has none.
Use {1} where nothing fits.
`)

// extract pulls one kind of thing out of a text, and in some tasks says that there is none.
func extract(d *drawer) (compiler.Spec, func() compiler.Example) {
	t := &things[d.IntN(len(things))]
	text := d.say(extractSpecs, d.phrase(t.names...))
	none := ""
	if chance(d.Rand, .6) {
		none = pick(d.Rand, strings.Fields("none none none n/a unknown missing null"))
		if !strings.ContainsAny(text[len(text)-1:], ".?") {
			text += "."
		}
		text += " " + d.say(noneSpecs, none)
	}
	return d.told(text, func() (in, out string) {
		if none != "" && chance(d.Rand, .2) {
			s := d.surround(pick(d.Rand, pick(d.Rand, trainTopics).words))
			if o := d.otherThing(t); chance(d.Rand, .4) {
				s = o.place(d, o.make(d))
			}
			return s, none
		}
		v := t.make(d)
		s := t.place(d, v)
		switch d.IntN(6) {
		case 0, 1:
			o := d.otherThing(t)
			s = joinEither(d, s, o.place(d, o.make(d)))
		case 2:
			s = joinEither(d, s, pick(d.Rand, plain))
		case 3:
			s = joinEither(d, s, d.surround(pick(d.Rand, pick(d.Rand, trainTopics).words)))
		}
		return s, v
	})
}

// otherThing draws a thing that nobody takes for t.
func (d *drawer) otherThing(t *thing) *thing {
	for {
		if o := &things[d.IntN(len(things))]; o.looks != t.looks {
			return o
		}
	}
}

// joinEither joins two sentences in any order.
func joinEither(d *drawer, a, b string) string {
	if chance(d.Rand, .5) {
		a, b = b, a
	}
	return a + pick(d.Rand, []string{", ", ", ", ". ", " and ", " "}) + b
}

// quantity reads a whole number before a word.
func quantity(d *drawer) (compiler.Spec, func() compiler.Example) {
	words := distinct(4, d.keyword)
	text := d.phrase("How many are there?", "The number in the text.", "Read the quantity.", "Find the number that is mentioned.",
		"Return the amount as a number.", "How many does the customer want?", "Get the count from the line.",
		"Which number is in the message?", "The count as a whole number.")
	spec, query := d.told(text, func() (in, out string) {
		n := d.number(3)
		return d.surround(n + " " + pick(d.Rand, words)), n
	})
	spec.Result = compiler.Result{Kind: compiler.Integer, Min: -1 << 63, Max: 1<<63 - 1}
	return spec, query
}

var afterSpecs = lines(`
The value of {1}.
Get {1} from the line.
What is the value behind {1}?
Find {1} and give its value.
Read the setting {1}.
Look up {1} in the pairs.
Input: pairs of names and values. Output: the value of {1}.
Answer with what {1} is set to.
Only the {1} value, please.
Return {1}.
`)

// after returns the value behind a key.
func after(d *drawer) (compiler.Spec, func() compiler.Example) {
	keys := d.keys(4)
	sep := pick(d.Rand, []string{": ", "=", " = ", ":"})
	return d.told(d.say(afterSpecs, keys[0]), func() (in, out string) {
		parts, want := d.fields(keys, func(k, v string) string { return k + sep + v })
		return strings.Join(parts, pick(d.Rand, []string{", ", " ", "; ", " | "})), want
	})
}

// keys draws n names of fields.
func (d *drawer) keys(n int) []string {
	return distinct(n, func() string { return strings.ReplaceAll(strings.ReplaceAll(d.keyword(), " ", "_"), "-", "_") })
}

// fields writes some of the keys with drawn values, in random order; the first
// key is always there and its value is returned.
func (d *drawer) fields(keys []string, write func(k, v string) string) (parts []string, want string) {
	for _, k := range sample(d.Rand, keys, len(keys)) {
		v := d.value()
		for slices.Contains(keys, v) {
			v = d.value()
		}
		if k == keys[0] {
			want = v
		} else if chance(d.Rand, .3) {
			continue
		}
		parts = append(parts, write(k, v))
	}
	return parts, want
}

var places = []string{"first", "second", "third", "last"}

// nthWord picks one word of a line by its place.
func nthWord(d *drawer) (compiler.Spec, func() compiler.Example) {
	i := d.IntN(len(places))
	text := d.say([]string{"The {1} word.", "Pick the {1} word of the line.", "Only the {1} word of the text.",
		"Return the {1} word.", "Which word is {1}?", "Answer with the {1} word only."}, places[i])
	return d.told(text, func() (in, out string) {
		words := d.words(3 + d.IntN(4))
		n := i
		if places[i] == "last" {
			n = len(words) - 1
		}
		return strings.Join(words, " "), words[n]
	})
}

// flagged is a command line with one flag's argument.
func (d *drawer) flagged(flag, v string) string {
	parts := []string{flag + " " + v}
	for range d.IntN(3) {
		parts = append(parts, fmt.Sprintf("--%s %s", invent(d.Rand), d.value()))
	}
	return strings.Join(append([]string{d.word()}, sample(d.Rand, parts, len(parts))...), " ")
}
