package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/train/tasks"
)

// TestVocabulary: words that differ in ending, case or the space before them
// share the token of their stem, and the product's tokenizer takes the vocabulary.
func TestVocabulary(t *testing.T) {
	if testing.Short() {
		t.Skip("learns a vocabulary: some seconds")
	}
	v, err := makeVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	tok, err := tokenizer.FromVocabulary(v)
	if err != nil {
		t.Fatal(err)
	}
	if n := tok.Len(); n > vocabularySize || n < vocabularySize*9/10 {
		t.Errorf("%d tokens (want about %d)", n, vocabularySize)
	}
	stem := tok.Encode(" refund", false)[1]
	for _, w := range []string{"Refund", " Refunds", " refunded", " refunding"} {
		if !slices.Contains(tok.Encode(w, false), stem) {
			t.Errorf("%q has other tokens than \" refund\"", w)
		}
	}
	for _, w := range []string{" the", "The", " please", " is"} {
		if n := len(tok.Encode(w, false)); n != 1 {
			t.Errorf("%q has %d tokens (want 1)", w, n)
		}
	}
	if got := tok.Encode(nano.EndToken, true); len(got) != 1 || got[0] != tok.EOS() {
		t.Errorf("the end token is %v", got)
	}
	testRecord(t, tok)
}

// testRecord reads a shard's record back.
func testRecord(t *testing.T, tok *tokenizer.Tokenizer) {
	task, err := tasks.Families[0].Draw(1, 1, tasks.Options{Level: tasks.Noisy, Queries: 3})
	if err != nil {
		t.Fatal(err)
	}
	r := encodeTask(tok, 0, task)
	prompt, compilerPrompt, queries := int(r[1]), int(r[2]), int(r[3])
	at := 4 + 2*queries
	text := func(n int) string {
		var ids []int32
		for _, id := range r[at : at+n] {
			ids = append(ids, int32(id))
		}
		at += n
		return string(tok.Decode(ids))
	}
	pseudo := nano.Template(task.Spec)
	if got := text(prompt); got != pseudo {
		t.Errorf("prompt %q (want %q)", got, pseudo)
	}
	if got := text(compilerPrompt); !strings.HasPrefix(got, task.Spec.Text) || !strings.HasSuffix(got, pseudo) {
		t.Errorf("compiler's prompt %q", got)
	}
	if queries != len(task.Queries) {
		t.Fatalf("%d queries (want %d)", queries, len(task.Queries))
	}
	codes := nano.Codes(task.Spec.Result)
	for i, q := range task.Queries {
		if in, out := text(int(r[4+2*i])), text(int(r[5+2*i])); in != q.Input || out != codes[q.Output] {
			t.Errorf("query %q -> %q (want %q -> %q)", in, out, q.Input, codes[q.Output])
		}
	}
	if at != len(r) {
		t.Errorf("%d numbers left", len(r)-at)
	}
}
