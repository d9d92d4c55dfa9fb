package main

import (
	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/compiler/nano"
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/models"
	_ "github.com/pawgen/pawgen/models/nano" // so that its programs can be tested and run
)

// compilers are all that paw:compiler can choose; the first is the default.
var compilers = []gen.Compiler{
	{Name: "nano", Base: "nano", New: func(string) (compiler.Compiler, error) { return nano.New(), nil }},
}

// config is what generating and checking need.
func (c *call) config() gen.Config {
	return gen.Config{
		Dir:       c.dir,
		Compilers: compilers,
		Base:      baseSums,
		Open:      gen.Open,
	}
}

// baseSums are the checksums of a base model that this binary has.
func baseSums(id string) (sums gen.BaseSums, known bool) {
	base, known := models.Lookup(id)
	if !known {
		return sums, false
	}
	sums.Interpreter = base.Interpreter.SHA256()
	if base.Basis != nil {
		sums.Basis = base.Basis.SHA256()
	}
	return sums, true
}
