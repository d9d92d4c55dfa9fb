// Package transformer runs Qwen3 and GPT-2 models: tokens in, hidden states
// and logits out.
//
// A [Model] is the weights of a GGUF file, a [Cache] the keys and values of a
// sequence so far. [Model.Forward] is the model's equations in their order,
// those of a block in the architecture's own file, qwen3.go or gpt2.go. It
// calls package kernels for the arithmetic and package lora for the program's
// adapter. Package runtime decodes answers with it, compilers take hidden
// states from it.
//
// The results are the same bits on every machine, and the same whether a
// sequence is given at once or in pieces.
package transformer
