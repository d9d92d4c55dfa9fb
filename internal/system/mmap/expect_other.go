//go:build !linux

package mmap

// fill does nothing: the pages come when they are read.
func fill([]byte) {}
