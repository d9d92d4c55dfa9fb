// Package one has the plainest stub.
package one

// IsSpam tells advertising from letters.
//
//paw:spec Say yes if the text is advertising.
func IsSpam(text string) bool { return pawIsSpam(text) }
