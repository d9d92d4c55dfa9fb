package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/compiler"
)

// thing is something that stands in a text and can be pulled out as it is.
type thing struct {
	names []string // how a spec calls it; the last is kept for evaluation
	make  func(d *drawer) string
}

// things are what the extract family looks for.
var things = []thing{
	{[]string{"e-mail address", "email", "mail address", "e-mail"}, (*drawer).email},
	{[]string{"order number", "order id", "id of the order", "reference number"}, (*drawer).orderID},
	{[]string{"ticket number", "ticket", "issue number", "case number"}, func(d *drawer) string { return fmt.Sprintf("#%d", 10+d.IntN(99990)) }},
	{[]string{"date", "day", "calendar date"}, (*drawer).date},
	{[]string{"time", "time of day", "clock time"}, func(d *drawer) string { return fmt.Sprintf("%d:%02d", d.IntN(24), d.IntN(60)) }},
	{[]string{"amount", "price", "sum of money", "total"}, (*drawer).amount},
	{[]string{"link", "URL", "web address"}, (*drawer).url},
	{[]string{"phone number", "telephone number", "phone"}, (*drawer).phone},
	{[]string{"IP address", "ip", "host address"}, func(d *drawer) string {
		return fmt.Sprintf("%d.%d.%d.%d", 1+d.IntN(254), d.IntN(256), d.IntN(256), 1+d.IntN(254))
	}},
	{[]string{"version", "version number", "release"}, func(d *drawer) string { return fmt.Sprintf("v%d.%d.%d", d.IntN(9), d.IntN(20), d.IntN(30)) }},
	{[]string{"error code", "code of the error", "fault code"}, func(d *drawer) string { return fmt.Sprintf("E%d", 100+d.IntN(9900)) }},
	{[]string{"file name", "file", "path of the file"}, func(d *drawer) string {
		return invent(d.Rand) + pick(d.Rand, []string{".txt", ".pdf", ".go", ".log", ".csv"})
	}},
}

func (d *drawer) email() string {
	user := strings.ToLower(pick(d.Rand, names))
	if chance(d.Rand, .5) {
		user = invent(d.Rand)
	}
	if chance(d.Rand, .4) {
		user += pick(d.Rand, []string{".", "_"}) + invent(d.Rand)
	}
	return user + "@" + invent(d.Rand) + pick(d.Rand, []string{".com", ".org", ".net", ".io", ".de"})
}

func (d *drawer) orderID() string {
	switch d.IntN(3) {
	case 0:
		return fmt.Sprintf("%c%c-%d", 'A'+d.IntN(26), 'A'+d.IntN(26), 100+d.IntN(99900))
	case 1:
		return fmt.Sprintf("%s-%d", pick(d.Rand, []string{"ORD", "INV", "REF", "PO"}), 1000+d.IntN(99000))
	}
	return fmt.Sprintf("%c%d", 'A'+d.IntN(26), 1000+d.IntN(99000))
}

func (d *drawer) date() string {
	switch d.IntN(4) {
	case 0:
		return fmt.Sprintf("%d-%02d-%02d", 1990+d.IntN(40), 1+d.IntN(12), 1+d.IntN(28))
	case 1:
		return fmt.Sprintf("%d %s", 1+d.IntN(28), pick(d.Rand, months))
	case 2:
		return fmt.Sprintf("%s %d", pick(d.Rand, months), 1+d.IntN(28))
	}
	return fmt.Sprintf("%02d.%02d.%d", 1+d.IntN(28), 1+d.IntN(12), 1990+d.IntN(40))
}

func (d *drawer) amount() string {
	n := fmt.Sprintf("%d", 1+d.IntN(2000))
	if chance(d.Rand, .5) {
		n = fmt.Sprintf("%d.%02d", d.IntN(900), d.IntN(100))
	}
	switch d.IntN(3) {
	case 0:
		return "$" + n
	case 1:
		return n + " EUR"
	}
	return "£" + n
}

func (d *drawer) url() string {
	s := pick(d.Rand, []string{"https://", "http://", "www."}) + invent(d.Rand) + pick(d.Rand, []string{".com", ".org", ".net"})
	if chance(d.Rand, .6) {
		s += "/" + invent(d.Rand)
	}
	return s
}

func (d *drawer) phone() string {
	switch d.IntN(3) {
	case 0:
		return fmt.Sprintf("+%d %d %d", 1+d.IntN(98), 100+d.IntN(900), 100000+d.IntN(900000))
	case 1:
		return fmt.Sprintf("(%d) %d-%d", 200+d.IntN(700), 200+d.IntN(700), 1000+d.IntN(9000))
	}
	return fmt.Sprintf("%d-%d-%d", 200+d.IntN(700), 200+d.IntN(700), 1000+d.IntN(9000))
}

// carriers are sentences with a slot for a thing.
var carriers = lines(`
please send it to {} today
my {} is not on the list
{}
it says {} on the page
we got {} from you last week
I wrote down {} but nobody answered
the note has {} in it
Hello, {} is what I have, can you check
is {} right or not
see {} for the rest
about {}: what now
where is {}? I need it soon
look at {} please
there is {} in the last line and I do not know why
he gave me {} and left
contact {} for help
`)

// carry puts a thing into a sentence.
func (d *drawer) carry(v string) string {
	if chance(d.Rand, .4) {
		return d.chatter(v)
	}
	return strings.Replace(pick(d.Rand, carriers), "{}", v, 1)
}

// extract pulls one kind of thing out of a text, or says that there is none.
func extract(d *drawer) (compiler.Spec, func() compiler.Example) {
	ti := d.IntN(len(things))
	t := things[ti]
	name := d.phrase(t.names...)
	none := pick(d.Rand, []string{"none", "none", "none", "n/a", "-"})
	text := fmt.Sprintf(d.phrase(
		"The %s in the message, %s if there is none.",
		"Find the %s in the text. Answer %s if there is none.",
		"Extract the %s; %s when missing.",
		"Give the %s that the message mentions, otherwise %s.",
		"Return the %s from the input, or %s.",
		"Pull out the %s; say %s if it has none."), name, none)
	query := func() compiler.Example {
		if chance(d.Rand, .15) {
			return compiler.Example{Input: d.surround(pick(d.Rand, trainTopics[d.IntN(len(trainTopics))].words)), Output: none}
		}
		v := t.make(d)
		s := d.carry(v)
		switch d.IntN(5) {
		case 0: // a thing of another kind stands there too
			if o := d.IntN(len(things)); o != ti {
				s += ", " + d.carry(things[o].make(d))
			}
		case 1:
			s = pick(d.Rand, plain) + ". " + s
		case 2:
			s = d.surround(pick(d.Rand, trainTopics[d.IntN(len(trainTopics))].words)) + " " + s
		}
		return compiler.Example{Input: s, Output: v}
	}
	return compiler.Spec{Text: text, Examples: d.examples(1+d.IntN(3), query)}, query
}

// quantity reads a whole number before a word.
func quantity(d *drawer) (compiler.Spec, func() compiler.Example) {
	words := distinct(4, d.keyword)
	text := d.phrase("How many are there?", "The number in the text.", "Read the quantity.", "The count as a whole number.")
	query := func() compiler.Example {
		n := fmt.Sprint(d.IntN([]int{10, 100, 1000}[d.IntN(3)]))
		return compiler.Example{Input: d.surround(n + " " + pick(d.Rand, words)), Output: n}
	}
	return compiler.Spec{
		Text: text, Examples: d.examples(1+d.IntN(2), query),
		Result: compiler.Result{Kind: compiler.Integer, Min: -1 << 63, Max: 1<<63 - 1},
	}, query
}

// after returns the value behind a key.
func after(d *drawer) (compiler.Spec, func() compiler.Example) {
	keys := distinct(4, func() string { return strings.ReplaceAll(d.keyword(), " ", "_") })
	key, sep := keys[0], pick(d.Rand, []string{": ", "=", " = "})
	text := fmt.Sprintf(d.phrase("The value of %s.", "Get %s from the line.", "What is the value behind %s?", "Return %s."), key)
	query := func() compiler.Example {
		var parts []string
		var want string
		for _, k := range sample(d.Rand, keys, len(keys)) {
			v := invent(d.Rand)
			if chance(d.Rand, .4) {
				v = fmt.Sprint(d.IntN(1000))
			}
			if k == key {
				want = v
			} else if chance(d.Rand, .3) {
				continue
			}
			parts = append(parts, k+sep+v)
		}
		return compiler.Example{Input: strings.Join(parts, pick(d.Rand, []string{", ", " ", "; "})), Output: want}
	}
	return compiler.Spec{Text: text, Examples: d.examples(1+d.IntN(2), query)}, query
}

// redact replaces things by a mark.
func redact(d *drawer) (compiler.Spec, func() compiler.Example) {
	t := things[pick(d.Rand, []int{0, 1, 5, 6, 7})]
	mark := pick(d.Rand, []string{"[hidden]", "***", "<gone>", "[x]", "XXX"})
	text := fmt.Sprintf(d.phrase("Replace the %s by %s.", "Hide every %s as %s.", "Mask the %s with %s.", "Redact the %s: write %s."), t.names[0], mark)
	query := func() compiler.Example {
		c := pick(d.Rand, carriers)
		return compiler.Example{Input: strings.Replace(c, "{}", t.make(d), 1), Output: strings.Replace(c, "{}", mark, 1)}
	}
	return compiler.Spec{Text: text, Examples: d.examples(1+d.IntN(2), query)}, query
}
