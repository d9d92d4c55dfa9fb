package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// nameForms are ways to write the first name {1} and the family name {2}.
var nameForms = []struct{ name, form string }{
	{"First Last", "{1} {2}"}, {"Last, First", "{2}, {1}"}, {"Last First", "{2} {1}"}, {"Last/First", "{2}/{1}"},
}

// nameOrder swaps first and family name.
func nameOrder(d *drawer) (compiler.Spec, func() compiler.Example) {
	forms := sample(d.Rand, nameForms, 2)
	if chance(d.Rand, .6) {
		forms[0], forms[1] = nameForms[1], nameForms[0]
	}
	text := d.say([]string{"Write the name as {2}.", "The input is {1}, the output {2}.", "Turn {1} into {2}.",
		"Names come as {1}. We want {2}.", "Swap the name: {1} to {2}.", "Reorder the person's name from {1} to {2}."},
		forms[0].name, forms[1].name)
	return d.shown(text, func() (in, out string) {
		first, last := d.person()
		return fill(forms[0].form, first, last), fill(forms[1].form, first, last)
	})
}

// initials takes the first letters of words.
func initials(d *drawer) (compiler.Spec, func() compiler.Example) {
	form := pick(d.Rand, []string{"{1}{2}", "{1}.{2}.", "{1}. {2}.", "{1}. {3}"})
	text := d.phrase("The initials of the person.", "Shorten the name to initials.", "First letters of the name.",
		"Write the initials as in the examples.", "Full name in, short form out.", "Abbreviate the name.")
	if form == "{1}. {3}" {
		text = d.phrase("Shorten the first name to its letter.", "Initial and family name.", "First name as an initial, surname in full.",
			"Write A. Hale for Anna Hale.", "Abbreviate only the first name.")
	}
	return d.shown(text, func() (in, out string) {
		first, last := d.person()
		return first + " " + last, fill(form, first[:1], last[:1], last)
	})
}

// affixes are put before or behind a text; {1} is the text.
var affixes = lines(`
fix: {1}
feat: {1}
docs: {1}
Re: {1}
TODO: {1}
[draft] {1}
# {1}
- {1}
> {1}
"{1}"
({1})
**{1}**
/{1}
@{1}
<b>{1}</b>
echo "{1}"
{1}!
{1}?
{1} (old)
{1}.txt
{1}@example.com
`)

var affixSpecs = lines(`
Write {1} with the input for x.
Wrap the text like this: {1}, where x is the text.
Put the text into {1} in place of x.
The answer is {1}, x being the input.
Format the line as {1}.
Output {1} for input x.
Replace x in {1} by the message.
`)

// affix puts fixed marks around a text.
func affix(d *drawer) (compiler.Spec, func() compiler.Example) {
	form := pick(d.Rand, affixes)
	if chance(d.Rand, .3) {
		form = pick(d.Rand, []string{invent(d.Rand) + ": {1}", "{1} " + invent(d.Rand), "[" + invent(d.Rand) + "] {1}"})
	}
	return d.shown(d.say(affixSpecs, fill(form, "x")), func() (in, out string) {
		in = strings.Join(d.words(1+d.IntN(4)), " ")
		return in, fill(form, in)
	})
}

// trims are pieces around a text, with the wordings that ask to remove them.
var trims = []struct {
	form  string
	specs []string
}{
	{`"{1}"`, lines("Remove the quotes.\nText without the quotation marks.\nUnquote the value.\nStrip the surrounding quotes.")},
	{`'{1}'`, lines("Remove the single quotes.\nText without quotes.\nUnquote the value.\nStrip the quotes around it.")},
	{"[{1}]", lines("Remove the brackets.\nText without the square brackets.\nStrip the brackets around it.\nDrop [ and ].")},
	{"({1})", lines("Remove the parentheses.\nText without the round brackets.\nStrip the parentheses.\nDrop ( and ).")},
	{"{1}.", lines("Remove the full stop.\nText without the dot at the end.\nStrip the final period.\nDrop the last dot.")},
	{"{1}!!!", lines("Remove the exclamation marks.\nText without the marks at the end.\nStrip the final !!!.\nCalm down: no exclamation marks.")},
	{"{1},", lines("Remove the comma at the end.\nStrip the trailing comma.\nText without the last comma.\nDrop the comma behind the text.")},
	{"RE: {1}", lines("Remove RE: from the subject.\nSubject without the reply prefix.\nStrip the RE: in front.\nDrop the reply mark.")},
	{"FW: {1}", lines("Remove FW: from the subject.\nSubject without the forward prefix.\nStrip the FW: in front.\nDrop the forward mark.")},
	{"- {1}", lines("Remove the bullet.\nText without the dash in front.\nStrip the list mark.\nDrop the leading dash.")},
	{"**{1}**", lines("Remove the bold marks.\nText without the stars.\nStrip the Markdown bold.\nDrop the double stars.")},
	{"# {1}", lines("Remove the heading mark.\nTitle without the #.\nStrip the Markdown heading.\nDrop the leading # sign.")},
	{"`{1}`", lines("Remove the backquotes.\nCode without the backquotes.\nStrip the code marks.\nDrop the marks around the code.")},
	{"// {1}", lines("Remove the comment mark.\nComment text without the slashes.\nStrip the slashes in front.\nDrop the leading slashes.")},
	{"> {1}", lines("Remove the quote mark >.\nQuoted line without the > sign.\nStrip the > in front.\nDrop the reply sign.")},
	{"* {1}", lines("Remove the star in front.\nItem without its star.\nStrip the bullet star.\nDrop the leading star.")},
}

// trim removes what stands around a text.
func trim(d *drawer) (compiler.Spec, func() compiler.Example) {
	t := pick(d.Rand, trims)
	return d.shown(d.phrase(t.specs...), func() (in, out string) {
		out = strings.Join(d.words(1+d.IntN(4)), " ")
		if chance(d.Rand, .3) {
			out = capital(out)
		}
		return fill(t.form, out), out
	})
}

// separators stand between the items of a list; the names are for specs.
var separators = [][2]string{
	{", ", "commas"}, {"; ", "semicolons"}, {" | ", "bars"}, {" / ", "slashes"}, {" - ", "dashes"}, {" ", "spaces"},
	{" + ", "plus signs"}, {",", "commas without a space"}, {":", "colons"}, {"_", "underscores"}, {"-", "hyphens"}, {" and ", "the word and"}, {".", "dots"},
}

var separatorSpecs = lines(`
Replace {1} by {2}.
The items have {1} between them. Write {2} instead.
List with {1} in, list with {2} out.
Separate the items by {2}, not by {1}.
Change {1} to {2}.
Turn the {1} into {2}.
We need {2} where the line has {1}.
Join the parts with {2} (they come with {1}).
`)

// separator changes what stands between the items of a list; some tasks quote the items too.
func separator(d *drawer) (compiler.Spec, func() compiler.Example) {
	s := sample(d.Rand, separators, 2)
	text := d.say(separatorSpecs, s[0][1], s[1][1])
	item := "{1}"
	if chance(d.Rand, .15) {
		s[0], s[1], item = separators[0], separators[0], `"{1}"`
		text = d.phrase("Put quotes around each item.", "Quote every item of the list.", "Each word gets quotation marks.",
			"List in, list of quoted items out.", "Write the items in quotes.")
	}
	return d.shown(text, func() (in, out string) {
		words := distinct(2+d.IntN(3), d.value)
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = fill(item, w)
		}
		return strings.Join(words, s[0][0]), strings.Join(quoted, s[1][0])
	})
}

// stripTags removes HTML tags.
func stripTags(d *drawer) (compiler.Spec, func() compiler.Example) {
	text := d.phrase("Remove the HTML tags.", "HTML in, plain text out.", "Text without the tags.", "Strip everything in angle brackets.",
		"Delete the markup and keep the words.", "Plain text of the snippet.", "Drop <b>, <p> and all other tags.")
	return d.told(text, func() (in, out string) {
		words := d.words(2 + d.IntN(3))
		out = strings.Join(words, " ")
		if i := d.IntN(len(words)); chance(d.Rand, .7) {
			t := pick(d.Rand, strings.Fields("b i em strong u code a"))
			words[i] = "<" + t + ">" + words[i] + "</" + t + ">"
		}
		in = strings.Join(words, " ")
		if t := pick(d.Rand, strings.Fields("p div h1 h2 li span td")); in == out || chance(d.Rand, .4) {
			in = "<" + t + ">" + in + "</" + t + ">"
		}
		return in, out
	})
}

// markdownLink takes a Markdown link apart.
func markdownLink(d *drawer) (compiler.Spec, func() compiler.Example) {
	address := chance(d.Rand, .5)
	text := d.phrase("The text of the Markdown link.", "Link in, its text out.", "Return the words in square brackets.", "Only the label of the link.", "What does the link say?")
	if address {
		text = d.phrase("The address of the Markdown link.", "Link in, URL out.", "Return the URL in parentheses.", "Only the address of the link.", "Where does the link go?")
	}
	return d.told(text, func() (in, out string) {
		out, url := strings.Join(d.words(1+d.IntN(3)), " "), d.url()
		in = fmt.Sprintf("[%s](%s)", out, url)
		if address {
			out = url
		}
		if chance(d.Rand, .3) {
			in = d.carry(in)
		}
		return in, out
	})
}

// templates are short texts with a slot {name}; {1} is what the input fills in.
var templates = lines(`
Hello {1}!
Dear {1},
Hi {1}, thanks for your note
Welcome, {1}
Bye {1}, see you soon
The {1} is ready
We got your {1}
Your {1} is on the way
No {1} found
Please check the {1}
User {1} is not known
Sorry, {1} is closed today
{1} has left the room
{1} is done
Good morning {1}
Ask {1} for help
`)

var templateSpecs = lines(`
Fill the input into "{1}".
Put the input in place of {{2}}: {1}
Answer "{1}" with the input as {{2}}.
Write "{1}" for the given {2}.
The input is the {2}. Output: {1}
Use the template {1} where {{2}} is the input.
Complete the text: {1}
`)

// fillIn fills a template of the spec with the input.
func fillIn(d *drawer) (compiler.Spec, func() compiler.Example) {
	form := pick(d.Rand, templates)
	name := pick(d.Rand, strings.Fields("name x word item who value"))
	text := strings.ReplaceAll(d.phrase(templateSpecs...), "{{2}}", "{"+name+"}")
	text = fill(text, fill(form, "{"+name+"}"), name)
	return d.told(text, func() (in, out string) {
		in = pick(d.Rand, []string{pick(d.Rand, names), d.word(), d.surname()})
		return in, fill(form, in)
	})
}
