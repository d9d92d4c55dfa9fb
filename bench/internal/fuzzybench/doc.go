// Package fuzzybench measures a compiler on data in the format of FuzzyBench
// (Program-as-Weights, arXiv 2607.02512, §5): rows of a spec, an input and the
// right output. Each distinct spec is compiled once, the inputs are answered,
// and an answer counts if it is the output.
//
// A run goes from [Read] (or [ReadSample]) over [OpenJournal] and [Bench.Run] to
// [NewReport]. What is answered is in the journal at once, so a run that was
// broken off goes on where it was. Baselines are answered beside the compiled
// programs, on the same inputs: a [Method] each.
//
// The benchmark's own data has no stated licence. None of it is here; the sample
// was written for this package.
package fuzzybench
