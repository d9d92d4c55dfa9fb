package accuracy

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Way is one way of compiling, with its outcomes in the order of the functions.
type Way struct {
	Name     string    `json:"name"`
	Outcomes []Outcome `json:"outcomes"`
}

// Document is docs/accuracy.md: what is measured and how, and the tables of the
// functions of public data and of those that the project wrote.
func Document(functions []Function, ways []Way, limit int) string {
	var b strings.Builder
	b.WriteString(intro)
	if limit > 0 {
		fmt.Fprintf(&b, "At most %d cases of each function were asked.\n\n", limit)
	}
	for _, part := range []struct {
		title  string
		public bool
	}{{"Public data", true}, {"Functions written for the project", false}} {
		some := make([]Way, len(ways))
		for i, w := range ways {
			some[i].Name = w.Name
			for j, o := range w.Outcomes {
				if (functions[j].Licence != "") == part.public {
					some[i].Outcomes = append(some[i].Outcomes, o)
				}
			}
		}
		if len(some[0].Outcomes) > 0 {
			b.WriteString("## " + part.title + "\n\n" + Markdown(some) + "\n")
		}
	}
	return b.String()
}

const intro = `# How often answers are right

Written by ` + "`go run ./bench accuracy -document docs/accuracy.md train/smol/data/*.json*`" + `, from a clean clone.

A function here has a type, a spec and a few examples as a user would write them, and cases whose right answers are known. It is compiled as pawgen does by
default, its cases are asked through the runtime, and an answer is right if it is exactly the expected one. None of these functions trained smol
([data.md](data.md)), but smol saw others of the same two kinds. The intervals are bootstraps of 95 % over functions. The classifier, TF-IDF and logistic
regression, has the same examples and no spec; it answers labels only.

Cases written by us say more about us than about your data: read the public ones first, and your own tests before these.

`

// Markdown shows the mean over functions of the share of right answers, by type
// and whole, with a 95 % interval, and below it each function, worst first.
func Markdown(ways []Way) string {
	var b strings.Builder
	b.WriteString("| functions |")
	for _, w := range ways {
		b.WriteString(" " + w.Name + " |")
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(ways)) + "\n")
	for _, t := range append(types(ways[0]), "") {
		name := cmp.Or(t, "all")
		for i, w := range ways {
			shares := sharesOf(w, t)
			if i == 0 {
				fmt.Fprintf(&b, "| %s (%d) |", name, len(shares))
			}
			if len(shares) < len(sharesOf(ways[0], t)) {
				b.WriteString(" - |")
				continue
			}
			low, high := interval(shares)
			fmt.Fprintf(&b, " %.3f (%.2f to %.2f) |", mean(shares), low, high)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| function | type | cases |")
	for _, w := range ways {
		b.WriteString(" " + w.Name + " |")
	}
	b.WriteString("\n| --- | --- | --- |" + strings.Repeat(" --- |", len(ways)) + "\n")
	order := make([]int, len(ways[0].Outcomes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(ways[0].Outcomes[i].Share(), ways[0].Outcomes[j].Share())
	})
	for _, i := range order {
		o := ways[0].Outcomes[i]
		fmt.Fprintf(&b, "| %s | %s | %d |", o.Function, o.Type, o.Cases)
		for _, w := range ways {
			if w.Outcomes[i].Cases == 0 {
				b.WriteString(" - |")
				continue
			}
			if w.Outcomes[i].Refused != "" {
				b.WriteString(" refused |")
				continue
			}
			fmt.Fprintf(&b, " %.3f |", w.Outcomes[i].Share())
		}
		b.WriteString("\n")
	}
	return b.String()
}

// types are the types of a way's functions, sorted.
func types(w Way) []string {
	var out []string
	for _, o := range w.Outcomes {
		out = append(out, o.Type)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sharesOf are the shares of the functions of a type, or of all for "".
func sharesOf(w Way, typ string) []float64 {
	var out []float64
	for _, o := range w.Outcomes {
		if o.Cases > 0 && (typ == "" || o.Type == typ) {
			out = append(out, o.Share())
		}
	}
	return out
}

func mean(x []float64) float64 {
	sum := 0.
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(1, len(x)))
}

// interval is the 95 % interval of a mean over functions by the bootstrap
// (Efron 1979) with 2,000 draws of a fixed seed.
func interval(x []float64) (low, high float64) {
	if len(x) == 0 {
		return 0, 1
	}
	r := rand.New(rand.NewPCG(1, 1))
	means := make([]float64, 2000)
	draw := make([]float64, len(x))
	for i := range means {
		for j := range draw {
			draw[j] = x[r.IntN(len(x))]
		}
		means[i] = mean(draw)
	}
	slices.Sort(means)
	return means[len(means)*25/1000], means[len(means)*975/1000]
}
