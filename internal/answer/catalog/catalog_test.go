package catalog

import "testing"

// TestKnown holds the table together.
func TestKnown(t *testing.T) {
	for _, m := range Known() {
		if !ValidID(m.ID) || m.Title == "" || m.Licence == "" || m.Source == "" || len(m.Files) == 0 {
			t.Errorf("%+v is incomplete", m)
		}
		if base, ok := FindKnown(m.Base); m.Kind == Compiler && (!ok || base.Kind != Interpreter || m.Notes == "") {
			t.Errorf("%s: base %q", m.ID, m.Base)
		}
		for _, a := range m.Files {
			if m.Kind == Interpreter && (a.Size == 0 || len(a.SHA256) != 64 || a.Path != m.ID+".gguf") {
				t.Errorf("%s: %+v", m.ID, a)
			}
		}
	}
	if m, ok := FindKnown("paw-4b-gpt2"); !ok || m.ID != "paw-4b-gpt2-20260406" {
		t.Errorf("alias gives %q", m.ID)
	}
	if _, ok := FindKnown(""); ok {
		t.Error("the empty name is known")
	}
}
