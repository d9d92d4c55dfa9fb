package spelling

import "testing"

func TestNearest(t *testing.T) {
	candidates := []string{"run", "check", "bear", "bean"}
	tests := []struct{ word, want string }{
		{"chek", "check"}, {"CHECK", "check"}, {"hceck", "check"}, {"rum", "run"}, {"bea", "bean"}, {"mail", ""}, {"", ""},
	}
	for _, test := range tests {
		if got := Nearest(test.word, candidates); got != test.want {
			t.Errorf("Nearest(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "bca", 2}, {"kitten", "sitting", 3}}
	for _, test := range tests {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
