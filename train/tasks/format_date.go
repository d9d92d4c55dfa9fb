package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// dateForms are ways to write a date: {1} is the day, {2} the month, {3} the
// year, {4} the month's name, {5} the day and {6} the month without a zero.
var dateForms = []struct{ name, form string }{
	{"DD.MM.YYYY", "{1}.{2}.{3}"}, {"MM/DD/YYYY", "{2}/{1}/{3}"}, {"DD/MM/YYYY", "{1}/{2}/{3}"}, {"DD-MM-YYYY", "{1}-{2}-{3}"},
	{"day month year", "{5} {4} {3}"}, {"month day, year", "{4} {5}, {3}"}, {"YYYYMMDD", "{3}{2}{1}"},
	{"YYYY-MM-DD", "{3}-{2}-{1}"}, {"YYYY/MM/DD", "{3}/{2}/{1}"},
}

var dateSpecs = lines(`
Write the date as {2}. The input is {1}.
Convert the date from {1} to {2}.
Date in: {1}. Date out: {2}.
Normalise dates like {1} to {2}.
Our files have {1}, we need {2}.
Rewrite {1} as {2}.
Change the date format: {1} becomes {2}.
The message has a date ({1}). Return it as {2}.
Give me {2} for a date that comes as {1}.
`)

// isoDate writes a date in another form.
func isoDate(d *drawer) (compiler.Spec, func() compiler.Example) {
	from := dateForms[d.IntN(7)]
	to := pick(d.Rand, dateForms)
	if chance(d.Rand, .6) {
		to = dateForms[7] // year-month-day is what most people want
	}
	for to.name == from.name {
		to = dateForms[7+d.IntN(2)]
	}
	text := d.say(dateSpecs, from.name, to.name)
	if to.name == "YYYY-MM-DD" && chance(d.Rand, .4) {
		text = d.phrase("Write the date as year-month-day.", "Normalise the date to YYYY-MM-DD.", "ISO date, please.",
			"Return the date as YYYY-MM-DD.", "The date in ISO form.")
	}
	return d.shown(text, func() (in, out string) {
		day, month, year := 1+d.IntN(28), 1+d.IntN(12), 1990+d.IntN(40)
		args := []string{fmt.Sprintf("%02d", day), fmt.Sprintf("%02d", month), fmt.Sprint(year), months[month-1], fmt.Sprint(day)}
		in, out = fill(from.form, args...), fill(to.form, args...)
		if chance(d.Rand, .25) {
			in = strings.Replace(pick(d.Rand, carriers), "{}", in, 1)
		}
		return in, out
	})
}
