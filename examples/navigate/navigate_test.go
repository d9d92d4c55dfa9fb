package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestFast has wishes that need no model.
func TestFast(t *testing.T) {
	for wish, want := range map[string]Page{
		"billing": Billing, " /Export ": Export, "team": Members, "exp": Export, "INVOICES": Billing, "sec": Security,
	} {
		if got, err := Find(wish); err != nil || got != want {
			t.Errorf("Find(%q) = %q, %v, want %q", wish, got, err, want)
		}
	}
	for _, word := range []string{"s", "xyz", ""} {
		if page, ok := byName(word); ok {
			t.Errorf("byName(%q) = %q, want none", word, page)
		}
	}
}

func TestSite(t *testing.T) {
	server := site()
	for _, test := range []struct {
		path     string
		status   int
		location string
		body     string
	}{
		{"/", http.StatusOK, "", "<h1>Home</h1>"},
		{"/billing", http.StatusOK, "", "<h1>billing</h1>"},
		{"/none", http.StatusNotFound, "", ""},
		{"/go?wish=export", http.StatusSeeOther, "/export", ""},
		{"/go?wish=" + url.QueryEscape("please send me the receipt again"), http.StatusSeeOther, "/billing", ""},
		{"/go?wish=" + url.QueryEscape(strings.Repeat("<b>word</b> ", 2000)), http.StatusBadRequest, "", "I cannot read that."},
	} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, test.path, nil))
		if w.Code != test.status || w.Header().Get("Location") != test.location || !strings.Contains(w.Body.String(), test.body) {
			t.Errorf("%.60s: got %d, %q, %.200s", test.path, w.Code, w.Header().Get("Location"), w.Body)
		}
	}
}
