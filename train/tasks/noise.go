package tasks

import (
	"regexp"
	"strings"
)

// disturb writes a spec's text as a hurried person would, along the paper's
// axes of noise: typing errors, grammar, vagueness, formatting, terse and
// casual wording (§5, table 6; paraphrases are what the families' wordings
// are). Only words of [prose] change: keywords, labels and marks say what the
// task is.
func (d *drawer) disturb(text string) string {
	if chance(d.Rand, .6) {
		return text
	}
	axes := sample(d.Rand, []func(*drawer, string) string{
		(*drawer).mistype, (*drawer).dropArticles, (*drawer).dropVerbs, (*drawer).blur, (*drawer).reformat, (*drawer).chat,
	}, 1+d.IntN(2)*d.IntN(3))
	out := text
	for _, axis := range axes {
		out = axis(d, out)
	}
	if len(out) < 10 { // pawgen takes no shorter spec
		return text
	}
	return out
}

var proseWord = regexp.MustCompile(`[A-Za-z]+`)

// prose are the words that specs are made of, apart from what they speak about.
var prose = wordSet(`message messages text input spec answer reply return give find extract pull pick choose classify sort
 route decide assign tell say write turn convert change replace remove keep which what whether should belongs belong
 category group team department customer request please following there otherwise from with without mentions mention
 contains about according look translate match closest normalise correct repair every each the a an is are it this that`)

var articles, verbs = wordSet(`the a an`), wordSet(`is are`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// eachProse replaces the words of prose in a text.
func (d *drawer) eachProse(text string, f func(string) string) string {
	return proseWord.ReplaceAllStringFunc(text, func(w string) string {
		if !prose[strings.ToLower(w)] {
			return w
		}
		return f(w)
	})
}

func (d *drawer) mistype(text string) string {
	return d.eachProse(text, func(w string) string {
		if chance(d.Rand, .25) {
			return typo(d.Rand, w)
		}
		return w
	})
}

func (d *drawer) dropArticles(text string) string { return drop(text, articles) }

func (d *drawer) dropVerbs(text string) string { return drop(text, verbs) }

// drop leaves words out that no line or sentence begins or ends with.
func drop(text string, which map[string]bool) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		kept := words[:0]
		for j, w := range words {
			if j == 0 || j == len(words)-1 || !which[w] {
				kept = append(kept, w)
			}
		}
		lines[i] = strings.Join(kept, " ")
	}
	return strings.Join(lines, "\n")
}

var vague = map[string]string{"message": "thing", "text": "thing", "line": "it", "customer": "someone", "department": "place", "category": "kind", "request": "it"}

// blur puts vaguer words.
func (d *drawer) blur(text string) string {
	return d.eachProse(text, func(w string) string {
		if v := vague[w]; v != "" && chance(d.Rand, .7) {
			return v
		}
		return w
	})
}

func (d *drawer) reformat(text string) string {
	first, rest, lines := strings.Cut(text, "\n")
	switch d.IntN(5) {
	case 0:
		first = "# " + first
	case 1:
		first = "TASK: " + first
	case 2:
		first = strings.TrimRight(first, ".")
		if !lines {
			return first
		}
	case 3:
		first = "**" + strings.TrimRight(first, ".") + "**"
	default:
		first = strings.ReplaceAll(first, ". ", ".  ")
	}
	if lines {
		first += "\n" + rest
	}
	return first
}

func (d *drawer) chat(text string) string {
	switch d.IntN(4) {
	case 0:
		return "Hi, please: " + text
	case 1:
		return "hey, " + strings.ToLower(text[:1]) + text[1:]
	case 2:
		return "I need this: " + text
	}
	return text + "\nThanks!"
}
