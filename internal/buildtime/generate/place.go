package generate

import (
	"os"
	"path/filepath"

	"github.com/pawgen/pawgen/internal/answer/program"
)

// What pawgen writes into a package's folder.
const (
	lockFile      = "paw.lock"
	programFolder = "paw"
)

// suffixes are the endings that a program's file may have, the usual one first.
var suffixes = []string{program.CompactSuffix, program.BundleSuffix}

// programPath is the program's file relative to the package's folder, with
// slashes, as paw_gen.go embeds it.
func programPath(function, suffix string) string {
	return programFolder + "/" + function + suffix
}

// programFile is the same file as a path of the system.
func programFile(dir, function, suffix string) string {
	return filepath.Join(dir, filepath.FromSlash(programPath(function, suffix)))
}

// ProgramFile is where the program of a function lies, in a package's folder,
// or would lie if there were one.
func ProgramFile(dir, function string) string {
	for _, suffix := range suffixes {
		if path := programFile(dir, function, suffix); isFile(path) {
			return path
		}
	}
	return programFile(dir, function, suffixes[0])
}

func isFile(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// readProgram reads the program of a function that has a hash or, if there is
// none, any program of the function. The suffix is that of the file that the
// program or the error is of.
func readProgram(dir, function string, want hash) (file []byte, suffix string, err error) {
	suffix = filepath.Ext(ProgramFile(dir, function))
	file, err = os.ReadFile(programFile(dir, function, suffix))
	for _, other := range suffixes {
		if data, err := os.ReadFile(programFile(dir, function, other)); err == nil && hashOf(data) == want {
			return data, other, nil
		}
	}
	return file, suffix, err
}
