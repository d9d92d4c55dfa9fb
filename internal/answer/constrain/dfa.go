package constrain

import "slices"

// dead is the transition to nowhere.
const dead = -1

// dfa is a deterministic automaton over bytes. State 0 is the start.
type dfa struct {
	next     []int16 // [states, 256], dead where no answer goes on so
	complete []bool  // [states]: the bytes so far are an answer
}

// maxStates bounds automata, whose transitions are int16.
const maxStates = 4096

// add appends a state without transitions and returns its number.
func (d *dfa) add(complete bool) int16 {
	d.next = append(d.next, deadRow[:]...)
	d.complete = append(d.complete, complete)
	return int16(len(d.complete) - 1)
}

var deadRow = func() (row [256]int16) {
	for i := range row {
		row[i] = dead
	}
	return row
}()

// row are the transitions of a state by byte.
func (d *dfa) row(id int16) []int16 { return d.next[int(id)<<8:][:256] }

// words is the automaton of exactly the given texts.
func words(texts ...string) *dfa {
	d := &dfa{}
	d.add(false)
	for _, text := range texts {
		id := int16(0)
		for i := range len(text) {
			to := d.row(id)[text[i]]
			if to == dead {
				to = d.add(false)
				d.row(id)[text[i]] = to
			}
			id = to
		}
		d.complete[id] = true
	}
	return d
}

// distances gives, for each state, the fewest bytes to a complete one, where
// only usable bytes may be written; dead if there is no way.
func (d *dfa) distances(usable *[256]bool) []int32 {
	dist := make([]int32, len(d.complete))
	for id, complete := range d.complete {
		dist[id] = dead
		if complete {
			dist[id] = 0
		}
	}
	for changed := true; changed; { // as often as the longest shortest way has bytes, at most
		changed = false
		for id := len(dist) - 1; id >= 0; id-- { // most transitions go to later states
			for b, to := range d.row(int16(id)) {
				if to == dead || !usable[b] || dist[to] == dead {
					continue
				}
				if n := dist[to] + 1; dist[id] == dead || n < dist[id] {
					dist[id], changed = n, true
				}
			}
		}
	}
	return dist
}

// prune removes the transitions to states that lead to no answer.
func (d *dfa) prune(dist []int32) {
	for i, to := range d.next {
		if to != dead && dist[to] == dead {
			d.next[i] = dead
		}
	}
}

// follow lists the bytes that may follow a state.
func (d *dfa) follow(id int16) []byte {
	var list []byte
	for b, to := range d.row(id) {
		if to != dead {
			list = append(list, byte(b))
		}
	}
	return list
}

// all makes every byte usable.
var all = func() *[256]bool {
	var usable [256]bool
	for b := range usable {
		usable[b] = true
	}
	return &usable
}()

// empty says whether the automaton accepts nothing.
func (d *dfa) empty() bool { return d.distances(all)[0] == dead }

// accepts says whether a text is an answer.
func (d *dfa) accepts(text string) bool {
	id := int16(0)
	for i := range len(text) {
		if id = d.row(id)[text[i]]; id == dead {
			return false
		}
	}
	return d.complete[id]
}

// subset numbers sets of states of a nondeterministic automaton.
type subset struct {
	ids  map[string]int16
	sets [][]int32
}

// number gives a set's number, and says whether it is new.
func (s *subset) number(set []int32) (id int16, fresh bool) {
	slices.Sort(set)
	set = slices.Compact(set)
	key := make([]byte, 0, 4*len(set))
	for _, n := range set {
		key = append(key, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	}
	if id, ok := s.ids[string(key)]; ok {
		return id, false
	}
	id = int16(len(s.sets))
	s.ids[string(key)] = id
	s.sets = append(s.sets, set)
	return id, true
}
