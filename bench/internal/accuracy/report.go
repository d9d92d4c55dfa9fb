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
			if len(shares) == 0 {
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
