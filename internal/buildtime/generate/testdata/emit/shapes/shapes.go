// Package shapes has stubs with results of every form.
package shapes

import (
	"context"
	"iter"
	"time"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/gen/testdata/emit/all/words"
)

// Level says how bad it is.
type Level uint8

// The levels.
const (
	Low  Level = iota + 1 // cannot wait
	High                  // can wait
)

// Order is an order.
type Order struct {
	//paw:match [A-Z]{2}-\d{4}
	ID string `json:"id"`
	//paw:range 1..99
	Quantity int     `json:"quantity"`
	Price    float64 //paw:range -0.5..9999.5
	Note     string  //paw:length 0..80
	Level    Level
	Tone     *words.Tone
	Due      *time.Time
	Tags     []string //paw:length 0..5
	Parts    map[string]Part
	Skip     func() `json:"-"`
}

// Part is a part of an order.
type Part struct{ Fragile bool }

// Empty has no fields.
type Empty struct{}

// Extract reads an order.
//
//paw:spec What does the customer order?
func Extract(text string, known []Part) (Order, error) { return pawExtract(text, known) }

// Extracts reads several orders.
//
//paw:spec What does the customer order?
//paw:length 1..3
func Extracts(text string) []*Order { return pawExtracts(text) }

// Rate has details and a label for not knowing.
//
//paw:spec How bad is it?
//paw:abstain Low
func Rate(text string) pawgen.Result[Level] { return pawRate(text) }

// Stars is a number in a range.
//
//paw:spec How many stars does the guest give?
//paw:range 1..5
func Stars(text string) (pawgen.Result[int8], error) { return pawStars(text) }

// Share is a small number.
//
//paw:spec Which share of it is done?
func Share(text string) float32 { return pawShare(text) }

// Tell streams.
//
//paw:spec Retell the message in plain words.
func Tell(text string) iter.Seq2[string, error] { return pawTell(text) }

// Nothing says nothing.
//
//paw:spec Say nothing about anything.
func Nothing(text []byte) Empty { return pawNothing(text) }

// Triage answers questions about messages.
type Triage interface {
	// Level says how bad it is.
	//
	//paw:spec How bad is it?
	//paw:test Level("fire") == Low
	Level(ctx string) Level
	// Order reads an order.
	//
	//paw:spec What does the customer order?
	Order(ctx context.Context, text string, known []Part) (pawgen.Result[Part], error)
}

// NewTriage returns what pawgen generates.
func NewTriage() Triage { return pawTriage{} }
