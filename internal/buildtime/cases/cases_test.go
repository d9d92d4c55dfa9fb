package cases

import (
	"fmt"
	"strings"
	"testing"
)

// show writes what was read, with the text at each offset.
func show(data string, rows []Row, problems []Problem) string {
	var b strings.Builder
	at := func(offset int) string {
		text, _, _ := strings.Cut(data[offset:], "\n")
		return text[:min(6, len(text))]
	}
	for _, r := range rows {
		fmt.Fprintf(&b, "row %q:", at(r.Offset))
		for _, c := range append(r.Input, r.Output) {
			fmt.Fprintf(&b, " %q at %q", c.Text, at(c.Offset))
		}
		b.WriteByte('\n')
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "%q: %s\n", at(p.Offset), p.Message)
	}
	return b.String()
}

func TestParse(t *testing.T) {
	const header = "{\"input\": {\"a\": \"x\", \"b\": 2}, \"output\": "
	tests := []struct{ name, file, data, want string }{
		{"csv", "F.csv", "b,a,output\n1,x,yes\n\n2,\"y,\nz\",no\n",
			"row \"1,x,ye\": \"x\" at \"x,yes\" \"1\" at \"1,x,ye\" \"yes\" at \"yes\"\n" +
				"row \"2,\\\"y,\": \"y,\\nz\" at \"\\\"y,\" \"2\" at \"2,\\\"y,\" \"no\" at \"no\"\n"},
		{"windows csv", "F.csv", "\uFEFFa,b,output\r\nx,1,yes\r\n", "row \"x,1,ye\": \"x\" at \"x,1,ye\" \"1\" at \"1,yes\\r\" \"yes\" at \"yes\\r\"\n"},
		{"ragged csv", "F.csv", "a,b,output\nx,1\nx,1,yes,no\nx,1,yes\n",
			"row \"x,1,ye\": \"x\" at \"x,1,ye\" \"1\" at \"1,yes\" \"yes\" at \"yes\"\n" +
				"\"x,1\": row has 2 cells, want 3\n\"x,1,ye\": row has 4 cells, want 3\n"},
		{"bare quote", "F.csv", "a,b,output\nx,a\"b,yes\n", "\"\\\"b,yes\": bare \" in non-quoted-field\n"},
		{"open quote", "F.csv", "a,b,output\nx,\"1,yes\n", "\"\": extraneous or missing \" in quoted-field\n"},
		{"header", "F.csv", "a,a,c,output\n", "\"a,c,ou\": column \"a\" is there twice\n\"c,outp\": there is no parameter \"c\"\n\"a,a,c,\": no column \"b\"\n"},
		{"no output", "F.csv", "a,b\nx,1\n", "\"b\": the last column is \"b\", want \"output\"\n"},
		{"semicolons", "F.csv", "a;b;output\n", "\"a;b;ou\": the last column is \"a;b;output\", want \"output\"\n"},
		{"empty csv", "F.csv", "", "\"\": the file has no header\n"},
		{"json", "F.jsonl", header + "true}\n\n" + header + "null}",
			strings.Repeat("row \"{\\\"inpu\": \"\\\"x\\\"\" at \"\\\"x\\\", \\\"\" \"2\" at \"2}, \\\"o\" ", 1) + "\"true\" at \"true}\"\n" +
				"row \"{\\\"inpu\": \"\\\"x\\\"\" at \"\\\"x\\\", \\\"\" \"2\" at \"2}, \\\"o\" \"null\" at \"null}\"\n"},
		{"run -json", "F.jsonl", `{"function":"p.F","input":{"a":"x","b":2},"output":1}`,
			"row \"{\\\"func\": \"\\\"x\\\"\" at \"\\\"x\\\",\\\"b\" \"2\" at \"2},\\\"ou\" \"1\" at \"1}\"\n"},
		{"other function", "F.jsonl", `{"function":"p.G","input":{"a":"x","b":2},"output":1}`, "\"\\\"p.G\\\",\": the function is \"p.G\", want \"F\"\n"},
		{"syntax", "F.jsonl", "\n{\"input\" 1}", "\"1}\": invalid character '1' after object key\n"},
		{"cut off", "F.jsonl", "{\"input\"", "\"\\\"\": unexpected end of JSON input\n"},
		{"no object", "F.jsonl", " [1]\nnull", "\"[1]\": the line is not a JSON object\n\"null\": the line is not a JSON object\n"},
		{"members", "F.jsonl", `{"want": 1, "input": {"a": 1, "a": 2}}`,
			"\"\\\"want\\\"\": unknown member \"want\"\n\"\\\"a\\\": 2\": member \"a\" is there twice\n\"{\\\"want\": no member \"output\"\n"},
		{"parameters", "F.jsonl", `{"input": {"a": 1, "c": 2}, "output": 1}`,
			"\"\\\"c\\\": 2\": there is no parameter \"c\"\n\"{\\\"a\\\": \": input lacks the parameter \"b\"\n"},
		{"one value", "F.jsonl", `{"input": "x", "output": 1}`, "\"\\\"x\\\", \\\"\": input is one value, want 2 parameters\n"},
		{"not UTF-8", "F.csv", "a,b,output\n\xff,1,yes\n", "\"\\xff,1,ye\": byte 0xff is not valid UTF-8\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows, problems := Parse(test.file, []byte(test.data), "F", []string{"a", "b"})
			if got := show(test.data, rows, problems); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

// TestOnlyParameter: the value may stand alone.
func TestOnlyParameter(t *testing.T) {
	for _, data := range []string{`{"input": "x", "output": 1}`, `{"input": {"a": "x"}, "output": 1}`} {
		rows, problems := Parse("F.jsonl", []byte(data), "F", []string{"a"})
		if len(rows) != 1 || rows[0].Input[0].Text != `"x"` || len(problems) > 0 {
			t.Errorf("%s: got %v, %v", data, rows, problems)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a,b,output\nx,1,yes\n", true)
	f.Add("{\"input\": {\"a\": \"x\", \"b\": 2}, \"output\": true}\n", false)
	f.Fuzz(func(t *testing.T, data string, isCSV bool) {
		name := "F.jsonl"
		if isCSV {
			name = "F.csv"
		}
		rows, problems := Parse(name, []byte(data), "F", []string{"a", "b"})
		for _, p := range problems {
			if p.Offset < 0 || p.Offset > len(data) {
				t.Errorf("offset %d of %q in %d bytes", p.Offset, p.Message, len(data))
			}
		}
		for _, r := range rows {
			for _, c := range append(r.Input, r.Output) {
				if c.Offset < r.Offset && !isCSV || c.Offset > len(data) {
					t.Errorf("cell at %d, row at %d", c.Offset, r.Offset)
				}
			}
			if len(r.Input) != 2 {
				t.Errorf("%d arguments", len(r.Input))
			}
		}
	})
}
