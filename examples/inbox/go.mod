module github.com/pawgen/pawgen/examples/inbox

go 1.25.0

tool github.com/pawgen/pawgen/cmd/pawgen

require (
	github.com/pawgen/pawgen v0.1.0
	github.com/pawgen/pawgen/models/smol v0.1.0
)

require (
	github.com/dave/jennifer v1.7.1 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	github.com/schollz/progressbar/v3 v3.19.1 // indirect
	golang.org/x/mod v0.38.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/term v0.44.0 // indirect
	golang.org/x/tools v0.48.0 // indirect
)

replace (
	github.com/pawgen/pawgen => ../..
	github.com/pawgen/pawgen/models/smol => ../../models/smol
)
