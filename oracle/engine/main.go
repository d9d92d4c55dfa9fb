// Command engine gives the native engine's answers to the scripts of this folder.
//
// usage: engine -model FILE [-adapter FILE] [-tokenize] < REQUESTS > NUMBERS
//
// Each line of standard input is a JSON array: the tokens of a sequence. Standard
// output gets, for each, the logits after its last token, or with -each after every
// token, as little-endian float32. With -tokenize a line is a JSON string and the
// answer a line with the JSON array of its tokens.
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
	"os"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/kernels"
	"github.com/pawgen/pawgen/internal/lora"
	"github.com/pawgen/pawgen/internal/tokenizer"
	"github.com/pawgen/pawgen/internal/transformer"
)

func main() {
	model := flag.String("model", "", "the model's GGUF `file`")
	adapter := flag.String("adapter", "", "a LoRA adapter's GGUF `file`")
	each := flag.Bool("each", false, "logits after every token")
	tokenize := flag.Bool("tokenize", false, "texts in, tokens out")
	threads := flag.Int("threads", 2, "threads")
	flag.Parse()
	if err := run(*model, *adapter, *each, *tokenize, *threads); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(model, adapter string, each, tokenize bool, threads int) error {
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
	return forward(m, a, each, in, out)
}

// encode answers texts with their tokens.
func encode(f *gguf.File, in *json.Decoder, out *json.Encoder) error {
	t, err := tokenizer.New(f)
	if err != nil {
		return err
	}
	return requests(in, func(text string) error { return out.Encode(t.Encode(text, true)) })
}

// forward answers tokens with logits.
func forward(m *transformer.Model, a *lora.Adapter, each bool, in *json.Decoder, out io.Writer) error {
	return requests(in, func(tokens []int32) error {
		var rows []float32 // hidden states
		capture := func(layer int, x []float32) {
			if layer == m.Layers {
				rows = append(rows, x...)
			}
		}
		if !each {
			capture = nil
		}
		last, err := m.Forward(context.Background(), m.NewCache(), a, tokens, capture)
		if err != nil {
			return err
		}
		if !each {
			rows = last
		}
		logits := make([]float32, m.Vocab)
		for ; len(rows) > 0; rows = rows[m.Dim:] {
			m.Logits(logits, rows[:m.Dim], nil)
			if err := binary.Write(out, binary.LittleEndian, logits); err != nil {
				return err
			}
		}
		return nil
	})
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
