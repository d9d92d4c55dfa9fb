package accuracy

import (
	"math"
	"testing"
)

// TestRegression compares with scikit-learn 1.9.1: TfidfVectorizer() and
// LogisticRegression() on the same five texts.
func TestRegression(t *testing.T) {
	texts := []string{"refund my card", "card charged twice", "app crash on login", "the app is down", "refund refund now"}
	targets := []int{0, 1, 2, 2, 0}
	var v vectorizer
	v.fit(texts)
	m := newRegression(3, len(v.idf))
	var rows []sparse
	for _, text := range texts {
		rows = append(rows, v.vector(text))
	}
	m.fit(rows, targets)
	for text, want := range map[string][3]float64{
		"refund": {0.5904, 0.1467, 0.263}, "app login": {0.2751, 0.1631, 0.5618},
		"card down": {0.3595, 0.2224, 0.4181}, "hello": {0.3775, 0.2042, 0.4183},
	} {
		for i, p := range softmax(m.scores(v.vector(text))) {
			if math.Abs(p-want[i]) > 0.0002 {
				t.Errorf("%q is of label %d by %.4f, want %.4f", text, i, p, want[i])
			}
		}
	}
}
