package catalog

import "maps"

// modules are the Go packages that hold the weights of base models, by ID. Each
// is a module of its own.
var modules = map[string]string{"smol": "github.com/pawgen/pawgen/models/smol"}

// Modules gives the import paths of the packages that hold the weights of base
// models, by the models' IDs. This module requires none of them.
func Modules() map[string]string { return maps.Clone(modules) }
