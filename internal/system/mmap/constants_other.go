//go:build !linux

package mmap

// constants returns nothing: what other systems do with a binary's pages isn't known.
func constants() []addresses { return nil }
