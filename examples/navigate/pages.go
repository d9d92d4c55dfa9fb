//paw:base nano
package main

import "strings"

//go:generate go tool pawgen -candidates 6

// Page is a page of the site; its path is "/" and the name.
type Page string

// The pages. Their comments are part of guess's spec.
const (
	Billing  Page = "billing"  // invoice, receipt, charge, card, refund, money
	Members  Page = "members"  // invite, colleague, role, permission, person, access
	Security Page = "security" // password, login, session, device, account
	Export   Page = "export"   // download, backup, copy, archive, data
)

// pages are all pages, in the order of the menu.
var pages = []Page{Billing, Members, Security, Export}

// guess says which page a visitor looks for.
//
//paw:spec Pick the page for this request.
//paw:accuracy 0.7
func guess(wish string) (Page, error) { return pawGuess(wish) }

// names are what visitors type who know what they want.
var names = map[string]Page{
	"billing": Billing, "invoices": Billing, "members": Members, "team": Members,
	"security": Security, "passwords": Security, "export": Export, "download": Export,
}

// Find says which page a visitor looks for. A page's name, or its beginning,
// needs no model.
func Find(wish string) (Page, error) {
	wish = strings.TrimSpace(wish)
	if page, ok := byName(strings.ToLower(strings.TrimPrefix(wish, "/"))); ok {
		return page, nil
	}
	return guess(wish)
}

// byName finds the page with a name, or the only one with a beginning of three letters or more.
func byName(word string) (Page, bool) {
	if page, ok := names[word]; ok {
		return page, true
	}
	found := map[Page]bool{}
	for name, page := range names {
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			found[page] = true
		}
	}
	for page := range found {
		return page, len(found) == 1
	}
	return "", false
}
