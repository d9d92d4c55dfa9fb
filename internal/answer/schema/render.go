package schema

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Number is a number as answers write it: decimal digits, perhaps with a sign
// and a fraction.
type Number string

// Entry is a part of the value of a [Map].
type Entry struct {
	Key   string
	Value any
}

// Render writes a value as an answer of the type. Values are strings for Text
// and Enum (its label), bools, [Number], [time.Time], slices of values for List
// and Object (its fields), slices of [Entry] for Map, and nil for what is
// missing. The error says why the value is no answer.
func (t Type) Render(v any) (string, error) {
	var b strings.Builder
	err := t.render(&b, v, !t.Plain())
	return b.String(), err
}

func (t Type) render(b *strings.Builder, v any, quoted bool) error {
	switch t.Kind {
	case Optional:
		if v == nil {
			b.WriteString(Null)
			return nil
		}
		return t.Elem.render(b, v, quoted)
	case Object:
		return t.renderFields(b, v.([]any))
	case List:
		return t.renderItems(b, v.([]any))
	case Map:
		return t.renderEntries(b, v.([]Entry))
	case Bool:
		b.WriteString(truth(v.(bool), quoted))
		return nil
	case Integer, Float:
		b.WriteString(string(v.(Number)))
		return t.checkNumber(v.(Number))
	}
	text, err := t.text(v)
	if err == nil && quoted {
		var ok bool
		if text, ok = Quote(text); !ok {
			err = fmt.Errorf("%q holds characters that no answer has", v)
		}
	}
	b.WriteString(text)
	return err
}

// truth is a bool as text or as JSON.
func truth(v, quoted bool) string {
	switch {
	case quoted:
		return fmt.Sprint(v)
	case v:
		return Yes
	}
	return No
}

// text is the value of a Text, Enum or Time without quotes.
func (t Type) text(v any) (string, error) {
	switch t.Kind {
	case Time:
		at := v.(time.Time).UTC()
		text := at.Format("2006-01-02T15:04:05Z")
		if at.Nanosecond() != 0 || at.Year() < 0 || at.Year() > 9999 {
			return text, fmt.Errorf("%s is not a whole second of the years 0 to 9999", at.Format(time.RFC3339Nano))
		}
		return text, nil
	case Enum:
		if !slices.Contains(t.Answers(), v.(string)) {
			return v.(string), fmt.Errorf("%q is no label", v)
		}
		return v.(string), nil
	}
	text := v.(string)
	if t.Pattern != "" {
		whole, err := regexp.Compile(`\A(?:` + t.Pattern + `)\z`)
		if err != nil {
			return text, err
		}
		if !whole.MatchString(text) {
			return text, fmt.Errorf("%q does not match %s", text, t.Pattern)
		}
	}
	return text, t.Length.check(utf8.RuneCountInString(text), "characters")
}

// check says whether a length is allowed.
func (l *Length) check(n int, what string) error {
	if l != nil && (n < l.Min || n > l.Max) {
		return fmt.Errorf("it has %d %s, want %d to %d", n, what, l.Min, l.Max)
	}
	return nil
}

// checkNumber says whether a number is within the type's bounds.
func (t Type) checkNumber(n Number) error {
	low, high := t.Low, t.High
	if t.Kind == Integer {
		low, high = fmt.Sprint(t.Min), fmt.Sprint(t.Max)
	}
	x, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return fmt.Errorf("%s is no decimal number", n)
	}
	if digits := len(strings.Trim(strings.Replace(string(n), ".", "", 1), "-")); t.Kind == Float && digits > t.Digits {
		return fmt.Errorf("%s has %d digits, want at most %d", n, digits, t.Digits)
	}
	below := func(bound string, sign int) bool {
		limit, ok := new(big.Rat).SetString(bound)
		return ok && x.Cmp(limit)*sign < 0
	}
	if below(low, 1) || below(high, -1) {
		return fmt.Errorf("%s is not from %s to %s", n, low, high)
	}
	if x.Sign() == 0 && n != "0" {
		return errors.New("a negative zero can't be written")
	}
	return nil
}

func (t Type) renderFields(b *strings.Builder, values []any) error {
	for i, f := range t.Fields {
		b.WriteByte("{,"[min(i, 1)])
		name, _ := Quote(f.Name)
		b.WriteString(name + ":")
		if err := f.Type.render(b, values[i], true); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if len(t.Fields) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return nil
}

func (t Type) renderItems(b *strings.Builder, values []any) error {
	b.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := t.Elem.render(b, v, true); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	b.WriteByte(']')
	return t.Length.check(len(values), "items")
}

func (t Type) renderEntries(b *strings.Builder, entries []Entry) error {
	b.WriteByte('{')
	for i, e := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		key, ok := Quote(e.Key)
		if !ok {
			return fmt.Errorf("%q holds characters that no answer has", e.Key)
		}
		b.WriteString(key + ":")
		if err := t.Elem.render(b, e.Value, true); err != nil {
			return fmt.Errorf("%s: %w", e.Key, err)
		}
	}
	b.WriteByte('}')
	return t.Length.check(len(entries), "entries")
}
