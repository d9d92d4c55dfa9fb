//paw:base nano
package main

import (
	"strings"
	"unicode"
)

//go:generate go tool pawgen -candidates 6

// Word is a word of the game.
type Word string

// The words. Their comments are all that the guesser knows about them.
const (
	Umbrella   Word = "umbrella"   // rain, dry, fold, storm
	Volcano    Word = "volcano"    // lava, ash, mountain, crater
	Piano      Word = "piano"      // keys, music, concert, play
	Bicycle    Word = "bicycle"    // wheels, ride, bell, brakes
	Lighthouse Word = "lighthouse" // ships, coast, tower, lamp
)

// words are all words, in the order of the game.
var words = []Word{Umbrella, Volcano, Piano, Bicycle, Lighthouse}

// guess is the guesser's answer to a clue.
//
//paw:spec Guess the word that the clue describes.
//paw:accuracy 0.6
//paw:example guess("something for the rain") == Umbrella
//paw:example guess("it throws lava") == Volcano
//paw:example guess("black and white keys") == Piano
//paw:example guess("it has two wheels") == Bicycle
//paw:example guess("it shows ships the way") == Lighthouse
func guess(clue string) (Word, error) { return pawGuess(clue) }

// breaks says whether a clue names the secret word, whole or as part of
// another, in any case and with anything between its letters. That is a rule
// without exceptions, so it is code.
func breaks(secret Word, clue string) bool {
	letters := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, clue)
	return strings.Contains(letters, string(secret))
}
