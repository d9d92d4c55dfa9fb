module github.com/pawgen/pawgen/train

go 1.25.0

require github.com/pawgen/pawgen v0.1.0

require (
	github.com/dave/jennifer v1.7.1 // indirect
	golang.org/x/mod v0.38.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/tools v0.48.0 // indirect
)

replace github.com/pawgen/pawgen => ../
