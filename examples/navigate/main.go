// Navigate is a web site with a box that takes visitors where they want to go:
// "my card was charged twice" leads to the page about billing.
//
// Usage:
//
//	navigate [-addr :8080]
//	navigate wish...
//
// With arguments, it prints the page for each. The function that understands
// wishes is written in plain language, in pages.go.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "where to serve the site")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Printf("open http://%s", *addr)
		log.Fatal(http.ListenAndServe(*addr, site()))
	}
	for _, wish := range flag.Args() {
		page, err := Find(wish)
		if err != nil {
			fmt.Fprintln(os.Stderr, "navigate:", err)
			os.Exit(1)
		}
		fmt.Printf("%-10s %s\n", page, wish)
	}
}

// box is the form on every page.
const box = `<form action="/go"><input name="wish" autofocus placeholder="Where to?"><button>Go</button></form>`

// site serves the pages, and /go, which leads to one of them.
func site() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", show("Home"))
	for _, p := range pages {
		mux.HandleFunc("GET /"+string(p), show(string(p)))
	}
	mux.HandleFunc("GET /go", lead)
	return mux
}

// show serves a page with the box and the menu, for visitors who were led astray.
func show(title string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "<!doctype html><title>%s</title><h1>%[1]s</h1>%s<ul>", title, box)
		for _, p := range pages {
			fmt.Fprintf(w, `<li><a href="/%s">%[1]s</a>`, p)
		}
	}
}

// lead redirects to the page that the visitor looks for.
func lead(w http.ResponseWriter, r *http.Request) {
	p, err := Find(r.FormValue("wish"))
	if err != nil { // a wish of a thousand words, say
		log.Print(err)
		http.Error(w, "I cannot read that.", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, "/"+string(p), http.StatusSeeOther)
}
