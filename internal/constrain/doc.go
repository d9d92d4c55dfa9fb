// Package constrain says which tokens may come next in an answer, so that
// every answer fits the function's result type.
//
// A [Constraint] belongs to a result type and a vocabulary; package runtime
// makes it once per program and starts a [Walk] per call. Labels are a trie of
// their tokens (labels.go). Everything else that has a form is an automaton
// over bytes (bytes.go), which a token may follow if all its bytes do: numbers
// now (integer.go), structs and JSON when they come.
package constrain
