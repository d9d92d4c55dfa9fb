// Package transformer runs models of the architectures Llama (also SmolLM2 and
// TinyLlama), Qwen2, Qwen3 and GPT-2: tokens in, hidden states and logits out.
//
// A [Model] is the weights of a GGUF file, a [Cache] the keys and values of a
// sequence so far. [Model.Forward] is the model's equations in their order,
// those of a block in llama.go, for Llama's family, or gpt2.go. It calls package
// kernels for the arithmetic and package lora for the program's adapter. Package
// runtime decodes answers with it, compilers take hidden states from it.
//
// Each key of the architecture and each tensor that a file has is used, is known to
// change nothing, or is refused by name: nothing that changes answers is passed over.
//
// The results are the same bits on every machine, and the same whether a
// sequence is given at once or in pieces.
package transformer
