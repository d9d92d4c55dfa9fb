package runtime

import "github.com/pawgen/pawgen/models"

// Weights are a base model that comes as a Go module of its own: its ID, the
// SHA-256 of its GGUF file, and the file, or where it lies.
type Weights = models.Weights

// UseWeights makes the base model of a module known to the programs of the
// process. Generated code calls it when the process starts, as often as packages
// need the model; it does no work. It panics if the weights have no name or
// checksum, or if there are others of the same name.
func UseWeights(w Weights) { models.RegisterWeights(w) }
