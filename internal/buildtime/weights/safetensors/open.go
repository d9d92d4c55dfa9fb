package safetensors

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/system/mmap"
)

const (
	singleFile = "model.safetensors"            // a model that is not cut
	indexFile  = "model.safetensors.index.json" // beside the shards of one that is
	maxIndex   = 64 << 20                       // bytes; that of a 4B model has 40 kB
	maxShards  = 1 << 10
)

// Open maps a file into memory and parses it. The file must not change while
// it is open.
func Open(path string) (*File, error) {
	data, unmap, err := mmap.Open(path)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	f, err := parse(data)
	if err != nil {
		unmap()
		return nil, fmt.Errorf("safetensors: %s: %w", path, err)
	}
	f.unmap = append(f.unmap, unmap)
	return f, nil
}

// Close unmaps what [Open] or [OpenModel] mapped. No tensor may be used afterwards.
func (f *File) Close() error {
	var errs []error
	for _, unmap := range f.unmap {
		errs = append(errs, unmap())
	}
	f.unmap = nil
	return errors.Join(errs...)
}

// OpenModel opens the model of a folder as it is published: model.safetensors,
// or the shards that model.safetensors.index.json lists. Index and shards must
// agree on every tensor, so a file that is missing, cut off or of another
// model is an error.
func OpenModel(dir string) (*File, error) {
	index, err := readIndex(filepath.Join(dir, indexFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Open(filepath.Join(dir, singleFile))
	}
	if err != nil {
		return nil, err
	}
	all := &File{tensors: make(map[string]Tensor, len(index))}
	for _, shard := range slices.Sorted(maps.Keys(shards(index))) {
		if err := all.add(dir, shard, index); err != nil {
			all.Close()
			return nil, err
		}
	}
	for name, shard := range index {
		if _, ok := all.tensors[name]; !ok {
			all.Close()
			return nil, fmt.Errorf("safetensors: %s has no tensor %q, which the index says it has", filepath.Join(dir, shard), name)
		}
	}
	return all, nil
}

// add adds the tensors of a shard.
func (f *File) add(dir, shard string, index map[string]string) error {
	path := filepath.Join(dir, shard)
	one, err := Open(path)
	if err != nil {
		return err
	}
	f.unmap = append(f.unmap, one.unmap...)
	for name, t := range one.tensors {
		if index[name] != shard {
			return fmt.Errorf("safetensors: %s has the tensor %q, which the index puts into %q", path, name, index[name])
		}
		f.tensors[name] = t
	}
	return nil
}

func readIndex(path string) (map[string]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	if info.Size() > maxIndex {
		return nil, fmt.Errorf("safetensors: %s has %d bytes, the most is %d", path, info.Size(), maxIndex)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	index, err := parseIndex(data)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %s: %w", path, err)
	}
	return index, nil
}

// parseIndex returns the shard of each tensor. Shards are files in the same folder.
func parseIndex(data []byte) (map[string]string, error) {
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, err
	}
	if len(index.WeightMap) == 0 {
		return nil, errors.New("weight_map is missing or empty")
	}
	all := shards(index.WeightMap)
	if len(all) > maxShards {
		return nil, fmt.Errorf("weight_map names %d files, the most is %d", len(all), maxShards)
	}
	for shard := range all {
		if !filepath.IsLocal(shard) || strings.ContainsAny(shard, `/\`) || !strings.HasSuffix(shard, ".safetensors") {
			return nil, fmt.Errorf("weight_map names %q (want a .safetensors file in the same folder)", shard)
		}
	}
	return index.WeightMap, nil
}

// shards are the distinct files of an index.
func shards(index map[string]string) map[string]bool {
	set := map[string]bool{}
	for _, shard := range index {
		set[shard] = true
	}
	return set
}
