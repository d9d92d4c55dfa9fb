package pawgen

import "github.com/pawgen/pawgen/internal/run/control"

// Statistics are what [Stats] returns.
type Statistics struct {
	Engine   string // its name; "" before the first call
	Threads  int    // most that compute at the same time
	Models   int    // base models in memory
	Programs int    // programs in memory

	Calls  uint64 // that had an answer
	Failed uint64 // that had an error, cancelled ones too

	Prefilled uint64 // tokens of prompts that were read: prefixes and inputs
	Decoded   uint64 // tokens of answers that were written, forced ones too
	Batches   uint64 // that the engine ran
	Steps     uint64 // parts of calls in these batches

	Prefixes         int    // states of programs' prefixes in memory
	PrefixBytes      int64  // the memory that these take
	PrefixesComputed uint64 // by running the model, again after each eviction
	PrefixesRestored uint64 // from saved files, instead
	PrefixesSaved    uint64 // to files
	PrefixesEvicted  uint64 // for want of memory
}

// Stats returns what the process has done so far.
func Stats() Statistics { return Statistics(control.Stats()) }
