// Package words has types for the package above it.
package words

// Tone is how something is said.
type Tone string

// The tones.
const (
	Kind Tone = "kind"
	Rude Tone = "rude" // insults
)

// Seconds are seconds.
type Seconds float64
