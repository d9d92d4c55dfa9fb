package stubs

import (
	"encoding/json"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/cases"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/spelling"
)

// fileTests reads the tests of f in paw_tests/, on top of those in directives.
func (r *reader) fileTests(f *Function, seen map[string]answered) {
	for _, ext := range []string{".csv", ".jsonl"} {
		name := filepath.Join(r.pkg.Dir, cases.Folder, f.Name+ext)
		data, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		place := r.fset.AddFile(name, -1, len(data))
		if err != nil {
			r.reportAt(place.Pos(0), "", "%s: %v", f.Name, err)
			continue
		}
		place.SetLinesForContent(data)
		rows, problems := cases.Parse(name, data, f.Name, f.paramNames())
		for _, p := range problems {
			r.reportAt(place.Pos(p.Offset), p.Hint, "%s: %s", f.Name, p.Message)
		}
		for _, row := range rows {
			r.fileTest(f, seen, place, row)
		}
	}
}

// fileTest checks the cells of a row against the function's types.
func (r *reader) fileTest(f *Function, seen map[string]answered, place *token.File, row cases.Row) {
	args := make([]prompt.Argument, len(row.Input))
	good := true
	for i, cell := range row.Input {
		value, err := cellValue(f.Params[i].Type, cell)
		if err != nil {
			r.reportAt(place.Pos(cell.Offset), "", "%s: %s is %v", f.Name, f.Params[i].Name, err)
			good = false
		}
		args[i] = prompt.Argument{Name: f.Params[i].Name, Value: value}
	}
	output, hint, err := cellAnswer(f, row.Output)
	if err != nil {
		r.reportAt(place.Pos(row.Output.Offset), hint, "%s: %v", f.Name, err)
		good = false
	}
	if !good {
		return
	}
	pos := place.Pos(row.Offset)
	e := example(args, output)
	r.repeats(f, seen, directive{word: "test", pos: pos}, e)
	f.Tests = append(f.Tests, Test{r.relative(r.fset.Position(pos)), e})
}

// cellValue is a cell as a value of the type. Its error completes "the cell is ...".
func cellValue(t types.Type, cell cases.Cell) (any, error) {
	if basic, ok := scalar(t); ok {
		return scalarValue(basic, cell)
	}
	value, err := parseJSON(t, cell.Text, cell.JSON)
	if err != nil {
		return nil, fmt.Errorf("%.40q, which is %w", cell.Text, err)
	}
	_, err = prompt.Text(value)
	return value, err
}

// scalarValue is cellValue for a basic type.
func scalarValue(t types.Type, cell cases.Cell) (any, error) {
	text, err := plainCell(t, cell)
	if err != nil {
		return nil, err
	}
	value, err := ParseValue(t, text)
	if err != nil {
		return nil, fmt.Errorf("%q, which is %w", text, err)
	}
	return value, nil
}

// scalarCell is a cell as package prompt writes a value of a basic type.
func scalarCell(t types.Type, cell cases.Cell) (string, error) {
	value, err := scalarValue(t, cell)
	if err != nil {
		return "", err
	}
	return prompt.Text(value)
}

// plainCell is what a cell says, which in JSON must have the JSON type that
// goes with the Go type.
func plainCell(t types.Type, cell cases.Cell) (string, error) {
	if !cell.JSON {
		return cell.Text, nil
	}
	basic, _ := scalar(t)
	isText := basic.Info()&types.IsString != 0
	if isText != strings.HasPrefix(cell.Text, `"`) {
		want := "a number or bool"
		if isText {
			want = "a string"
		}
		return "", fmt.Errorf("%s, want %s of JSON", cell.Text, want)
	}
	if !isText {
		return cell.Text, nil
	}
	var text string
	err := json.Unmarshal([]byte(cell.Text), &text)
	return text, err
}

// cellAnswer is an answer as examples have it. An enum's is one of the labels,
// as a text; JSON is as answers have it, but for white space.
func cellAnswer(f *Function, cell cases.Cell) (answer, hint string, err error) {
	switch form := f.Spec.Result; form.Kind {
	case compiler.Text, compiler.Bool, compiler.Integer:
		answer, err = scalarCell(f.Result, cell)
		if err != nil {
			return "", "", fmt.Errorf("output is %w", err)
		}
		if trimmed := strings.TrimSpace(answer); form.Open() && trimmed != answer {
			return "", "remove it", fmt.Errorf("output %q has white space around it, which is cut off every answer", answer)
		}
		cell = cases.Cell{Text: answer}
	case compiler.Enum:
		text, err := plainCell(types.Typ[types.String], cell)
		if err != nil {
			return "", labelHint(f), fmt.Errorf("output is %w", err)
		}
		if !slices.Contains(form.Answers(), text) {
			return "", labelHint(f), fmt.Errorf("output %q is not one of the labels", text)
		}
		return text, "", nil
	}
	value, err := f.Spec.Result.Parse(cell.Text, cell.JSON)
	if err == nil {
		answer, err = f.Spec.Result.Render(value)
	}
	if err != nil {
		err = fmt.Errorf("output is no answer of its type: %w", err)
	}
	return answer, "", err
}

// labelHint lists the labels of an enum.
func labelHint(f *Function) string {
	var list []string
	for _, l := range f.Labels {
		list = append(list, fmt.Sprintf("%q", l.Text))
	}
	const most = 8
	if len(list) > most {
		list = append(list[:most], "...")
	}
	return "use " + strings.Join(list, ", ")
}

// strayTestFiles reports files of tests that belong to no stub.
func (r *reader) strayTestFiles(stubs []*stub) {
	entries, _ := os.ReadDir(filepath.Join(r.pkg.Dir, cases.Folder)) // most packages have none
	var names []string
	for _, s := range stubs {
		names = append(names, s.name())
	}
	for _, e := range entries {
		function, ok := cases.Function(e.Name())
		if !ok || slices.Contains(names, function) {
			continue
		}
		hint := "name it for the function that it tests, or remove it"
		if near := spelling.Nearest(function, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		pos := token.Position{Filename: filepath.Join(r.pkg.Dir, cases.Folder, e.Name()), Line: 1, Column: 1}
		r.report(pos, hint, "no stub is named %q", function)
	}
}
