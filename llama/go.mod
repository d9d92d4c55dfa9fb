module github.com/pawgen/pawgen/llama

go 1.25.0

require (
	github.com/ollama/ollama v0.11.4
	github.com/pawgen/pawgen v0.1.0
)

require golang.org/x/sys v0.47.0 // indirect
