package accuracy

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// TFIDF measures what the textbooks' classifier makes of the same examples: TF-IDF
// over words and multinomial logistic regression, with the defaults of
// scikit-learn (smoothed idf, L2 norm, L2 penalty of 1). It knows only functions
// whose answers are labels; ok is false for others.
func TFIDF(f Function, most int) (o Outcome, ok bool) {
	if k := f.Spec.Result.Kind; k != schema.Enum && k != schema.Bool {
		return o, false
	}
	cases := f.Cases
	if most > 0 {
		cases = cases[:min(most, len(cases))]
	}
	o = Outcome{Function: f.Name, Type: f.Type, Cases: len(cases)}
	labels := f.Spec.Result.Answers()
	words := vectorizer{}
	var texts, answers []string
	for _, e := range f.Spec.Examples {
		texts, answers = append(texts, e.Input), append(answers, e.Output)
	}
	words.fit(texts)
	m := newRegression(len(labels), len(words.idf))
	var rows []sparse
	var targets []int
	for i, text := range texts {
		if t := slices.Index(labels, answers[i]); t >= 0 {
			rows, targets = append(rows, words.vector(text)), append(targets, t)
		}
	}
	m.fit(rows, targets)
	for _, c := range cases {
		if got := labels[m.likeliest(words.vector(c.Input))]; got == c.Output {
			o.Right++
		} else {
			o.Wrong = append(o.Wrong, Wrong{c.Input, got, c.Output})
		}
	}
	return o, true
}

// sparse is a vector: values at rising indices.
type sparse struct {
	at []int
	x  []float64
}

// vectorizer turns texts into TF-IDF vectors.
type vectorizer struct {
	index map[string]int
	idf   []float64
}

// wordsOf are the words of at least two letters or digits, in lower case.
func wordsOf(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	return slices.DeleteFunc(all, func(w string) bool { return len([]rune(w)) < 2 })
}

func (v *vectorizer) fit(texts []string) {
	v.index = map[string]int{}
	var count []int
	for _, text := range texts {
		seen := wordsOf(text)
		slices.Sort(seen)
		for _, w := range slices.Compact(seen) {
			i, ok := v.index[w]
			if !ok {
				i = len(count)
				v.index[w] = i
				count = append(count, 0)
			}
			count[i]++
		}
	}
	for _, n := range count {
		v.idf = append(v.idf, math.Log(float64(1+len(texts))/float64(1+n))+1)
	}
}

func (v *vectorizer) vector(text string) sparse {
	counts := map[int]float64{}
	for _, w := range wordsOf(text) {
		if i, ok := v.index[w]; ok {
			counts[i] += v.idf[i]
		}
	}
	var s sparse
	square := 0.
	for i := range counts {
		s.at = append(s.at, i)
	}
	slices.Sort(s.at)
	for _, i := range s.at {
		s.x = append(s.x, counts[i])
		square += counts[i] * counts[i]
	}
	for i := range s.x {
		s.x[i] /= math.Sqrt(square)
	}
	return s
}

// regression is a multinomial logistic regression.
type regression struct{ weights [][]float64 } // for each label its features, the bias last

func newRegression(labels, features int) *regression {
	m := &regression{weights: make([][]float64, labels)}
	for i := range m.weights {
		m.weights[i] = make([]float64, features+1)
	}
	return m
}

// scores are the labels' logits.
func (m *regression) scores(x sparse) []float64 {
	out := make([]float64, len(m.weights))
	for l, w := range m.weights {
		out[l] = w[len(w)-1]
		for i, at := range x.at {
			out[l] += w[at] * x.x[i]
		}
	}
	return out
}

func (m *regression) likeliest(x sparse) int {
	s := m.scores(x)
	return slices.Index(s, slices.Max(s))
}

// fit minimises the summed loss and half the squared weights by gradient descent.
// The loss is convex and smooth, so a step of less than 2 over its curvature ends
// at the minimum.
func (m *regression) fit(rows []sparse, targets []int) {
	const steps = 3000
	rate := 1 / (1 + float64(len(rows)))
	for range steps {
		gradient := newRegression(len(m.weights), len(m.weights[0])-1).weights
		for l, w := range m.weights {
			copy(gradient[l], w[:len(w)-1]) // the penalty spares the bias
		}
		for r, x := range rows {
			p := softmax(m.scores(x))
			p[targets[r]]--
			for l := range gradient {
				for i, at := range x.at {
					gradient[l][at] += p[l] * x.x[i]
				}
				gradient[l][len(gradient[l])-1] += p[l]
			}
		}
		for l, w := range m.weights {
			for i := range w {
				w[i] -= rate * gradient[l][i]
			}
		}
	}
}

func softmax(x []float64) []float64 {
	most, sum := slices.Max(x), 0.
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Exp(v - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
