package accuracy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Function is a function with what is known about its answers.
type Function struct {
	Name string
	File string // that it was read from, without folder and ending
	Type string // "enum", "bool", "string", "quote", "int", ...
	// HeldOut says that no row of it ever trains.
	HeldOut bool
	Licence string // of its rows, "" if the project wrote them
	Spec    compiler.Spec
	Cases   []compiler.Example // what is asked
}

// record is a function in a file: an object of a list, or a line.
type record struct {
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Labels   []string          `json:"labels"`
	Kind     *kind             `json:"kind"`
	Params   []string          `json:"params"`
	Spec     string            `json:"spec"`
	HeldOut  bool              `json:"held_out"`
	Licence  string            `json:"licence"`
	Examples []json.RawMessage `json:"examples"`
	Rows     []json.RawMessage `json:"rows"`
	Cases    []json.RawMessage `json:"cases"`
}

// kind is a result type.
type kind struct {
	Kind   string   `json:"kind"`
	Labels []string `json:"labels"`
	Name   string   `json:"name"`
	Doc    string   `json:"doc"`
	Fields []kind   `json:"fields"`
	Elem   *kind    `json:"elem"`
}

// Read reads the functions of a file: a list of objects, or an object a line.
// The cases of a function without any are its rows.
func Read(path string) ([]Function, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var records []record
	if data = bytes.TrimSpace(data); bytes.HasPrefix(data, []byte("[")) {
		err = json.Unmarshal(data, &records)
	} else {
		for i, line := range bytes.Split(data, []byte("\n")) {
			var r record
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			if err = json.Unmarshal(line, &r); err != nil {
				err = fmt.Errorf("line %d: %w", i+1, err)
				break
			}
			records = append(records, r)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []Function
	for _, r := range records {
		f, err := r.function()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, r.Name, err)
		}
		f.File = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		out = append(out, f)
	}
	return out, nil
}

// function reads a record's rows by its types.
func (r record) function() (Function, error) {
	if r.Type == "text" {
		r.Type = "string"
	}
	result := kind{Kind: r.Type, Labels: r.Labels}
	if r.Kind != nil {
		result = *r.Kind
	}
	f := Function{Name: r.Name, Type: r.Type, HeldOut: r.HeldOut, Licence: r.Licence}
	form, err := result.form()
	if err != nil {
		return f, err
	}
	params := r.Params
	if params == nil {
		params = []string{"text"}
	}
	f.Spec = compiler.Spec{Name: "accuracy." + r.Name, Text: r.Spec, Result: form}
	for _, p := range params {
		f.Spec.Params = append(f.Spec.Params, compiler.Param{Name: p, Type: "string"})
	}
	if f.Spec.Examples, err = rows(r.Examples, form, params); err != nil {
		return f, err
	}
	cases := r.Cases
	if cases == nil {
		cases = r.Rows
	}
	f.Cases, err = rows(cases, form, params)
	return f, err
}

// form is the type as compilers know it. Dates, durations and pieces of the
// input are text there.
func (k kind) form() (schema.Type, error) {
	elem := func() (*schema.Type, error) {
		if k.Elem == nil {
			return nil, fmt.Errorf("%s without elem", k.Kind)
		}
		t, err := k.Elem.form()
		return &t, err
	}
	var t schema.Type
	var err error
	switch k.Kind {
	case "string", "quote", "date", "duration":
		t.Kind = schema.Text
	case "bool":
		t.Kind = schema.Bool
	case "int":
		t.Kind, t.Min, t.Max = schema.Integer, math.MinInt64, math.MaxInt64
	case "float":
		t.Kind, t.Digits = schema.Float, schema.Digits(64)
	case "time":
		t.Kind = schema.Time
	case "enum":
		t.Kind = schema.Enum
		for _, l := range k.Labels {
			t.Labels = append(t.Labels, schema.Label{Text: l})
		}
	case "object":
		t.Kind = schema.Object
		for _, f := range k.Fields {
			form, err := f.form()
			if err != nil {
				return t, err
			}
			t.Fields = append(t.Fields, schema.Field{Name: f.Name, Doc: f.Doc, Type: form})
		}
	case "list":
		t.Kind = schema.List
		t.Elem, err = elem()
	case "map":
		t.Kind = schema.Map
		t.Elem, err = elem()
	case "optional":
		t.Kind = schema.Optional
		t.Elem, err = elem()
	default:
		err = fmt.Errorf("unknown type %q", k.Kind)
	}
	return t, err
}

// rows reads pairs of input and output.
func rows(raw []json.RawMessage, form schema.Type, params []string) ([]compiler.Example, error) {
	out := make([]compiler.Example, len(raw))
	for i, data := range raw {
		var pair []json.RawMessage
		if err := json.Unmarshal(data, &pair); err != nil || len(pair) != 2 {
			return nil, fmt.Errorf("row %d is %.80s, want input and output", i+1, data)
		}
		var err error
		if out[i].Args, err = arguments(pair[0], params); err == nil {
			if out[i].Input, err = prompt.Unframed.Input(out[i].Args); err == nil {
				out[i].Output, err = output(pair[1], form)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return out, nil
}

// arguments reads an input: the text of the only parameter, or an object of all.
func arguments(data json.RawMessage, params []string) ([]prompt.Argument, error) {
	if data[0] != '{' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return nil, err
		}
		if len(params) != 1 {
			return nil, fmt.Errorf("one text for %d parameters", len(params))
		}
		return []prompt.Argument{{Name: params[0], Value: text}}, nil
	}
	var values map[string]any
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, err
	}
	var args []prompt.Argument
	for _, p := range params {
		v, ok := values[p]
		if !ok {
			return nil, fmt.Errorf("no parameter %q", p)
		}
		args = append(args, prompt.Argument{Name: p, Value: v})
	}
	return args, nil
}

// output is an answer as the form writes it.
func output(data json.RawMessage, form schema.Type) (string, error) {
	var text string
	if json.Unmarshal(data, &text) == nil {
		switch form.Kind {
		case schema.Bool:
			data = json.RawMessage(text)
		case schema.Text, schema.Enum, schema.Time:
			return strings.TrimSpace(text), nil
		case schema.Optional:
			if form.Finite() {
				return text, nil
			}
		}
	}
	value, err := form.Parse(string(data), true)
	if err != nil {
		return "", err
	}
	answer, err := form.Render(value)
	if err != nil {
		return "", err
	}
	if answer == "" {
		return "", errors.New("the answer is empty")
	}
	return answer, nil
}
