package tasks

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// hiding are marks that stand for what was taken out.
var hiding = []string{"[hidden]", "***", "<gone>", "[x]", "XXX", "[removed]", "###", "(secret)"}

// personal are the things that redact hides.
var personal = map[string]bool{"mail": true, "code": true, "money": true, "link": true, "phone": true, "ip": true, "@": true, "hex": true, "date": true}

var redactSpecs = lines(`
Replace the {1} by {2}.
Hide every {1} as {2}.
Mask the {1} with {2}.
Write {2} in place of the {1}.
Remove personal data: the {1} becomes {2}.
Copy the text with {2} for the {1}.
Return the message, but put {2} where the {1} stands.
Nobody may see the {1}, so write {2} there.
Redact the {1}: write {2}.
`)

// redact replaces a thing in a sentence by a mark.
func redact(d *drawer) (compiler.Spec, func() compiler.Example) {
	t := &things[d.IntN(len(things))]
	for !personal[t.looks] {
		t = &things[d.IntN(len(things))]
	}
	mark := pick(d.Rand, hiding)
	return d.told(d.say(redactSpecs, d.phrase(t.names...), mark), func() (in, out string) {
		c := pick(d.Rand, carriers)
		if len(c) > 35 {
			c = d.chatter("{}")
		}
		return strings.Replace(c, "{}", t.make(d), 1), strings.Replace(c, "{}", mark, 1)
	})
}

var censorSpecs = lines(`
Replace these words by {1}: {2}.
Censor {2} with {1}.
Write {1} instead of {2}.
Words we do not print: {2}. Put {1} there.
Our rules forbid {2}. Replace them by {1}, keep the rest.
Copy the text, but each of {2} becomes {1}.
Mask the words {2} as {1}.
Hide {2} in the message behind {1}.
`)

// censor replaces listed words by a mark and copies the rest.
func censor(d *drawer) (compiler.Spec, func() compiler.Example) {
	words, mark := distinct(2+d.IntN(4), d.word), pick(d.Rand, hiding)
	listed := map[string]bool{}
	for _, w := range words {
		listed[w] = true
	}
	return d.told(d.say(censorSpecs, mark, strings.Join(words, ", ")), func() (in, out string) {
		text := distinct(2+d.IntN(4), func() string {
			if w := pick(d.Rand, []string{d.word(), pick(d.Rand, smallWords)}); !listed[w] {
				return w
			}
			return ""
		})
		masked := append([]string{}, text...)
		if chance(d.Rand, .85) {
			i := d.IntN(len(text))
			text[i], masked[i] = pick(d.Rand, words), mark
		}
		return strings.Join(text, " "), strings.Join(masked, " ")
	})
}

// maskDigits hides the digits of a number but for the last four.
func maskDigits(d *drawer) (compiler.Spec, func() compiler.Example) {
	mark := pick(d.Rand, []string{"*", "x", "#", "X"})
	keep := pick(d.Rand, []int{4, 4, 4, 2})
	count := map[int]string{4: "four", 2: "two"}[keep]
	text := d.say([]string{
		"Replace all digits but the last {2} by {1}.", "Mask the number with {1}, keep the last {2} digits.",
		"Write {1} for each digit except the last {2}.", "Hide the digits behind {1}, the last {2} stay.",
		"Card number in, masked number out: {1} for all but {2} digits at the end.",
		"Show only the last {2} digits, the others become {1}."}, mark, count)
	groups := pick(d.Rand, [][]int{{4, 4, 4, 4}, {4, 4, 4}, {4, 4}, {8}, {10}, {3, 3, 4}})
	sep := pick(d.Rand, []string{" ", "-"})
	return d.shown(text, func() (in, out string) {
		left := -keep
		for _, g := range groups {
			left += g
		}
		for i, g := range groups {
			if i > 0 {
				in, out = in+sep, out+sep
			}
			for range g {
				digit := fmt.Sprint(d.IntN(10))
				in += digit
				if left--; left >= 0 {
					digit = mark
				}
				out += digit
			}
		}
		return in, out
	})
}

// lastFour keeps the last digits of a number.
func lastFour(d *drawer) (compiler.Spec, func() compiler.Example) {
	keep := pick(d.Rand, []int{4, 4, 3, 2})
	text := d.say([]string{"The last {1} digits of the number.", "Return only the last {1} digits.", "Keep the {1} digits at the end.",
		"Number in, its last {1} digits out.", "Cut the number down to its last {1} digits."},
		map[int]string{4: "four", 3: "three", 2: "two"}[keep])
	return d.told(text, func() (in, out string) {
		in = fmt.Sprintf("%d %04d %04d", 1000+d.IntN(9000), d.IntN(10000), d.IntN(10000))
		if chance(d.Rand, .5) {
			in = fmt.Sprint(100000 + d.IntN(1e9))
		}
		out = in[len(in)-keep:]
		if chance(d.Rand, .3) {
			in = d.carry(in)
		}
		return in, out
	})
}
