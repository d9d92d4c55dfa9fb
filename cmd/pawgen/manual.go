package main

import (
	_ "embed"
	"go/doc/comment"
	"go/parser"
	"go/token"
)

// The manual's only source is the package's doc comment, which go doc prints too.
//
//go:embed doc.go
var manualSource []byte

// manual is the package's doc comment as plain text.
func manual() string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", manualSource, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err) // the file was compiled, so it parses
	}
	var p comment.Parser
	printer := comment.Printer{TextCodePrefix: "    "}
	return string(printer.Text(p.Parse(file.Doc.Text())))
}
