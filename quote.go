package pawgen

// Quote is an answer that stands in the input, for functions that find
// something: func Sender(mail string) pawgen.Quote. With a place it can be
// marked, linked or replaced where it stands:
//
//	q := Sender(mail)
//	mail[q.Start:q.End] == q.Text
//
// It begins and ends at the edges of words, with no white space around it,
// unless the directive //paw:quote characters allows pieces of words. Of several
// places where the text stands, it has the first: parameters come in their
// order. A pointer is nil where nothing is found; without one, the answer is
// some piece of the input in any case, and empty only if the input has no words.
type Quote struct {
	Text  string `json:"text"`
	Param string `json:"param"` // the name of the parameter where it stands
	Start int    `json:"start"` // where it begins in the parameter's value, in bytes
	End   int    `json:"end"`   // where it ends
}
