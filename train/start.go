package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/tokenizer"
)

// startFile holds the weights that a training may start from.
const startFile = "start.safetensors"

// writeStart writes the committed interpreter for train.py --start, with the
// embeddings in the order of dir's vocabulary. A token that the old vocabulary
// lacks starts as the mean of the tokens that it was written with.
func writeStart(dir string) error {
	_, v, err := readVocabulary(filepath.Join(dir, vocabularyFile))
	if err != nil {
		return err
	}
	f, err := gguf.Open(interpreterFile)
	if err != nil {
		return err
	}
	defer f.Close()
	old, err := tokenizer.New(f)
	if err != nil {
		return err
	}
	out := tensors{}
	for _, t := range f.Tensors() {
		x, err := t.Floats()
		if err != nil {
			return err
		}
		shape := make([]int, 0, len(t.Dims))
		for i := range t.Dims {
			shape = append(shape, t.Dims[len(t.Dims)-1-i])
		}
		if t.Name == "token_embd.weight" {
			x, shape[0] = translate(x, shape[1], v, old), len(v.Tokens)
		}
		out[t.Name] = floats{shape, x}
	}
	return out.write(filepath.Join(dir, startFile))
}

// translate returns the embeddings of v's tokens, rows of dim, made of those of the old tokens.
func translate(x []float32, dim int, v tokenizer.Vocabulary, old *tokenizer.Tokenizer) []float32 {
	tok, err := tokenizer.FromVocabulary(v)
	if err != nil {
		return nil // readVocabulary has made one of it before
	}
	rows := make([]float32, len(v.Tokens)*dim)
	for i, name := range v.Tokens {
		ids := []int32{0}
		if id, ok := old.ID(name); ok {
			ids[0] = id
		} else if text := tok.Bytes(int32(i)); len(text) > 0 {
			ids = old.Encode(string(text), false)
		}
		row := rows[i*dim : (i+1)*dim]
		for _, id := range ids {
			for j := range row {
				row[j] += x[int(id)*dim+j] / float32(len(ids))
			}
		}
	}
	return rows
}

// tensors are a safetensors file to be.
type tensors map[string]floats

type floats struct {
	shape []int
	data  []float32
}

func (ts tensors) write(path string) error {
	type entry struct {
		Dtype   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	header := map[string]entry{}
	var data []byte
	for name, t := range ts {
		at := len(data)
		for _, x := range t.data {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
		header[name] = entry{"F32", t.shape, [2]int{at, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	file := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	fmt.Fprintf(os.Stderr, "%-32s %8d bytes\n", path, len(file)+len(data))
	return os.WriteFile(path, append(file, data...), 0o644)
}
