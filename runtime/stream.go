package runtime

import (
	"context"
	"iter"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pawgen/pawgen"
)

// Stream runs a function of free text and gives the answer in parts, as the
// model writes them: together they are what [Func.Call] returns. Parts are
// whole characters. The call begins with the iteration, anew each time, and
// ends with it. If it fails, the last pair has an [*pawgen.Error].
func (f *Func[T]) Stream(ctx context.Context, args ...Argument) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		s := &stream{yield: yield}
		if err := f.stream(ctx, arguments(args), s); err != nil && !s.stopped {
			yield("", &pawgen.Error{Func: f.name, Err: err})
		}
	}
}

// stream runs the function on an input.
func (f *Func[T]) stream(ctx context.Context, input input, s *stream) (err error) {
	var a *answer
	defer func(start time.Time) { tell(ctx, f.name, start, a, err) }(time.Now())
	program, err := f.load(ctx)
	if err != nil {
		return err
	}
	defer func() { program.ended(err) }()
	a, err = program.answer(ctx, input, request{part: s.part})
	if err != nil || s.stopped {
		return err
	}
	s.rest(a.text)
	return nil
}

// stream gives out an answer while it grows.
type stream struct {
	yield   func(string, error) bool
	given   int  // bytes of the answer that are given out, or left out before its text
	begun   bool // something that is no white space has come
	stopped bool // the consumer wants no more
}

// part gives out what is new in the answer so far, and says whether to go on.
// White space and bytes that are no character wait for what follows them.
func (s *stream) part(answer []byte) bool {
	text := answer[s.given:]
	for len(text) > 0 {
		r, size := utf8.DecodeLastRune(text)
		if !unicode.IsSpace(r) && (r != utf8.RuneError || size > 1) {
			break
		}
		text = text[:len(text)-size]
	}
	if len(text) == 0 {
		return true
	}
	return s.give(string(text))
}

// rest gives out what is left at the end.
func (s *stream) rest(answer string) {
	if text := strings.TrimRightFunc(answer[s.given:], unicode.IsSpace); text != "" {
		s.give(text)
	}
}

// give gives out the next bytes of the answer.
func (s *stream) give(raw string) bool {
	s.given += len(raw)
	text := strings.ToValidUTF8(raw, "\uFFFD")
	if !s.begun {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		s.begun = text != ""
	}
	s.stopped = !s.yield(text, nil)
	return !s.stopped
}
