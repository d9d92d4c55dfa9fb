package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Parse reads an answer as a value for [Type.Render], in any form that
// encoding/json reads: with white space, fields in any order. If quoted is set,
// texts are JSON, else as plain answers have them. It does not check limits.
func (t Type) Parse(text string, quoted bool) (any, error) {
	if !quoted && t.Plain() {
		return t.parsePlain(text)
	}
	if t.Kind == Optional {
		if strings.TrimSpace(text) == Null {
			return nil, nil
		}
		return t.Elem.Parse(text, true)
	}
	var err error
	switch t.Kind {
	case Object:
		return t.parseObject(text)
	case List:
		return t.parseList(text)
	case Map:
		return t.parseMap(text)
	case Bool:
		var b bool
		err = read(text, &b)
		return b, err
	case Integer, Float:
		var n json.Number
		if err = read(text, &n); err != nil {
			return nil, err
		}
		return t.number(string(n))
	}
	var s string
	if err = read(text, &s); err == nil && t.Kind == Time {
		return t.parsePlain(s)
	}
	return s, err
}

// read is json.Unmarshal with errors that name no Go types.
func read(text string, v any) error {
	d := json.NewDecoder(strings.NewReader(text))
	err := d.Decode(v)
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch):
		return fmt.Errorf("got a JSON %s in %.40q", mismatch.Value, text)
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%.40q is not whole JSON", text)
	case err != nil:
		return fmt.Errorf("%.40q is not JSON: %w", text, err)
	case len(bytes.TrimSpace([]byte(text[d.InputOffset():]))) > 0:
		return fmt.Errorf("%.40q is more than one JSON value", text)
	}
	return nil
}

// parsePlain reads an answer that is plain text.
func (t Type) parsePlain(text string) (any, error) {
	switch t.Kind {
	case Optional:
		if text == Null {
			return nil, nil
		}
		return t.Elem.parsePlain(text)
	case Bool:
		if text != Yes && text != No {
			return nil, fmt.Errorf("%q is neither %s nor %s", text, Yes, No)
		}
		return text == Yes, nil
	case Integer, Float:
		return t.number(text)
	case Time:
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			err = fmt.Errorf("%q is no time of the form 2026-01-31T12:00:00Z", text)
		}
		return at, err
	}
	return text, nil
}

// number brings a number into the form of answers.
func (t Type) number(text string) (any, error) {
	if t.Kind == Integer {
		return Number(text), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is no number", text)
	}
	if t.Digits == Digits(32) {
		return Number(Decimal(float64(float32(x)), 32)), nil
	}
	return Number(Decimal(x, 64)), nil
}

func (t Type) parseObject(text string) (any, error) {
	var raw map[string]json.RawMessage
	if err := read(text, &raw); err != nil {
		return nil, err
	}
	values := make([]any, len(t.Fields))
	for i, f := range t.Fields {
		part, ok := raw[f.Name]
		if !ok {
			return nil, fmt.Errorf("field %q is missing", f.Name)
		}
		delete(raw, f.Name)
		v, err := f.Type.Parse(string(part), true)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		values[i] = v
	}
	for name := range raw {
		return nil, fmt.Errorf("there is no field %q", name)
	}
	return values, nil
}

func (t Type) parseList(text string) (any, error) {
	var raw []json.RawMessage
	if err := read(text, &raw); err != nil {
		return nil, err
	}
	values := make([]any, len(raw))
	for i, part := range raw {
		v, err := t.Elem.Parse(string(part), true)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		values[i] = v
	}
	return values, nil
}

// parseMap keeps the order of the entries, and those whose keys repeat.
func (t Type) parseMap(text string) (any, error) {
	var whole map[string]json.RawMessage
	if err := read(text, &whole); err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(text))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	entries := []Entry{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var part json.RawMessage
		if err := d.Decode(&part); err != nil {
			return nil, err
		}
		v, err := t.Elem.Parse(string(part), true)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		entries = append(entries, Entry{key.(string), v})
	}
	return entries, nil
}
