// Package accuracy measures compilers on functions with many labelled cases:
// public data and functions that no base model trained on.
//
// [Read] reads functions, [Measure] compiles each as pawgen would and asks it its
// cases through the runtime, [Report] shows the shares of right answers. The
// command bench accuracy is its only user; docs/accuracy.md is what it writes.
package accuracy
