// Command engine gives the native engine's answers to the scripts of this folder.
//
// usage: engine -model FILE [-adapter FILE] [-surprise | -tokenize] < REQUESTS > ANSWERS
//
// Each line of standard input is a JSON array: the tokens of a sequence. Standard
// output gets, for each, the logits after its last token, or with -surprise the
// negative log-likelihoods of all tokens but the first, as little-endian float32.
// With -tokenize a line is a JSON string and the answer a line with the JSON array
// of its tokens.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

func main() {
	model := flag.String("model", "", "the model's GGUF `file`")
	adapter := flag.String("adapter", "", "a LoRA adapter's GGUF `file`")
	surprise := flag.Bool("surprise", false, "likelihoods instead of logits")
	tokenize := flag.Bool("tokenize", false, "texts in, tokens out")
	threads := flag.Int("threads", 2, "threads")
	flag.Parse()
	if err := run(*model, *adapter, *surprise, *tokenize, *threads); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(model, adapter string, surprise, tokenize bool, threads int) error {
	f, err := gguf.Open(model)
	if err != nil {
		return err
	}
	defer f.Close()
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if tokenize {
		return encode(f, in, json.NewEncoder(out))
	}
	m, err := transformer.Load(f)
	if err != nil {
		return err
	}
	m.Use(kernels.NewCrew(threads))
	var a *lora.Adapter
	if adapter != "" {
		changes, err := gguf.Open(adapter)
		if err != nil {
			return err
		}
		defer changes.Close()
		if a, err = lora.FromGGUF(changes); err != nil {
			return err
		}
	}
	answer := last
	if surprise {
		answer = likelihoods
	}
	return requests(in, func(tokens []int32) error {
		numbers, err := answer(m, a, tokens)
		if err != nil {
			return err
		}
		return binary.Write(out, binary.LittleEndian, numbers)
	})
}

// encode answers texts with their tokens.
func encode(f *gguf.File, in *json.Decoder, out *json.Encoder) error {
	t, err := tokenizer.New(f)
	if err != nil {
		return err
	}
	return requests(in, func(text string) error { return out.Encode(t.Encode(text, true)) })
}

// last returns the logits after the last token.
func last(m *transformer.Model, a *lora.Adapter, tokens []int32) ([]float32, error) {
	hidden, err := m.Forward(context.Background(), m.NewCache(), a, tokens, nil)
	if err != nil {
		return nil, err
	}
	logits := make([]float32, m.Vocab)
	m.Logits(logits, hidden, nil)
	return logits, nil
}

// likelihoods returns the negative logarithms of how likely each token but the
// first is.
func likelihoods(m *transformer.Model, a *lora.Adapter, tokens []int32) ([]float32, error) {
	var list []float32
	logits := make([]float32, m.Vocab)
	_, err := m.Forward(context.Background(), m.NewCache(), a, tokens, func(layer int, x []float32) {
		if layer < m.Layers {
			return
		}
		for i, next := range tokens[1:] {
			m.Logits(logits, x[i*m.Dim:][:m.Dim], nil)
			sum, most := 0., float64(slices.Max(logits))
			for _, l := range logits {
				sum += math.Exp(float64(l) - most)
			}
			list = append(list, float32(math.Log(sum)+most-float64(logits[next])))
		}
	})
	return list, err
}

// requests calls answer with each value of the input.
func requests[T any](in *json.Decoder, answer func(T) error) error {
	for {
		var request T
		switch err := in.Decode(&request); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := answer(request); err != nil {
			return err
		}
	}
}
