package tasks

import (
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// part is one part of a composed value, with the wordings that ask for it; the
// last wording is kept for evaluation.
type part struct {
	name  string
	specs []string
}

var addressParts = []part{
	{"user", lines(`
The part before the @.
User name of the e-mail address.
Return the local part of the address.
Cut the address at the @ and keep the left side.
Who is it? Only what stands before the @ sign.
Mailbox name without the domain.
Everything before @.`)},
	{"domain", lines(`
The domain of the e-mail address.
Return the part after the @.
Domain only.
Which domain does the address belong to?
Cut the address at the @ and keep the right side.
The host of the mail address.
Everything behind the @ sign.`)},
	{"host", lines(`
The domain of the link.
Return the host name of the URL.
Which site does the URL point to? Domain only.
Remove the scheme and the path from the link.
The host part, without https and path.
URL in, host out.`)},
}

// addressPart cuts an e-mail address or a link.
func addressPart(d *drawer) (compiler.Spec, func() compiler.Example) {
	p := pick(d.Rand, addressParts)
	return d.told(d.phrase(p.specs...), func() (in, out string) {
		user, host := d.login(), d.host()
		in, out = user+"@"+host, host
		switch p.name {
		case "user":
			out = user
		case "host":
			in = "https://" + host + "/" + d.word() + pick(d.Rand, []string{"", "", "/" + d.word(), "/" + d.file()})
		}
		if chance(d.Rand, .4) {
			in = d.carry(in)
		}
		return in, out
	})
}

var pathParts = []part{
	{"file", lines(`
The file name of the path.
Only the last part of the path.
Return the name of the file without its folders.
Base name of the path.
Which file is it? No folders.
Path in, file name out.`)},
	{"extension", lines(`
The file extension without the dot.
What comes after the dot?
Return the ending of the file name, such as pdf.
File type of the path, as its extension says.
Extension only, no dot.
Which extension has this file?`)},
	{"folder", lines(`
The folder of the file.
Return the path without the file name.
Directory part of the path.
Everything before the last slash.
Cut off the file name.
Which folder is the file in?`)},
	{"stem", lines(`
The file name without folder and extension.
Return the bare name: no folder, no ending.
Name of the file, without the dot and what follows.
Just the name between the last slash and the dot.`)},
}

// pathPart cuts a file's path.
func pathPart(d *drawer) (compiler.Spec, func() compiler.Example) {
	p := pick(d.Rand, pathParts)
	root := pick(d.Rand, []string{"", "/", "./"})
	return d.told(d.phrase(p.specs...), func() (in, out string) {
		stem, ext := d.word()+pick(d.Rand, []string{"", "_" + invent(d.Rand), "-" + d.number(2)}), pick(d.Rand, fileEndings)
		folder := root + strings.Join(d.words(1+d.IntN(2)), "/")
		in = folder + "/" + stem + "." + ext
		return in, map[string]string{"file": stem + "." + ext, "extension": ext, "folder": folder, "stem": stem}[p.name]
	})
}

// marks stand before and behind a part of a text.
var marks = [][3]string{
	{"(", ")", "in parentheses"}, {"[", "]", "in square brackets"}, {"<", ">", "in angle brackets"},
	{"{", "}", "in curly braces"}, {`"`, `"`, "in quotes"}, {"'", "'", "in single quotes"},
	{"**", "**", "between the double stars"}, {"|", "|", "between the bars"}, {"/", "/", "between the slashes"},
	{"`", "`", "in backquotes"}, {"<b>", "</b>", "between <b> and </b>"}, {"_", "_", "between the underscores"},
	{"%", "%", "between the percent signs"},
}

var betweenSpecs = lines(`
The text {1}.
Return what is {1}.
Give me only the words {1}.
Extract the part {1}.
Find the text {1} and drop the rest.
What stands {1}?
We want the piece {1}, without the marks.
Copy the part of the line {1}.
Output is whatever the line has {1}.
`)

// between pulls out what stands between two marks.
func between(d *drawer) (compiler.Spec, func() compiler.Example) {
	m := pick(d.Rand, marks)
	return d.told(d.say(betweenSpecs, m[2]), func() (in, out string) {
		out = pick(d.Rand, []string{strings.Join(d.words(1+d.IntN(3)), " "), d.keyword(), d.number(4)})
		return d.carry(m[0] + out + m[1]), out
	})
}

var nameParts = []part{
	{"first", lines(`
The first name.
Return the given name of the person.
First name only.
How do we greet this person? First name.
Given a full name, answer with the first name.
Drop the family name.`)},
	{"last", lines(`
The last name.
Return the family name.
Surname only.
Family name of the person.
Given a full name, answer with the surname.
Drop the first name.`)},
	{"full", lines(`
The person's full name.
Who is mentioned? First and last name.
Return the name of the person in the text.
Find the person's name.
Which person does the message name?`)},
}

// fullName cuts a person's name, or finds it in a sentence.
func fullName(d *drawer) (compiler.Spec, func() compiler.Example) {
	p := pick(d.Rand, nameParts)
	return d.told(d.phrase(p.specs...), func() (in, out string) {
		first, last := d.person()
		in, out = first+" "+last, map[string]string{"first": first, "last": last, "full": first + " " + last}[p.name]
		if p.name == "full" || chance(d.Rand, .4) {
			in = d.carry(in)
		}
		return in, out
	})
}
