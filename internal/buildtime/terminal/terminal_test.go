package terminal

import "testing"

func TestLine(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a\tb <|im_end|> \u2603 \uFFFD \"\\", "a\tb <|im_end|> \u2603 \uFFFD \"\\"},
		{"\x1b[31mred\x7f", `\x1b[31mred\x7f`},
		{"one\r\ntwo", `one\r\ntwo`},
		{"\xff\xef\xbf", `\xff\xef\xbf`},
		{"\u009b1m \u202e", `\u009b1m \u202e`},
	}
	for _, test := range tests {
		if got := Line(test.text); got != test.want {
			t.Errorf("Line(%q) = %s, want %s", test.text, got, test.want)
		}
	}
}

func TestIndented(t *testing.T) {
	if got, want := Indented("a \n\nb\x1b\n\n"), "    a\n\n    b\\x1b\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
