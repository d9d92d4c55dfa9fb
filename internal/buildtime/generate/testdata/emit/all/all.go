// Package all has a stub of every kind.
package all

import (
	"context"
	"time"

	"github.com/pawgen/pawgen/gen/testdata/emit/all/words"
)

// Level says how bad it is.
type Level uint8

// The levels.
const (
	Low  Level = iota + 1 // can wait
	High                  // cannot wait
)

// Note is a short text.
type Note string

// Short is another name for Note.
type Short = Note

// tone has an unexported name, a context, an error and a result from another package.
//
//paw:spec Say whether the text is kind or rude.
func tone(ctx context.Context, text Note) (words.Tone, error) { return pawTone(ctx, text) }

// Rate has a context, no error, and several parameters.
//
//paw:spec Rate how bad the report is.
func Rate(c context.Context, text string, age words.Seconds, wait time.Duration, seen bool) Level {
	return pawRate(c, text, age, wait, seen)
}

// Count has an error, no context, and parameters whose names the twin needs itself.
//
//paw:spec Count the words of the three texts.
func Count(ctx, context, pawrt, pawrtArg string) (int16, error) {
	return pawCount(ctx, context, pawrt, pawrtArg)
}

// Shorten has an alias as its type.
//
//paw:spec Make the text shorter.
func Shorten(text Short) Short { return pawShorten(text) }

// Predeclared has parameters named after types.
//
//paw:spec Say yes if the two agree.
func Predeclared(string string, int rune) bool { return pawPredeclared(string, int) }

// Of is a text about a T.
type Of[T any] string

// Generic has types with arguments.
//
//paw:spec Say what the text is about.
func Generic(text Of[int], wait Of[Of[time.Duration]]) Of[Level] { return pawGeneric(text, wait) }
