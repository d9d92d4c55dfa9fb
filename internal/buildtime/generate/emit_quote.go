package generate

import (
	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// emitQuote is a piece of the input: pawrt.Quote[string](pawrt.Words), or
// pawrt.PlacedQuote(pawrt.Words) for pawgen.Quote.
func emitQuote(s *stubs.Shape) *jen.Statement {
	edges := jen.Qual(runtimePath, "Words")
	if s.Form.Quote == schema.Characters {
		edges = jen.Qual(runtimePath, "Characters")
	}
	if s.Form.Placed {
		return jen.Qual(runtimePath, "PlacedQuote").Call(edges)
	}
	return constructor("Quote", s.Type).Call(edges)
}
