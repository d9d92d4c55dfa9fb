// Rerank searches a small help centre: a full-text index finds the articles
// that share words with a query, and a function that is written in plain
// language, in intent.go, puts those first that give what the searcher needs.
//
// Usage:
//
//	rerank query...
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "rerank:", err)
		os.Exit(1)
	}
}

// run prints the hits of each query before and after.
func run(queries []string) error {
	search, err := NewSearch()
	if err != nil {
		return err
	}
	for _, query := range queries {
		list, err := search.Find(query)
		if err != nil {
			return err
		}
		fmt.Printf("%q\n  index:    %s\n", query, titles(list))
		bucket, err := Rerank(query, list)
		if err != nil {
			return err
		}
		fmt.Printf("  reranked: %s (wants %q)\n", titles(list), bucket)
	}
	return nil
}

// titles are the first three titles.
func titles(list []Article) []string {
	var out []string
	for _, a := range list[:min(3, len(list))] {
		out = append(out, fmt.Sprintf("%q", a.Title))
	}
	return out
}
