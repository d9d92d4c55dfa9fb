package stubs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// maxPseudo is the largest file of a paw:pseudo, in bytes; a pseudo-program of
// an interpreter's whole context has a tenth.
const maxPseudo = 64 << 10

// pseudo reads the file that a paw:pseudo names, in the package's folder or
// below it. The text is part of the spec, so that a changed file makes the
// program stale.
func (r *reader) pseudo(d directive) string {
	name := r.single(d)
	report := func(message string) string {
		r.reportAt(d.at, "name a text file in the package's folder", "paw:pseudo %q %s", name, message)
		return ""
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, `\`) {
		return report("is not a path below the package's folder")
	}
	path := filepath.Join(r.pkg.Dir, filepath.FromSlash(name))
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return report("is not there")
	case err == nil && (!info.Mode().IsRegular() || info.Size() > maxPseudo):
		return report("is not a file of at most 64 KiB")
	}
	data, err := os.ReadFile(path)
	text := strings.ReplaceAll(string(data), "\r\n", "\n") // as git may write it
	switch {
	case err != nil:
		return report("cannot be read")
	case !utf8.ValidString(text) || strings.TrimSpace(text) == "":
		return report("is empty or not UTF-8")
	}
	return strings.TrimSpace(text)
}
