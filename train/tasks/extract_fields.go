package tasks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

var jsonFieldSpecs = lines(`
The value of {1} in the JSON object.
Read the field {1} of the JSON.
Get "{1}" from the JSON, without quotes.
Input is JSON. Return the value of {1}.
Find {1} in the object and give its value.
Which value has the key {1}?
Parse the object: only {1} matters.
From the record, take {1}.
We log JSON and want to see only its {1} field.
Answer with the {1} of the object.
`)

// jsonField reads one member of a small JSON object.
func jsonField(d *drawer) (compiler.Spec, func() compiler.Example) {
	keys := d.keys(4)
	space := pick(d.Rand, []string{"", " "})
	return d.told(d.say(jsonFieldSpecs, keys[0]), func() (in, out string) {
		parts, want := d.fields(keys, func(k, v string) string { return fmt.Sprintf("%q:%s%s", k, space, jsonValue(v)) })
		return "{" + strings.Join(parts, ","+space) + "}", want
	})
}

// jsonValue writes a word as a JSON string and a number as it is.
func jsonValue(v string) string {
	if v[0] >= '0' && v[0] <= '9' {
		return v
	}
	return `"` + v + `"`
}

var csvSpecs = lines(`
The columns are {1}. Return the {2}.
CSV line with {1}: give the {2}.
Columns: {1}. Answer with the {2} of the line.
Each line has {1}. Take the {2}.
Given a row ({1}), what is the {2}?
The row is {1}. We need the {2}.
Split the line into {1} and return only the {2}.
Row header: {1}. Output: {2}.
`)

// csvColumn picks one column of a line whose header the spec tells.
func csvColumn(d *drawer) (compiler.Spec, func() compiler.Example) {
	header := distinct(3+d.IntN(2), d.keyword)
	sep := pick(d.Rand, []string{",", ",", ";", ", ", " | "})
	i := d.IntN(len(header))
	text := d.say(csvSpecs, strings.Join(header, ", "), header[i])
	if i < 3 && chance(d.Rand, .4) {
		text = d.say([]string{"The {1} column of the line.", "Return column number {2}.", "Give the {1} field of the CSV row.",
			"Answer with the {1} value of each row.", "Keep only the {1} part of the row."}, places[i], fmt.Sprint(i+1))
	}
	return d.told(text, func() (in, out string) {
		values := distinct(len(header), d.value)
		if len(values) < len(header) {
			return "", ""
		}
		return strings.Join(values, sep), values[i]
	})
}

var parameterSpecs = lines(`
The value of the parameter {1} in the URL.
Get {1} from the query string.
Read the query parameter {1}.
Which {1} does the link carry?
From the URL take {1}.
Input is a link. Return its {1} parameter.
Find {1}= in the address and give what follows.
What is {1} set to in this link?
`)

// queryParameter reads a parameter of a URL.
func queryParameter(d *drawer) (compiler.Spec, func() compiler.Example) {
	keys := d.keys(3)
	return d.told(d.say(parameterSpecs, keys[0]), func() (in, out string) {
		parts, want := d.fields(keys, func(k, v string) string { return k + "=" + v })
		return fmt.Sprintf("https://%s/%s?%s", d.host(), d.word(), strings.Join(parts, "&")), want
	})
}

// headerField is a header field with what stands in it.
type headerField struct {
	name  string
	value func(d *drawer) string
}

// headerNames are header fields with what stands in them.
var headerNames = []headerField{
	{"Subject", func(d *drawer) string { return d.title(3) }},
	{"From", (*drawer).email},
	{"To", (*drawer).email},
	{"Date", (*drawer).date},
	{"Host", (*drawer).host},
	{"Location", (*drawer).url},
	{"X-Request-Id", func(d *drawer) string { return d.hex(8) }},
	{"Content-Length", func(d *drawer) string { return d.number(4) }},
	{"Server", (*drawer).word},
	{"Priority", (*drawer).word},
}

var headerSpecs = lines(`
The {1} of the message.
Return the value of the {1} header.
Read the {1} line.
What stands in {1}?
Header {1}, value only.
Find the header {1} and copy its value.
Given header lines, answer with {1}.
From these headers, give me {1}.
`)

// header reads one header field of a mail or an HTTP message.
func header(d *drawer) (compiler.Spec, func() compiler.Example) {
	wanted := pick(d.Rand, headerNames)
	sep := pick(d.Rand, []string{" | ", ", ", " / "})
	return d.told(d.say(headerSpecs, wanted.name), func() (in, out string) {
		shown := sample(d.Rand, headerNames, 3)
		if !slices.ContainsFunc(shown, func(h headerField) bool { return h.name == wanted.name }) {
			shown[d.IntN(len(shown))] = wanted
		}
		var parts []string
		for _, h := range shown {
			v := h.value(d)
			if h.name == wanted.name {
				out = v
			}
			parts = append(parts, h.name+": "+v)
		}
		return strings.Join(parts, sep), out
	})
}

// logParts say what is wanted of a log line; the last wording is kept for evaluation.
var logParts = map[string][]string{
	"message": lines(`
The message of the log line.
Strip time and level and keep the message.
Only the text of the log entry.
What does the log line say?
Return the message part.
Log line in, message out.`),
	"level": lines(`
The level of the log line.
Return the log level as it stands.
Which level does the entry have?
INFO, WARN, ERROR or DEBUG: copy the level of the line.
Severity of the log line.`),
	"service": lines(`
The service that wrote the log line.
Return the name in brackets.
Which service logged this?
The component in square brackets.
Name the service of the entry.`),
	"time": lines(`
The time of the log line.
Return the clock time of the entry.
When was this logged?
Copy the time from the log line.
The timestamp of the entry.`),
}

// logPart picks one part of a log line.
func logPart(d *drawer) (compiler.Spec, func() compiler.Example) {
	part := pick(d.Rand, []string{"message", "message", "level", "service", "time"})
	layout := pick(d.Rand, []string{"{1} {2} [{3}] {4}", "{2} {1} [{3}]: {4}", "[{3}] {1} {2}: {4}"})
	return d.told(d.phrase(logParts[part]...), func() (in, out string) {
		values := map[string]string{
			"time":    fmt.Sprintf("%02d:%02d:%02d", d.IntN(24), d.IntN(60), d.IntN(60)),
			"level":   pick(d.Rand, []string{"INFO", "WARN", "ERROR", "DEBUG"}),
			"service": d.word(),
			"message": strings.Join(d.words(2+d.IntN(4)), " "),
		}
		return fill(layout, values["time"], values["level"], values["service"], values["message"]), values[part]
	})
}
