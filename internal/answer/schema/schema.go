// Package schema describes the form of an answer.
//
// It is the vocabulary that the stages share: package stubs reads a [Type]
// from a function's Go result type, compilers see it as part of the
// spec, generated code says the same to package runtime, and package constrain
// makes an automaton of it.
//
// An answer of a scalar type is plain text: a label, a number, yes or no.
// Within lists, maps and structs, and for what may be missing, answers are
// JSON: fields in the order of the struct, all of them, and no white space, so
// that all but the values is known in advance.
package schema

// Kind is the form of an answer.
type Kind string

// The kinds of types.
const (
	Text     Kind = "text"     // text, up to the end token or within its limits
	Bool     Kind = "bool"     // "yes" or "no"; true or false in JSON
	Integer  Kind = "integer"  // a decimal number between Min and Max
	Float    Kind = "float"    // a decimal number between Low and High
	Enum     Kind = "enum"     // one of Labels
	Time     Kind = "time"     // "2026-01-31T12:00:00Z": a second in UTC
	Object   Kind = "object"   // a JSON object with Fields
	List     Kind = "list"     // a JSON array of Elem
	Map      Kind = "map"      // a JSON object from any text to Elem
	Optional Kind = "optional" // null or Elem
)

// Type describes the answers of a function, or of a part of one.
type Type struct {
	Kind Kind `json:"kind"`
	// Labels are the answers of an Enum, in source order.
	Labels []Label `json:"labels,omitempty"`
	// Abstain is the label that means "don't know"; "" if there is none.
	Abstain string `json:"abstain,omitempty"`
	// Min and Max bound an Integer.
	Min int64  `json:"min,omitempty"`
	Max uint64 `json:"max,omitempty"`
	// Low and High bound a Float, in the form of [Decimal]; "" is no bound.
	Low  string `json:"low,omitempty"`
	High string `json:"high,omitempty"`
	// Digits is the most digits of a Float, so that each decimal stands for
	// another number: 15 for 64 bits, 6 for 32.
	Digits int `json:"digits,omitempty"`
	// Pattern is a regular expression (RE2) that all of a Text matches; "" is none.
	Pattern string `json:"pattern,omitempty"`
	// Length bounds the characters of a Text or the items of a List or Map; nil is no bound.
	Length *Length `json:"length,omitempty"`
	// Fields are those of an Object, in order.
	Fields []Field `json:"fields,omitempty"`
	// Elem is the type of the items of a List or Map, or of an Optional's value.
	Elem *Type `json:"elem,omitempty"`
}

// Label is one answer of an enum.
type Label struct {
	// Text is what the interpreter writes: the value of a string constant, the name of an integer constant.
	Text string `json:"text"`
	// Doc is the constant's doc and line comment, the part of the spec that explains the label.
	Doc string `json:"doc,omitempty"`
	// Value is the constant as encoding/json has it, "2"; "" if that is the
	// text itself. A program does not depend on it.
	Value string `json:"-"`
}

// Field is a part of an Object.
type Field struct {
	Name string `json:"name"`          // in JSON
	Doc  string `json:"doc,omitempty"` // the field's doc and line comment
	Type Type   `json:"type"`
}

// Length is a range of lengths, both ends in it.
type Length struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Open says that answers have no end of their own: the end token, or a bound
// on their tokens, ends them.
func (t Type) Open() bool { return t.Kind == Text && t.Pattern == "" && t.Length == nil }

// Finite says that the answers are labels; see [Type.Answers].
func (t Type) Finite() bool {
	return t.Kind == Enum || t.Kind == Bool || t.Kind == Optional && t.Elem.Finite()
}

// Short says that answers end by themselves, after a few dozen tokens at most
// unless a label is longer: max_tokens means nothing to them.
func (t Type) Short() bool {
	return t.Finite() || t.Kind == Integer || t.Kind == Float || t.Kind == Time
}

// Plain says that an answer is plain text and not JSON.
func (t Type) Plain() bool {
	switch t.Kind {
	case Object, List, Map:
		return false
	case Optional:
		return t.Finite()
	}
	return true
}

// Answers lists the answers of a finite type.
func (t Type) Answers() []string {
	switch t.Kind {
	case Bool:
		return []string{Yes, No}
	case Optional:
		return append(t.Elem.Answers(), Null)
	}
	texts := make([]string, len(t.Labels))
	for i, l := range t.Labels {
		texts[i] = l.Text
	}
	return texts
}

// Yes and No are the texts of the two truth values, in inputs and in answers;
// Null is that of a value that is missing.
const (
	Yes  = "yes"
	No   = "no"
	Null = "null"
)
