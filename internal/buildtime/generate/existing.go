package generate

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// specFor is the function's spec as its compiler gets it. The path of an
// existing program is that of the file; one of a server is the ID that paw.lock
// has, so that a name which moved on still means the same program.
func (s *step) specFor() compiler.Spec {
	spec := s.Spec
	switch id, pinned := s.pinnedID(); {
	case spec.Program == "":
	case compiler.IsFile(spec.Program):
		spec.Program = s.sourcePath()
	case pinned:
		spec.Program = id
	}
	return spec
}

// sourcePath is the file that paw:program names; paths are relative to the package.
func (s *step) sourcePath() string {
	path := filepath.FromSlash(s.Spec.Program)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.dir, path)
}

// moved says that the file that paw:program names is not what the program was
// made of any more, if so. Where it is gone, the program that was made of it counts.
func (s *step) moved(have entry) (message string, moved bool) {
	if !compiler.IsFile(s.Spec.Program) {
		return "", false
	}
	p, err := program.ReadFile(s.sourcePath())
	if errors.Is(err, fs.ErrNotExist) {
		return "", false
	}
	var file []byte
	if err == nil {
		file, err = p.Encode()
	}
	if err != nil {
		return s.short(err.Error()), true
	}
	return s.Spec.Program + " changed since paw.lock", hashOf(file) != have.Program
}

// short leaves the package's folder out of a message.
func (s *step) short(message string) string {
	return strings.ReplaceAll(message, s.dir+string(filepath.Separator), "")
}

// pinnedID is the ID of the program on a server that paw.lock has for the
// same reference.
func (s *step) pinnedID() (id string, ok bool) {
	if s.Spec.Program == "" || s.locked == nil || s.locked.Spec != s.want.Spec {
		return "", false
	}
	return strings.CutPrefix(s.locked.Compiler, existing+":")
}

// pinned refuses other bytes than those of paw.lock under the same ID.
func (s *step) pinned(file []byte) error {
	id, ok := s.pinnedID()
	if !ok || compiler.IsFile(s.Spec.Program) || hashOf(file) == s.locked.Program {
		return nil
	}
	return fmt.Errorf("program %s changed on the server (have %s, lock %s)\n\thint: delete the function's line in paw.lock to take it as it is now",
		id, hashOf(file).short(), s.locked.Program.short())
}

// accept refuses a program for another base model than was asked for.
func (s *step) accept(made *program.Program) error {
	if s.Base == "" && s.compiler.Name == existing || made.Base.ID == s.want.Base {
		return nil
	}
	if s.Base != "" {
		return fmt.Errorf("the program runs on %q, paw:base wants %q", made.Base.ID, s.Base)
	}
	return fmt.Errorf("compiler %q made a program for %q, want %q", s.compiler.Name, made.Base.ID, s.want.Base)
}

// snapshot is what paw.lock calls a program's compiler.
func (s *step) snapshot(made *program.Program) string {
	if s.compiler.Name == existing {
		return made.ID()
	}
	return made.Compiler
}
