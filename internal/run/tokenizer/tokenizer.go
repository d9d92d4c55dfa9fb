package tokenizer

// Tokenizer encodes text for one model. It is never changed once it is made,
// so any number of goroutines may use it.
type Tokenizer struct {
	split   splitter         // nil for SentencePiece, which cuts no words
	bytes   [256]int32       // the token of each single byte, or missing
	chars   map[rune]int32   // SentencePiece's tokens of single characters
	whole   map[string]int32 // words that are taken as they are, before any merging; nil if there are none
	merges  merges           // neighbours that become one token
	text    []byte           // the bytes of all tokens, one after the other
	ends    []uint32         // where each token's bytes end in text
	control wholes           // tokens that are not text
	user    wholes           // text that is always one token
	start   []int32          // what is before every text: the token that begins it, or nothing
	end     []int32          // what is after every text
	space   bool             // whether a text, and what follows a control token, gets a space before it
	eos     int32
}

// Len returns the number of tokens; ids are below it.
func (t *Tokenizer) Len() int { return len(t.ends) }

// EOS returns the token that ends an answer.
func (t *Tokenizer) EOS() int32 { return t.eos }

// ID returns the number of a control token, "<|im_end|>".
func (t *Tokenizer) ID(token string) (int32, bool) {
	id, ok := t.control.ids[token]
	return id, ok
}

// Bytes returns the bytes that a token stands for, which may be part of a
// character. It is nil for control tokens and for numbers that are no token.
// The caller must not change it.
func (t *Tokenizer) Bytes(id int32) []byte {
	if id < 0 || int(id) >= len(t.ends) {
		return nil
	}
	start := uint32(0)
	if id > 0 {
		start = t.ends[id-1]
	}
	end := t.ends[id]
	if start == end {
		return nil
	}
	return t.text[start:end:end]
}

// Decode returns the text of ids. Control tokens, and numbers that are no
// token, give nothing.
func (t *Tokenizer) Decode(ids []int32) []byte {
	var text []byte
	for _, id := range ids {
		text = append(text, t.Bytes(id)...)
	}
	return text
}

// EncodePrompt returns the tokens of a text that begins a sequence: those of
// Encode after the token that the vocabulary wants before every text, if any, and
// with the space that SentencePiece puts before it. [Tokenizer.End] is what the
// vocabulary wants after it.
func (t *Tokenizer) EncodePrompt(text string, special bool) []int32 {
	trusted := len(text)
	if special {
		trusted = 0
	}
	return t.encode(append([]int32(nil), t.start...), text, trusted, true)
}

// End returns the tokens that the vocabulary wants after every text, mostly none.
// The caller must not change them.
func (t *Tokenizer) End() []int32 { return t.end }

// Encode returns the tokens of text, as what follows another text; it may hold any bytes. If special is
// true, the names of control tokens in the text become those tokens; otherwise
// they are text like any other.
func (t *Tokenizer) Encode(text string, special bool) []int32 {
	if special {
		return t.EncodeFrom(text, 0)
	}
	return t.EncodeFrom(text, len(text))
}

// EncodeFrom encodes text in which control tokens are known from byte
// trusted on: a control token that starts before it is text. So an untrusted
// input and the template's part after it are encoded together, with merges
// over the border, and yet the input cannot end its turn.
func (t *Tokenizer) EncodeFrom(text string, trusted int) []int32 {
	return t.encode(make([]int32, 0, len(text)/3+1), text, trusted, false)
}

// encode appends the tokens of text; begins says that nothing is before it.
func (t *Tokenizer) encode(ids []int32, text string, trusted int, begins bool) []int32 {
	m := merger{t: t, spaced: begins}
	start := 0 // of the text that is not encoded yet
	for i := 0; i < len(text); {
		id, n := t.wholeAt(text[i:], i >= trusted)
		if n == 0 {
			i++
			continue
		}
		ids = m.appendText(ids, text[start:i])
		ids = append(ids, id)
		m.spaced = true
		i += n
		start = i
	}
	return m.appendText(ids, text[start:])
}

// wholeAt returns the token that text starts with before any cutting of words,
// and its length. The longest wins, as if the patterns were one.
func (t *Tokenizer) wholeAt(text string, control bool) (id int32, length int) {
	id, length = t.user.at(text)
	if control {
		if c, n := t.control.at(text); n > length {
			return c, n
		}
	}
	return id, length
}

// appendText appends the tokens of plain text.
func (m *merger) appendText(dst []int32, text string) []int32 {
	if m.t.split == nil {
		return m.appendPieces(dst, text)
	}
	for len(text) > 0 {
		n := m.t.split(text)
		dst = m.appendWord(dst, text[:n])
		text = text[n:]
	}
	return dst
}
