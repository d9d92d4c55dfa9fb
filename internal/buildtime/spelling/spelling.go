// Package spelling guesses what a misspelt word meant. Package annotations
// asks it about directives, command pawgen about commands.
package spelling

import "strings"

// Nearest is the candidate that a misspelt word most likely meant, "" if none
// is near. Of equally near candidates it is the first in the alphabet.
func Nearest(word string, candidates []string) string {
	if len(word) > 32 { // no candidate is near, and the table below stays small
		return ""
	}
	word = strings.ToLower(word)
	best, least := "", len(word)/3+2
	for _, c := range candidates {
		d := distance(word, c)
		if d < least || d == least && c < best {
			best, least = c, d
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours, in bytes, that turn a into b.
func distance(a, b string) int {
	// rows[i][j] is the distance of a[:i] and b[:j].
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replace)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
