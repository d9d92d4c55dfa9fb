package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// meta is meta.json of a snapshot.
type meta struct {
	Rank        int     `json:"lora_rank"`
	Alpha       float64 `json:"lora_alpha"`
	Bases       int     `json:"lora_num_bases"`
	Steps       int     `json:"prefix_steps"`
	Interpreter string  `json:"interpreter_model"`
	// Residual is ours: it overrides the form of the mapper's trunk, about which
	// the published files say nothing. See [mapper.Mapper].
	Residual bool `json:"pawgen_trunk_residual"`
}

const (
	maxMeta = 1 << 20 // bytes
	most    = 1 << 10 // of any number in it
)

func readMeta(dir string) (meta, error) {
	path := filepath.Join(dir, "meta.json")
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxMeta {
		err = fmt.Errorf("%s has %d bytes, the most is %d", path, info.Size(), maxMeta)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return meta{}, err
	}
	m, err := parseMeta(data)
	if err != nil {
		return m, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func parseMeta(data []byte) (m meta, err error) {
	if err := json.Unmarshal(data, &m); err != nil {
		return m, err
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"lora_rank", m.Rank}, {"lora_num_bases", m.Bases}, {"prefix_steps", m.Steps}} {
		if n.value < 1 || n.value > most {
			return m, fmt.Errorf("%s is %d, want 1 to %d", n.key, n.value, most)
		}
	}
	if !(m.Alpha > 0 && m.Alpha <= most) {
		return m, fmt.Errorf("lora_alpha is %g, want more than 0 and at most %d", m.Alpha, most)
	}
	return m, nil
}
