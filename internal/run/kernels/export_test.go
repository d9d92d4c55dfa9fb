package kernels

// Guard puts canaries around what kernels write in the tile and returns what says
// whether they are still there.
func (t *Tile) Guard() (intact func() bool) {
	const canary = 12345
	scores, sums := make([]float32, len(t.scores)+32), make([]int32, len(t.sums)+32)
	for i := range scores {
		scores[i] = canary
	}
	for i := range sums {
		sums[i] = canary
	}
	t.scores, t.sums = scores[16:][:len(t.scores)], sums[16:][:len(t.sums)]
	clear(t.sums)
	return func() bool {
		for i := range 16 {
			if scores[i] != canary || scores[len(scores)-1-i] != canary || sums[i] != canary || sums[len(sums)-1-i] != canary {
				return false
			}
		}
		return true
	}
}
