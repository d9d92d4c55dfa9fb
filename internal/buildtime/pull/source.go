package pull

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
)

// A source is where a file comes from: one of the two.
type source struct{ url, path string }

// source says where to get a file.
func (p *Puller) source(m catalog.Model, a catalog.Asset) (source, error) {
	if at, isURL := p.mirror(); !isURL && at != "" {
		return fileSource(at, a)
	}
	switch {
	case a.URL == "" && p.Mirror == "":
		return source{}, errors.New("no table says where it is\n\thint: name its file with -mirror")
	case p.Offline:
		return source{}, fmt.Errorf("offline, and %s is not here\n\thint: %s", a.Path, hintOffline(m, a))
	case p.Mirror == "":
		return source{url: a.URL}, nil
	case a.URL == "":
		return source{url: p.Mirror}, nil
	}
	published, err := url.Parse(a.URL)
	if err != nil {
		return source{}, err
	}
	return source{url: strings.TrimSuffix(p.Mirror, "/") + published.EscapedPath()}, nil
}

// mirror is where the mirror is: a URL of a server, or a path.
func (p *Puller) mirror() (at string, isURL bool) {
	u, err := url.Parse(p.Mirror)
	switch {
	case err == nil && (u.Scheme == "http" || u.Scheme == "https"):
		return p.Mirror, true
	case err == nil && u.Scheme == "file":
		return filepath.FromSlash(u.Path), false
	}
	return p.Mirror, false
}

// fileSource finds a file at a path: it is the file, or a folder that has it
// under its name in the model or in the way that the hub names it.
func fileSource(at string, a catalog.Asset) (source, error) {
	info, err := os.Stat(at)
	if err != nil {
		return source{}, err
	}
	if !info.IsDir() {
		return source{path: at}, nil
	}
	_, inHub, _ := strings.Cut(a.URL, "://")
	_, inHub, _ = strings.Cut(inHub, "/")
	for _, name := range []string{a.Path, inHub} {
		file := filepath.Join(at, filepath.FromSlash(name))
		if info, err := os.Stat(file); name != "" && err == nil && info.Mode().IsRegular() {
			return source{path: file}, nil
		}
	}
	return source{path: filepath.Join(at, filepath.FromSlash(a.Path))}, nil // the error of opening it says enough
}

// hintOffline says how to get a file without a network.
func hintOffline(m catalog.Model, a catalog.Asset) string {
	if a.URL == "" {
		return "bring the file and run pawgen pull -mirror FILE " + m.ID
	}
	return fmt.Sprintf("bring %s from a machine that has a network, and run pawgen pull -mirror FILE %s", a.URL, m.ID)
}

// maxShards is the most files that an index may name.
const maxShards = 1000

// shardsOf lists the files that a safetensors index names, which lie beside it.
func shardsOf(a catalog.Asset, file string) ([]catalog.Asset, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, name := range index.WeightMap {
		names[name] = true
	}
	if len(names) == 0 || len(names) > maxShards {
		return nil, fmt.Errorf("index names %d files, want 1 to %d", len(names), maxShards)
	}
	var shards []catalog.Asset
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !catalog.ValidID(name) || !strings.HasSuffix(name, ".safetensors") {
			return nil, fmt.Errorf("index names the file %.80q, want a plain name that ends in .safetensors", name)
		}
		shards = append(shards, catalog.Asset{
			Path: path.Join(path.Dir(a.Path), name),
			URL:  a.URL[:strings.LastIndex(a.URL, "/")+1] + name,
		})
	}
	return shards, nil
}
