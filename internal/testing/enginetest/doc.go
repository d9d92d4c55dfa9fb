// Package enginetest is the suite that every engine has to pass. An engine's
// test calls [Run].
//
// Logits are compared with those of a plain reference in double precision, see
// reference, on random models of both architectures, many types and odd
// shapes, and on the nano pair. All else is compared with the engine itself:
// however a sequence is cut, forked or batched, it has the same logits.
package enginetest
