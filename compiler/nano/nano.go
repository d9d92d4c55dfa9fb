// Package nano is the embedded compiler: offline, instant, and the default
// when nothing else is set up.
//
// It has the shape of the published pipeline (FACTS "Compile pipeline") in
// small. [Template] writes the pseudo-program by rule; a compiler network of
// the interpreter's size reads spec and pseudo-program and emits the
// coefficients of an adapter in one forward pass. Command train makes both
// networks.
package nano
