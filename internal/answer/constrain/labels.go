package constrain

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Labels allows exactly the given answers. A label is written with the tokens
// that the tokenizer gives it, or its code if it has one, on its own. A walk is
// done as soon as one label is left, so that only the tokens where labels part
// are decided.
func Labels(t Tokens, labels []string, codes map[string]string) (Constraint, error) {
	if len(labels) == 0 {
		return nil, errors.New("no labels (want at least one)")
	}
	root := newBranch()
	written := make([]string, len(labels))
	for i, label := range labels {
		written[i] = cmp.Or(codes[label], label)
		if j := slices.Index(labels[:i], label); j >= 0 {
			return nil, fmt.Errorf("labels %d and %d are both %q", j+1, i+1, label)
		}
		if j := slices.Index(written[:i], written[i]); j >= 0 {
			return nil, fmt.Errorf("labels %d and %d, %q and %q, are both written %q", j+1, i+1, labels[j], label, written[i])
		}
		tokens, err := labelTokens(t, written[i])
		if err != nil {
			return nil, fmt.Errorf("label %d, %q: %w", i+1, label, err)
		}
		// The end token closes every label, and so parts one from those that it begins.
		root.insert(append(tokens, t.EOS()), label)
	}
	return root, nil
}

// labelTokens returns the tokens of a label.
func labelTokens(t Tokens, label string) ([]int32, error) {
	switch {
	case label == "":
		return nil, errors.New("is empty")
	case !utf8.ValidString(label):
		return nil, errors.New("is not UTF-8")
	}
	tokens := t.Encode(label, false)
	if slices.Contains(tokens, t.EOS()) {
		return nil, errors.New("holds the end token")
	}
	var text []byte
	for _, token := range tokens {
		text = append(text, t.Bytes(token)...)
	}
	if string(text) != label {
		return nil, errors.New("cannot be written with the vocabulary")
	}
	return tokens, nil
}

// branch is a node of the trie of labels.
type branch struct {
	tokens []int32           // the next tokens, rising
	next   map[int32]*branch // where each of them leads
	labels int               // how many labels are in the trie below
	label  string            // one of these
}

func newBranch() *branch { return &branch{next: map[int32]*branch{}} }

func (b *branch) insert(tokens []int32, label string) {
	b.labels++
	b.label = label
	if len(tokens) == 0 {
		return
	}
	i, found := slices.BinarySearch(b.tokens, tokens[0])
	if !found {
		b.tokens = slices.Insert(b.tokens, i, tokens[0])
		b.next[tokens[0]] = newBranch()
	}
	b.next[tokens[0]].insert(tokens[1:], label)
}

func (b *branch) Least() int            { return 0 }
func (b *branch) Start(budget int) Walk { return &labelWalk{at: b} }

type labelWalk struct{ at *branch }

func (w *labelWalk) Done() bool          { return w.at.labels == 1 }
func (w *labelWalk) Candidates() []int32 { return w.at.tokens }

func (w *labelWalk) Advance(token int32) {
	next := w.at.next[token]
	if next == nil || w.Done() {
		refuse(token)
	}
	w.at = next
}

// Answer is the label that is left, nil while there are several.
func (w *labelWalk) Answer() []byte {
	if !w.Done() {
		return nil
	}
	return []byte(w.at.label)
}
