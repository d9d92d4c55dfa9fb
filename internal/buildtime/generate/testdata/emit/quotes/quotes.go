// Package quotes has answers that stand in the input.
package quotes

import "github.com/pawgen/pawgen"

// Name is a person's.
type Name string

// Order is what a customer wants.
type Order struct {
	Item string          //paw:quote
	Code *string         `json:"code"` //paw:quote characters
	From *pawgen.Quote   // who orders
	Tags []string        //paw:quote
	Seen []pawgen.Quote  //paw:length 0..2
	All  map[string]Name //paw:quote
}

// Who says who writes.
//
//paw:spec Who writes the letter?
//paw:quote
//paw:example Who("It's Anna") == "Anna"
func Who(text string) *Name { return pawWho(text) }

// Read reads an order.
//
//paw:spec What is ordered in the letter?
//paw:example Read("2 bolts for Bo") == Order{Item: "bolts", From: &pawgen.Quote{Text: "Bo"}}
func Read(text string) Order { return pawRead(text) }

// Shop finds a part of a word.
//
//paw:spec Which part of the link is the shop?
//paw:quote characters
//paw:test Shop("https://myshop.example") == pawgen.Quote{Text: "shop"}
func Shop(link string) pawgen.Result[pawgen.Quote] { return pawShop(link) }
