package gen

import "path/filepath"

// What pawgen writes into a package's folder.
const (
	lockFile      = "paw.lock"
	programFolder = "paw"
	programSuffix = ".pawc"
)

// programPath is the program's file relative to the package's folder, with
// slashes, as paw_gen.go embeds it.
func programPath(function string) string { return programFolder + "/" + function + programSuffix }

// ProgramFile is where the program of a function lies, in a package's folder.
func ProgramFile(dir, function string) string {
	return filepath.Join(dir, filepath.FromSlash(programPath(function)))
}
