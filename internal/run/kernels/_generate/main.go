// Command generate writes the assembly of package kernels for amd64. What the
// kernels compute and what they want is said beside their declarations in
// package kernels; here is how they do it.
//
//	go run . -kernel panel -out ../panel_amd64.s
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/mmcloughlin/avo/build"
)

// files are the assembly files.
var files = map[string]func(){
	"panel":     panel,
	"unpack":    unpack,
	"single":    single,
	"quantize":  quantize,
	"exp":       exp,
	"columns":   columns,
	"vector":    vectors8,
	"attention": attention,
	"peak":      peak,
}

func main() {
	name := flag.String("kernel", "", "which file to write")
	flag.Parse()
	write := files[*name]
	if write == nil {
		fmt.Fprintf(os.Stderr, "generate: no kernel %q\n", *name)
		os.Exit(2)
	}
	build.ConstraintExpr("!noasm")
	write()
	build.Generate()
}
