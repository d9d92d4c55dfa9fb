// Package tokenizer turns text into the numbers that a model reads, and back.
//
// It implements the byte-level BPE of GPT-2, SmolLM2, Qwen and Llama 3: text is
// cut into words by a fixed pattern (split.go), each word's bytes become symbols
// (symbols.go), and neighbouring symbols are merged in the order that training
// found (merge.go). Older files have SentencePiece's, which merges characters and
// cuts no words (sentencepiece.go). A [Tokenizer] comes from a model's GGUF file or, in training,
// from a [Vocabulary]. It sits below packages constrain, runtime, compiler/nano
// and train, so that all of them see the same tokens.
//
// Text is not normalised, so that decoding gives back every byte that was
// encoded. Llama.cpp does the same; Hugging Face's Qwen tokeniser applies NFC
// first.
package tokenizer
