package cli

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
)

// Manual is a package's doc comment as plain text, from the source of the file
// that has it: what a command prints is what go doc prints.
func Manual(source []byte) string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err) // the file was compiled, so it parses
	}
	var p comment.Parser
	printer := comment.Printer{TextCodePrefix: "    "}
	return string(printer.Text(p.Parse(file.Doc.Text())))
}
