package transformer_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRestore goes on with saved sequences, forks with pages that are not full
// among them.
func TestRestore(t *testing.T) {
	for _, name := range []string{"q8_0-tied-lora-q8_0", "gpt2-q8_0"} {
		f := byName(t, name)
		f.config.Context = 100
		m, a := f.load(t)
		again, _ := f.load(t)
		r := rand.New(rand.NewPCG(5, 6))
		c := m.NewCache()
		for range 4 {
			c = c.Fork()
			forward(t, m, c, a, random(r, 1+r.IntN(20), f.config.Vocab))
			restored, err := again.RestoreCache(c.Save())
			if err != nil {
				t.Fatal(err)
			}
			next := random(r, 3, f.config.Vocab)
			got, want := forward(t, again, restored, a, next), forward(t, m, c.Fork(), a, next)
			if restored.Len() != c.Len()+3 || !equal(got, want) {
				t.Errorf("%s: a restored sequence of %d tokens goes on differently", name, c.Len())
			}
		}
	}
}

func TestRestoreErrors(t *testing.T) {
	m, a := byName(t, "q8_0-tied-lora-q8_0").load(t)
	other, _ := byName(t, "gpt2-q8_0").load(t)
	c := m.NewCache()
	forward(t, m, c, a, tokens)
	state := c.Save()
	for i := range 200 {
		at := i * len(state) / 200
		bad := append([]byte(nil), state...)
		bad[at] ^= 1
		if _, err := m.RestoreCache(bad); err == nil {
			t.Errorf("byte %d was changed, no error", at)
		}
		if _, err := m.RestoreCache(state[:at]); err == nil {
			t.Errorf("cut to %d bytes, no error", at)
		}
	}
	for _, test := range []struct{ got, want string }{
		{fmt.Sprint(second(m.RestoreCache(nil))), "transformer: saved sequence: not one of this version"},
		{fmt.Sprint(second(m.RestoreCache(append(state[:len(state):len(state)], 0)))), "transformer: saved sequence: damaged"},
		{fmt.Sprint(second(other.RestoreCache(state))), "transformer: saved sequence: of another model: layers, heads, width, tokens and pages are"},
	} {
		if !strings.HasPrefix(test.got, test.want) {
			t.Errorf("error %q, want %q", test.got, test.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func FuzzRestore(f *testing.F) {
	m, a := byName(f, "q8_0-tied-lora-q8_0").load(f)
	c := m.NewCache()
	forward(f, m, c, a, tokens)
	state := c.Save()
	f.Add(state[:len(state)-4])
	f.Fuzz(func(t *testing.T, body []byte) {
		state := binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
		if c, err := m.RestoreCache(state); err == nil && c.Len() > 0 {
			forward(t, m, c.Fork(), nil, []int32{1})
		}
	})
}
