package main

import (
	_ "embed"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
)

// The manual's only source is the package's doc comment, which go doc prints too.
//
//go:embed doc.go
var manualSource []byte

// manual is the package's doc comment as plain text.
func manual() string { return cli.Manual(manualSource) }
