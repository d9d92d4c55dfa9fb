// Package nano embeds pawgen's own base model, small enough to be part of a
// binary. Generated code imports it, without using its name, when a program of
// the binary runs on it.
package nano

import (
	_ "embed"

	"github.com/pawgen/pawgen/models"
)

// ID is the name that programs know this model by.
const ID = "nano"

var (
	//go:embed interpreter.gguf
	interpreter string
	//go:embed basis.gguf
	basis string
)

func init() {
	models.Register(models.Base{
		ID:          ID,
		Licence:     "Apache-2.0",
		Source:      "trained by this project, see train/README.md",
		Interpreter: models.Embedded(interpreter),
		Basis:       models.Embedded(basis),
	})
}
