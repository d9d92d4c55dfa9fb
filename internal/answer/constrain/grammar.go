package constrain

import (
	"fmt"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// node is a value of an answer, as a tree of leaves.
type node interface {
	// open gives the places where the value may begin, when then follows it.
	// The next byte decides between them.
	open(then rest) []place
	// cost is the fewest tokens of the value.
	cost() int
}

// rest is what follows a leaf; nil is the end of the answer.
type rest interface {
	firsts() []place
	cost() int
}

// place is where an answer stands: in a leaf, with what follows it.
type place struct {
	state
	then rest
}

// next is the place after one more byte.
func (p place) next(b byte) (place, bool) {
	if s, ok := p.state.next(b); ok {
		return place{s, p.then}, true
	}
	if !p.done() {
		return p, false
	}
	return advance(p.firsts(), b)
}

// advance is the place after the first byte of one of some beginnings.
func advance(firsts []place, b byte) (place, bool) {
	for _, f := range firsts {
		if q, ok := f.next(b); ok {
			return q, true
		}
	}
	return place{}, false
}

// firsts are the places behind the leaf.
func (p place) firsts() []place {
	if p.then == nil {
		return nil
	}
	return p.then.firsts()
}

// after is the cost of what follows the leaf. The end token may be needed.
func (p place) after() int {
	if p.then == nil {
		return 1
	}
	return p.then.cost()
}

// cost is the fewest tokens to the end of the answer, or a few more. Wherever
// it is finite, some token leads to a place that costs less: a token of a
// single byte, or within fixed text one that [Vocabulary.nearest] has found.
func (p place) cost() int { return p.state.cost() + p.after() }

// scalar is a node of one leaf.
type scalar struct{ start leafState }

func (n scalar) open(then rest) []place { return []place{{n.start, then}} }
func (n scalar) cost() int              { return n.start.cost() }

// sequence is one value after the other.
type sequence []node

func (n sequence) open(then rest) []place {
	if len(n) == 1 {
		return n[0].open(then)
	}
	return n[0].open(sequenceRest{n[1:], then})
}

func (n sequence) cost() int {
	sum := 0
	for _, part := range n {
		sum += part.cost()
	}
	return sum
}

type sequenceRest struct {
	parts sequence
	then  rest
}

func (r sequenceRest) firsts() []place { return r.parts.open(r.then) }
func (r sequenceRest) cost() int       { return r.parts.cost() + cost(r.then) }

func cost(r rest) int { return place{then: r}.after() }

// list is brackets around values, with commas between them.
type list struct {
	opening, comma, closing scalar
	item                    node
	min, max                int // how many items there are
}

func (n *list) open(then rest) []place { return n.opening.open(listRest{n, 0, then}) }
func (n *list) cost() int              { return n.opening.cost() + listRest{list: n}.values() }

// listRest is a list after some items.
type listRest struct {
	list  *list
	count int
	then  rest
}

func (r listRest) firsts() []place {
	var places []place
	if r.count >= r.list.min {
		places = r.list.closing.open(r.then)
	}
	next := listRest{r.list, r.count + 1, r.then}
	switch {
	case r.count >= r.list.max:
	case r.count == 0:
		places = append(places, r.list.item.open(next)...)
	default:
		places = append(places, sequence{r.list.comma, r.list.item}.open(next)...)
	}
	return places
}

func (r listRest) cost() int { return r.values() + cost(r.then) }

// values is the cost of the items that must follow, and of the closing bracket.
func (r listRest) values() int {
	missing := max(0, r.list.min-r.count)
	sum := r.list.closing.cost() + missing*(r.list.comma.cost()+r.list.item.cost())
	if missing > 0 && r.count == 0 {
		sum -= r.list.comma.cost()
	}
	return sum
}

// optional is null or a value.
type optional struct {
	null  scalar
	value node
}

func (n optional) open(then rest) []place { return append(n.null.open(then), n.value.open(then)...) }
func (n optional) cost() int              { return min(n.null.cost(), n.value.cost()) }

// node is a type as a tree. Within JSON, scalars are quoted where JSON wants it.
func (v *Vocabulary) node(t schema.Type, quoted bool) (node, error) {
	switch t.Kind {
	case schema.Bool:
		return v.fixed("true", "false")
	case schema.Enum:
		return v.quotedLabels(t.Labels)
	case schema.Object:
		return v.object(t.Fields)
	case schema.List:
		item, err := v.node(*t.Elem, true)
		if err != nil {
			return nil, err
		}
		return v.list("[", "]", item, t.Length)
	case schema.Map:
		return v.mapping(t)
	case schema.Optional:
		null, err := v.fixed(schema.Null)
		if err != nil {
			return nil, err
		}
		value, err := v.node(*t.Elem, true)
		return optional{null, value}, err
	}
	if t.Quote != "" {
		return v.quoteNode(t.Quote, quoted), nil
	}
	start, err := v.scalarLeaf(t, quoted)
	return scalar{start}, err
}

// fixed is one of some texts.
func (v *Vocabulary) fixed(texts ...string) (scalar, error) {
	l, err := v.wordsLeaf(texts...)
	return scalar{leafState{leaf: l}}, err
}

func (v *Vocabulary) quotedLabels(labels []schema.Label) (node, error) {
	texts := make([]string, len(labels))
	for i, l := range labels {
		quoted, ok := schema.Quote(l.Text)
		if !ok {
			return nil, fmt.Errorf("label %q cannot be written as JSON", l.Text)
		}
		texts[i] = quoted
	}
	return v.fixed(texts...)
}

// object is fields in their order.
func (v *Vocabulary) object(fields []schema.Field) (node, error) {
	var parts sequence
	fixed := "{"
	for i, f := range fields {
		name, ok := schema.Quote(f.Name)
		if !ok {
			return nil, fmt.Errorf("field %q cannot be written as JSON", f.Name)
		}
		if i > 0 {
			fixed = ","
		}
		key, err := v.fixed(fixed + name + ":")
		if err != nil {
			return nil, err
		}
		value, err := v.node(f.Type, true)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Name, err)
		}
		parts, fixed = append(parts, key, value), ""
	}
	end, err := v.fixed(fixed + "}")
	return append(parts, end), err
}

// mapping is entries in any order. Keys may repeat: the last one counts.
func (v *Vocabulary) mapping(t schema.Type) (node, error) {
	key, err := v.textState(true, nil)
	if err != nil {
		return nil, err
	}
	colon, err := v.fixed(":")
	if err != nil {
		return nil, err
	}
	value, err := v.node(*t.Elem, true)
	if err != nil {
		return nil, err
	}
	return v.list("{", "}", sequence{scalar{key}, colon, value}, t.Length)
}

func (v *Vocabulary) list(opening, closing string, item node, length *schema.Length) (node, error) {
	n := &list{item: item, max: whole}
	if length != nil {
		n.min, n.max = length.Min, length.Max
	}
	var err error
	for _, part := range []struct {
		text string
		into *scalar
	}{{opening, &n.opening}, {",", &n.comma}, {closing, &n.closing}} {
		if *part.into, err = v.fixed(part.text); err != nil {
			return nil, err
		}
	}
	return n, nil
}
