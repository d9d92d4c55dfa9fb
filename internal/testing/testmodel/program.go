package testmodel

import (
	"math/rand/v2"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
)

// Program makes a program for the base ID with random coefficients; different
// pseudo-programs have different adapters.
func (m *Model) Program(name, pseudo string) *program.Program {
	base := m.Base(ID)
	seed := m.seed
	for _, b := range []byte(pseudo) {
		seed = seed*131 + uint64(b)
	}
	r := random{rand.New(rand.NewPCG(seed, 1))}
	return &program.Program{
		Name:     name,
		Spec:     pseudo,
		Pseudo:   pseudo,
		Template: Template(pseudo),
		Base:     program.Base{ID: ID, SHA256: base.Interpreter.SHA256()},
		Compiler: "testmodel-1",
		Adapter: &program.Adapter{
			Basis:        base.Basis.SHA256(),
			Layers:       Layers,
			Modules:      len(Modules),
			Bases:        Bases,
			Coefficients: r.uniform(Layers*len(Modules)*Bases*2, 1),
		},
	}
}

// Template is the nano prompt around a pseudo-program.
func Template(pseudo string) string {
	return Task + pseudo + Input + prompt.Placeholder + Output
}

// File is the program as generated code embeds it.
func File(p *program.Program) string {
	data, err := p.Encode()
	if err != nil {
		panic(err) // only a test's own mistake can do that
	}
	return string(data)
}
