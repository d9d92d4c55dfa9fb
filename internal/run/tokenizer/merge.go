package tokenizer

// pair is two neighbouring tokens.
type pair struct{ left, right int32 }

// merge is what a pair becomes; lower ranks are merged first.
type merge struct{ rank, token int32 }

// merger merges the bytes of one word after another, and keeps its memory between words.
type merger struct {
	t      *Tokenizer
	nodes  []node
	queue  []candidate // a heap: the lowest rank first, then the leftmost
	spaced bool        // whether SentencePiece's next text gets a space before it
}

// node is a token in a linked list over the word; -1 ends the list.
type node struct {
	token      int32 // -1 once it is merged into its left neighbour
	prev, next int32
}

// candidate is a merge that was possible when it was queued.
type candidate struct {
	merge
	pair
	at int32 // the left node
}

// appendWord appends word's tokens to dst.
func (m *merger) appendWord(dst []int32, word string) []int32 {
	if id, ok := m.t.whole[word]; ok {
		return append(dst, id)
	}
	m.nodes = m.nodes[:0]
	for i := range len(word) {
		if id := m.t.bytes[word[i]]; id != missing {
			m.add(id)
		}
	}
	return m.merge(dst)
}

// add adds a token to the end of the list.
func (m *merger) add(id int32) {
	n := int32(len(m.nodes))
	m.nodes = append(m.nodes, node{id, n - 1, n + 1})
}

// merge merges the list and appends its tokens to dst. It takes O(n log n) for n
// nodes: each merge removes one and queues at most two candidates.
func (m *merger) merge(dst []int32) []int32 {
	m.queue = m.queue[:0]
	if len(m.nodes) == 0 {
		return dst
	}
	m.nodes[len(m.nodes)-1].next = -1
	for i := range m.nodes {
		m.offer(int32(i))
	}
	for len(m.queue) > 0 {
		m.apply(m.pop())
	}
	for i := int32(0); i >= 0; i = m.nodes[i].next {
		dst = append(dst, m.nodes[i].token)
	}
	return dst
}

// apply merges a candidate, unless one of its tokens has changed since.
func (m *merger) apply(c candidate) {
	left := &m.nodes[c.at]
	if left.token != c.left || left.next < 0 || m.nodes[left.next].token != c.right {
		return
	}
	right := &m.nodes[left.next]
	left.token, right.token = c.token, -1
	left.next = right.next
	if left.next >= 0 {
		m.nodes[left.next].prev = c.at
	}
	if left.prev >= 0 {
		m.offer(left.prev)
	}
	m.offer(c.at)
}

// offer queues the merge of node i with its right neighbour, if there is one.
func (m *merger) offer(i int32) {
	n := m.nodes[i]
	if n.next < 0 {
		return
	}
	p := pair{n.token, m.nodes[n.next].token}
	if merge, ok := m.t.merges.find(p); ok {
		m.push(candidate{merge, p, i})
	}
}

func (c candidate) before(d candidate) bool {
	return c.rank < d.rank || c.rank == d.rank && c.at < d.at
}

// push and pop are container/heap without its boxing of every candidate.
func (m *merger) push(c candidate) {
	q := append(m.queue, c)
	i := len(q) - 1
	for i > 0 && c.before(q[(i-1)/2]) {
		q[i] = q[(i-1)/2]
		i = (i - 1) / 2
	}
	q[i] = c
	m.queue = q
}

func (m *merger) pop() candidate {
	top, last := m.queue[0], m.queue[len(m.queue)-1]
	q := m.queue[:len(m.queue)-1]
	i := 0
	for {
		child := 2*i + 1
		if child >= len(q) {
			break
		}
		if child+1 < len(q) && q[child+1].before(q[child]) {
			child++
		}
		if !q[child].before(last) {
			break
		}
		q[i] = q[child]
		i = child
	}
	if len(q) > 0 {
		q[i] = last
	}
	m.queue = q
	return top
}
