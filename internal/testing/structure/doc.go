// Package structure is the tests of the whole: what may import what, and that
// exported names can be used by whoever can import them.
package structure
