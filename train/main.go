// Train makes the nano pair: the interpreter, the compiler network and the
// basis that package compiler/nano and package models/nano embed.
//
// Usage, from the repository's root:
//
//	go run ./train vocabulary DIR   learn the tokens
//	go run ./train shards DIR       draw the tasks and write them as token shards
//	go run ./train start DIR        write the committed pair's tokens and weights, to start a training from them
//	python3 train/network/train.py ...      train on the shards (see train/README.md)
//	go run ./train curves DIR       draw the trainings' progress, DIR/curves.svg
//	go run ./train export DIR       write the trained networks as GGUF
//	go run ./train verify DIR       compare the exported networks with PyTorch's results
//	go run ./train heldout          draw the held-out set anew (it is committed)
//	go run ./train eval [DIR]       measure the embedded pair on the held-out set; DIR has a fixed adapter to compare with
//
// Tasks, pseudo-programs and tokens come from the product's own packages, so
// training and product cannot drift apart; Python holds only the model and the
// training loop.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// vocabularySeed, trainSeed and the others draw different tasks.
const (
	vocabularySeed = 1
	trainSeed      = 2
	evalSeed       = 3
	heldOutSeed    = 4
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./train vocabulary|shards|start|curves|export|verify DIR, heldout, or eval [DIR]; see go doc ./train")
	}
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "vocabulary":
		return writeVocabulary(filepath.Join(args[1], vocabularyFile))
	case len(args) == 2 && args[0] == "shards":
		return writeShards(args[1])
	case len(args) == 2 && args[0] == "start":
		return writeStart(args[1])
	case len(args) == 2 && args[0] == "curves":
		return writeCurves(args[1])
	case len(args) == 2 && args[0] == "export":
		return export(args[1])
	case len(args) == 2 && args[0] == "verify":
		return verify(args[1])
	case len(args) == 1 && args[0] == "heldout":
		return writeHeldOut()
	case len(args) <= 2 && len(args) > 0 && args[0] == "eval":
		return evaluate(os.Stdout, strings.Join(args[1:], ""))
	}
	flag.Usage()
	os.Exit(2)
	return nil
}

// vocabularyFile is the vocabulary's name in a work folder.
const vocabularyFile = "vocabulary.json"
