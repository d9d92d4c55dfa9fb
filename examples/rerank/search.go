package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
)

// Article is a page of the help.
type Article struct {
	Title  string `json:"title"`
	Bucket Bucket `json:"bucket"`
	Text   string `json:"text"`
}

//go:embed testdata/articles.json
var articlesFile []byte

// Search finds articles.
type Search struct {
	articles []Article
	index    bleve.Index
}

// NewSearch indexes the articles in memory.
func NewSearch() (*Search, error) {
	s := &Search{}
	if err := json.Unmarshal(articlesFile, &s.articles); err != nil {
		return nil, err
	}
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "en"
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return nil, err
	}
	s.index = index
	batch := index.NewBatch()
	for i, a := range s.articles {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"title": a.Title, "text": a.Text}); err != nil {
			return nil, err
		}
	}
	return s, index.Batch(batch)
}

// most is how many hits are worth reading.
const most = 10

// Find gives the articles that share words with a query, the best first, as
// the index ranks them.
func (s *Search) Find(query string) ([]Article, error) {
	request := bleve.NewSearchRequestOptions(bleve.NewMatchQuery(query), most, 0, false)
	result, err := s.index.Search(request)
	if err != nil {
		return nil, err
	}
	var list []Article
	for _, hit := range result.Hits {
		i, err := strconv.Atoi(hit.ID)
		if err != nil {
			return nil, fmt.Errorf("hit %q: %w", hit.ID, err)
		}
		list = append(list, s.articles[i])
	}
	return list, nil
}

// Rerank puts the articles first that give what the query asks for; otherwise
// the order stays. A query of one word says nothing about that, and needs no
// model.
func Rerank(query string, list []Article) (Bucket, error) {
	if len(strings.Fields(query)) < 2 {
		return "", nil
	}
	want, err := intent(query)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(list, func(a, b Article) int { return rank(a, want) - rank(b, want) })
	return want, nil
}

// rank is 0 for the bucket that is wanted and 1 for the others.
func rank(a Article, want Bucket) int {
	if a.Bucket == want {
		return 0
	}
	return 1
}
