package main

import "testing"

// TestRerank compares the first hit of the index with the first after reranking.
func TestRerank(t *testing.T) {
	search, err := NewSearch()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ query, before, after string }{
		{"backup fails every night", "Backup: what it costs", "Backup stops half-way"},
		{"how to install the printer", "The printer stays silent", "Printing"},
		{"price of the backup", "Backup: what it costs", "Backup: what it costs"},
		{"photos", "Photos don't show up", "Photos don't show up"},
	} {
		list, err := search.Find(test.query)
		if err != nil || len(list) == 0 || list[0].Title != test.before {
			t.Errorf("%q: found %v, %v, want %q first", test.query, titles(list), err, test.before)
			continue
		}
		if _, err := Rerank(test.query, list); err != nil || list[0].Title != test.after {
			t.Errorf("%q: reranked %v, %v, want %q first", test.query, titles(list), err, test.after)
		}
	}
}

// TestRerankKeepsOrder: inside a bucket the index decides.
func TestRerankKeepsOrder(t *testing.T) {
	list := []Article{{"a", Costs, ""}, {"b", Problem, ""}, {"c", Costs, ""}, {"d", Problem, ""}}
	if _, err := Rerank("it crashed again", list); err != nil {
		t.Fatal(err)
	}
	if list[0].Title+list[1].Title+list[2].Title+list[3].Title != "bdac" {
		t.Errorf("got %v, want b d a c", titles(list))
	}
}

func TestNothingFound(t *testing.T) {
	search, err := NewSearch()
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"", "xyzzy", `"unbalanced`} {
		if list, err := search.Find(query); err != nil || len(list) > 0 {
			t.Errorf("%q: got %v, %v, want nothing", query, titles(list), err)
		}
	}
}
