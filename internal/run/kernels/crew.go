package kernels

import (
	"sync"
	"sync/atomic"
)

// Crew is the goroutines that may compute at the same time. Products whose
// [Input] has one share their work with those of it that nobody uses; there is
// nothing to wait for when none is free, and none is left behind. A nil Crew
// works alone.
type Crew struct {
	free atomic.Int32
}

// NewCrew returns a crew of n goroutines in all.
func NewCrew(n int) *Crew {
	c := &Crew{}
	c.free.Store(int32(n))
	return c
}

// Join counts the caller, who computes from now on, as one of the crew, though
// nobody may be free; leave ends that.
func (c *Crew) Join() (leave func()) {
	if c == nil {
		return func() {}
	}
	c.free.Add(-1)
	return func() { c.free.Add(1) }
}

// hire takes at most n free ones and returns how many it got.
func (c *Crew) hire(n int) int {
	if c == nil {
		return 0
	}
	for {
		free := c.free.Load()
		got := min(int32(n), free)
		if got <= 0 {
			return 0
		}
		if c.free.CompareAndSwap(free, free-got) {
			return int(got)
		}
	}
}

// worthwhile is the cost below which work is not shared: starting a goroutine
// takes a few microseconds. A unit of cost is about a hundredth of a nanosecond.
const worthwhile = 1 << 22

// Share calls body for all of [0, units) in ranges, several at once if the cost
// of all is worth it and somebody is free. Each call of body at a time has a
// work of its own.
func (c *Crew) Share(units, cost int, body func(w *Work, first, n int)) {
	helpers := 0
	if cost >= worthwhile {
		helpers = c.hire(units - 1)
	}
	if helpers == 0 {
		w := works.Get().(*Work)
		body(w, 0, units)
		works.Put(w)
		return
	}
	// Small ranges, so that one who is interrupted holds up little.
	size := max(1, units/(8*(helpers+1)))
	var next atomic.Int64
	run := func() {
		w := works.Get().(*Work)
		defer works.Put(w)
		for {
			first := int(next.Add(int64(size))) - size
			if first >= units {
				return
			}
			body(w, first, min(size, units-first))
		}
	}
	var done sync.WaitGroup
	for range helpers {
		done.Go(run)
	}
	run()
	done.Wait()
	c.free.Add(int32(helpers))
}

// Work is the memory that one goroutine computes with.
type Work struct {
	// A row of quantised weights, unpacked: see [Work.unpack].
	q       []byte    // [blocks, 32] signed
	scale   []float32 // [blocks]
	minimum []float32 // [blocks]
	half    []int8    // [blocks, 2]

	panels  []byte    // two panels
	records [][]byte  // of 32 rows of the matrices at hand, see [source.records]
	pairs   [][]byte  // the records that these or packed copies have
	acc     []float32 // [tokens, 32] or [tokens, 16], results
	floats  []float32 // decoded rows
	w       []float32 // [cols, 16] columns of rows

	words []int16 // a key or value
	tile  Tile
}

var works = sync.Pool{New: func() any { return &Work{} }}
