package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// booleans maps words for on and off to two words, by the lists of the spec.
func booleans(d *drawer) (compiler.Spec, func() compiler.Example) {
	yes := sample(d.Rand, strings.Fields("y yes on 1 enabled true ok active t"), 3+d.IntN(2))
	no := sample(d.Rand, strings.Fields("n no off 0 disabled false never inactive f"), 3+d.IntN(2))
	out := pick(d.Rand, [][2]string{{"true", "false"}, {"yes", "no"}, {"on", "off"}, {"1", "0"}, {"TRUE", "FALSE"}, {"Y", "N"}})
	text := d.say([]string{
		"{1} for {2}. {3} for {4}.", "Write {1} if the value is {2}, and {3} if it is {4}.",
		"Normalise the flag: {2} mean {1}, {4} mean {3}.", "The words {2} become {1}. The words {4} become {3}.",
		"Clean the setting. {1}: {2}. {3}: {4}.", "Turn {2} into {1} and {4} into {3}."},
		out[0], strings.Join(yes, ", "), out[1], strings.Join(no, ", "))
	return d.told(text, func() (string, string) {
		list, i := yes, 0
		if chance(d.Rand, .5) {
			list, i = no, 1
		}
		w := pick(d.Rand, list)
		if chance(d.Rand, .3) {
			w = capital(w)
		}
		return w, out[i]
	})
}

// clockTime writes a time of the twelve-hour clock in the 24-hour clock.
func clockTime(d *drawer) (compiler.Spec, func() compiler.Example) {
	text := d.phrase("Write the time in the 24-hour clock.", "Convert to 24-hour time, HH:MM.", "Time with am or pm in, HH:MM out.",
		"Normalise the time to HH:MM, 24 hours.", "Turn am and pm times into 24-hour times.", "3 pm is 15:00. Write all times like that.",
		"Use the 24-hour format for the time.")
	space := pick(d.Rand, []string{" ", " ", ""})
	return d.shown(text, func() (in, out string) {
		h, m := 1+d.IntN(11), 5*d.IntN(12)
		in = fmt.Sprint(h)
		if m > 0 {
			in += fmt.Sprintf(":%02d", m)
		}
		if chance(d.Rand, .5) {
			return in + space + "am", fmt.Sprintf("%02d:%02d", h, m)
		}
		return in + space + "pm", fmt.Sprintf("%02d:%02d", h+12, m)
	})
}

// phoneDigits writes a phone number without its separators.
func phoneDigits(d *drawer) (compiler.Spec, func() compiler.Example) {
	text := d.phrase("Phone number without spaces, dashes and parentheses; keep the plus.", "Strip the separators from the phone number, keep a leading +.",
		"Normalise the phone number to digits, with + if it has one.", "Remove blanks and punctuation from the number, but not the plus sign.",
		"Phone number in compact form.", "Make the phone number ready to dial: plus and digits only.")
	return d.shown(text, func() (in, out string) {
		in = d.phone()
		if out = onlyDigits(in); in[0] == '+' {
			out = "+" + out
		}
		return in, out
	})
}

// plainAmount writes an amount without currency and thousands separators.
func plainAmount(d *drawer) (compiler.Spec, func() compiler.Example) {
	form := pick(d.Rand, []string{"${1}", "€{1}", "£{1}", "{1} EUR", "{1} USD", "USD {1}"})
	text := d.phrase("The amount as a plain number.", "Remove the currency and the commas.", "Strip the currency sign and thousands separators.",
		"Normalise the price to a number with a dot.", "Amount only: no currency, no commas.", "Price in, number out.",
		"Make the sum readable for a program: digits and dot.")
	return d.shown(text, func() (in, out string) {
		whole, cents := 1+d.IntN([]int{100, 1000, 100000}[d.IntN(3)]), ""
		if chance(d.Rand, .6) {
			cents = fmt.Sprintf(".%02d", d.IntN(100))
		}
		written := fmt.Sprint(whole)
		if whole >= 1000 {
			written = fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
		}
		in = fill(form, written+cents)
		if chance(d.Rand, .2) {
			in = d.carry(in)
		}
		return in, fmt.Sprint(whole) + cents
	})
}

// table writes pairs as a spec lists them.
func table(pairs [][2]string, arrow string) string {
	var parts []string
	for _, p := range pairs {
		parts = append(parts, p[0]+arrow+p[1])
	}
	return strings.Join(parts, ", ")
}

// currencies are signs with their codes.
var currencies = [][2]string{{"$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"zł", "PLN"}, {"₹", "INR"}, {"kr", "SEK"}}

// currencyCode replaces a currency's sign by its code, as the spec lists them.
func currencyCode(d *drawer) (compiler.Spec, func() compiler.Example) {
	list := sample(d.Rand, currencies, 2+d.IntN(3))
	form := pick(d.Rand, []string{"{1} {2}", "{1} {2}", "{2} {1}"})
	text := d.say([]string{"Replace the currency sign by its code: {1}.", "Write the amount with the currency code. {1}.",
		"Sign to code: {1}.", "Use codes and no signs for money ({1}).", "Normalise the amount, where {1}.", "Codes: {1}. Rewrite the price."},
		table(list, pick(d.Rand, []string{" = ", " is ", " -> "})))
	return d.shown(text, func() (in, out string) {
		c, n := pick(d.Rand, list), fmt.Sprint(1+d.IntN(2000))
		if chance(d.Rand, .5) {
			n += fmt.Sprintf(".%02d", d.IntN(100))
		}
		return c[0] + n, fill(form, n, c[1])
	})
}

// units are names with their short forms.
var units = [][2]string{{"kilometers", "km"}, {"meters", "m"}, {"kilograms", "kg"}, {"grams", "g"}, {"liters", "l"}, {"hours", "h"},
	{"minutes", "min"}, {"seconds", "s"}, {"percent", "%"}, {"degrees", "°"}, {"inches", "in"}, {"pounds", "lb"}, {"watts", "W"}, {"pieces", "pcs"}}

// unitShort replaces a unit's name by its short form, as the spec lists them.
func unitShort(d *drawer) (compiler.Spec, func() compiler.Example) {
	list := sample(d.Rand, units, 3+d.IntN(3))
	text := d.say([]string{"Shorten the unit: {1}.", "Write the short unit. {1}.", "Use short forms for units ({1}).",
		"Replace the unit by its symbol: {1}.", "Units: {1}. Keep the number.", "Abbreviate, with {1}."},
		table(list, pick(d.Rand, []string{" = ", " is ", " -> "})))
	return d.told(text, func() (in, out string) {
		u, n := pick(d.Rand, list), d.number(3)
		return n + " " + u[0], n + " " + u[1]
	})
}

// padding fills a number with zeros in front.
func padding(d *drawer) (compiler.Spec, func() compiler.Example) {
	width := 3 + d.IntN(3)
	text := d.say([]string{"Write the number with {1} digits, zeros in front.", "Pad the number with zeros to {1} digits.",
		"Fill up with leading zeros: {1} digits.", "Zero padding to {1} places.", "The id has {1} digits. Add zeros at the left.",
		"Number in, {1}-digit number out."}, fmt.Sprint(width))
	prefix := pick(d.Rand, []string{"", "", "", "No-", "ID"})
	return d.shown(text, func() (in, out string) {
		n := d.number(width - 1)
		return n, prefix + strings.Repeat("0", width-len(n)) + n
	})
}
