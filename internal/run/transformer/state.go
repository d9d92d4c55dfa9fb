package transformer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/pawgen/pawgen/internal/run/kernels"
)

// A saved cache is, little-endian: a line of text with the version; layers, key
// and value heads, width of a head, tokens and pages, each as uint32; for each
// page how many tokens of it are used, its integers, a byte each, and its scales;
// and the CRC-32C of all that.
const (
	// stateVersion is raised with each change of the form or of the arithmetic,
	// which the pinned answers of package runtime show.
	stateVersion = "pawgen keys and values 2\n"
	stateHeader  = len(stateVersion) + 5*4
)

// StateVersion names the form of saved caches and the arithmetic behind them.
func (m *Model) StateVersion() string { return stateVersion }

// Save returns the keys and values of the sequence for [Model.RestoreCache].
func (c *Cache) Save() []byte {
	m := c.model
	b := make([]byte, 0, stateHeader+len(c.views)*m.statePage()+4)
	b = append(b, stateVersion...)
	for _, n := range m.stateShape(c.n, len(c.views)) {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	for _, v := range c.views {
		b = binary.LittleEndian.AppendUint32(b, uint32(v.n))
		for _, x := range v.integers {
			b = append(b, byte(x))
		}
		for _, x := range v.scales {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// statePage is how many bytes a page has.
func (m *Model) statePage() int {
	integers, scales := m.pageSize()
	return 4 + integers + 4*scales
}

// stateShape is what the header says after the version.
func (m *Model) stateShape(tokens, pages int) [5]uint32 {
	return [5]uint32{uint32(m.Layers), uint32(m.KVHeads), uint32(m.HeadDim), uint32(tokens), uint32(pages)}
}

// RestoreCache makes a sequence of what [Cache.Save] returned. It is an error if
// the bytes are damaged or of a model of another shape; that they are of the same
// weights and adapter is for the caller to know.
func (m *Model) RestoreCache(state []byte) (*Cache, error) {
	tokens, pages, err := m.checkState(state)
	if err != nil {
		return nil, fmt.Errorf("transformer: saved sequence: %w", err)
	}
	c := &Cache{model: m, n: tokens}
	state = state[stateHeader:]
	start := 0
	for range pages {
		n := int(binary.LittleEndian.Uint32(state))
		if n < 1 || n > kernels.PageTokens {
			return nil, fmt.Errorf("transformer: saved sequence: a page of %d tokens", n)
		}
		v := view{m.pages.Get().(*page), start, n}
		state = state[4:]
		for i := range v.integers {
			v.integers[i] = int8(state[i])
		}
		state = state[len(v.integers):]
		for i := range v.scales {
			v.scales[i] = math.Float32frombits(binary.LittleEndian.Uint32(state[4*i:]))
		}
		state = state[4*len(v.scales):]
		c.views = append(c.views, v)
		start += n
	}
	if start != tokens {
		return nil, fmt.Errorf("transformer: saved sequence: pages of %d tokens, want %d", start, tokens)
	}
	return c, nil
}

// checkState checks everything but the pages' lengths.
func (m *Model) checkState(state []byte) (tokens, pages int, err error) {
	if len(state) < stateHeader+4 || string(state[:len(stateVersion)]) != stateVersion {
		return 0, 0, errors.New("not one of this version")
	}
	body := state[:len(state)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(state[len(body):]) {
		return 0, 0, errors.New("damaged")
	}
	var shape [5]uint32
	for i := range shape {
		shape[i] = binary.LittleEndian.Uint32(state[len(stateVersion)+4*i:])
	}
	tokens, pages = int(shape[3]), int(shape[4])
	if tokens > m.Context || pages > tokens || shape != m.stateShape(tokens, pages) {
		return 0, 0, fmt.Errorf("of another model: layers, heads, width, tokens and pages are %d", shape)
	}
	if want := stateHeader + pages*m.statePage(); len(body) != want {
		return 0, 0, fmt.Errorf("%d bytes, want %d", len(body), want)
	}
	return tokens, pages, nil
}
