package program

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// The endings of programs' files.
const (
	CompactSuffix = ".pawc"
	BundleSuffix  = ".paw"
)

// The members of a .paw bundle.
const (
	metaName     = "meta.json"
	templateName = "prompt_template.txt"
	pseudoName   = "pseudo_program.txt" // optional
	adapterName  = "adapter.gguf"
)

// The limits of the official SDK (client.py).
const (
	maxArchive  = 256 << 20
	maxMembers  = 256
	maxExpanded = 512 << 20
	minAdapter  = 1024
)

// isExact says what files the official SDK's reader of local bundles knows;
// it refuses any other.
func isExact(name string) bool {
	return name == metaName || name == templateName || name == pseudoName || name == adapterName
}

// ParseDownload reads a bundle as a server sends it: it may have members that
// nothing reads, and must be the program that was asked for, unless id is "".
func ParseDownload(data []byte, id string) (*Program, error) {
	if err := Recognise(data, int64(len(data))); err != nil {
		return nil, err
	}
	if !isBundle(data) {
		return nil, errors.New("file is a .pawc file, want a .paw bundle")
	}
	p, err := parseBundle(data, nil)
	if err != nil {
		return nil, err
	}
	if have, _ := p.Meta.Text("program_id"); id != "" && have != id {
		return nil, fmt.Errorf("%s: program_id is %q, want %q", metaName, have, id)
	}
	return p, nil
}

// parseBundle reads a bundle whose members must be allowed, if that is not nil.
func parseBundle(data []byte, allowed func(name string) bool) (*Program, error) {
	b, err := openBundle(data, allowed)
	if err != nil {
		return nil, err
	}
	raw, err := b.read(metaName)
	if err != nil {
		return nil, err
	}
	p, err := parseMeta(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", metaName, err)
	}
	template, err := b.read(templateName)
	if err != nil {
		return nil, err
	}
	p.Template = string(template)
	p.Pseudo = pseudoOf(p.Template)
	if b.members[pseudoName] != nil {
		pseudo, err := b.read(pseudoName)
		if err != nil {
			return nil, err
		}
		p.Pseudo = string(pseudo)
	}
	if p.GGUF, err = b.read(adapterName); err != nil {
		return nil, err
	}
	return p, p.check()
}

// A bundle is an archive whose members' names and sizes have been checked.
type bundle struct {
	data    []byte
	members map[string]*zip.File
}

func openBundle(data []byte, allowed func(name string) bool) (*bundle, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are checked below
		return nil, fmt.Errorf("archive is damaged or cut off: %s", strings.TrimPrefix(err.Error(), "zip: "))
	}
	if n := len(archive.File); n > maxMembers {
		return nil, fmt.Errorf("archive has %d members, want at most %d", n, maxMembers)
	}
	b := &bundle{data, map[string]*zip.File{}}
	var expanded uint64
	for _, f := range archive.File {
		if err := checkMember(f); err != nil {
			return nil, fmt.Errorf("member %.80q: %w", f.Name, err)
		}
		name := strings.TrimSuffix(f.Name, "/")
		if b.members[name] != nil {
			return nil, fmt.Errorf("member %.80q is in the archive twice", name)
		}
		if allowed != nil && !allowed(f.Name) {
			return nil, fmt.Errorf("member %.80q is unknown (want %s, %s, %s and perhaps %s)", f.Name, metaName, templateName, adapterName, pseudoName)
		}
		b.members[name] = f
		expanded += min(f.UncompressedSize64, maxExpanded+1) // cannot overflow
		if expanded > maxExpanded {
			return nil, fmt.Errorf("archive has more than %d bytes when expanded", maxExpanded)
		}
	}
	for _, name := range []string{metaName, templateName, adapterName} {
		if f := b.members[name]; f == nil || f.Mode().IsDir() {
			return nil, fmt.Errorf("member %q is missing", name)
		}
	}
	return b, nil
}

// checkMember refuses what the official SDK refuses: names that could lead out
// of a folder on any system, and members that are neither files nor folders.
func checkMember(f *zip.File) error {
	switch parts := strings.Split(strings.TrimSuffix(f.Name, "/"), "/"); {
	case strings.Contains(f.Name, `\`):
		return errors.New("name has a backslash")
	case f.Name == "" || parts[0] == "":
		return errors.New("name is empty or absolute")
	case strings.Contains(parts[0], ":"):
		return errors.New("name begins with a drive")
	case !f.Mode().IsRegular() && !f.Mode().IsDir():
		return errors.New("not a regular file")
	default:
		for _, part := range parts {
			if part == "" || part == "." || part == ".." {
				return fmt.Errorf("name has the part %q", part)
			}
		}
	}
	const encrypted = 1
	if f.Flags&encrypted != 0 {
		return errors.New("encrypted")
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return fmt.Errorf("compression method %d is not supported (want 0, stored, or 8, deflated)", f.Method)
	}
	return nil
}

// read returns the content of a member. That of a stored member, as adapters
// usually are, shares the bundle's memory; any other grows as it is expanded
// and never past the size that counts in maxExpanded.
func (b *bundle) read(name string) ([]byte, error) {
	f := b.members[name]
	content, err := b.content(f)
	if err == nil && uint64(len(content)) != f.UncompressedSize64 {
		err = fmt.Errorf("has %d bytes, the archive says %d", len(content), f.UncompressedSize64)
	}
	if err == nil && crc32.ChecksumIEEE(content) != f.CRC32 {
		err = errors.New("checksum is wrong: the archive is damaged")
	}
	if err != nil {
		return nil, fmt.Errorf("member %q: %s", name, strings.TrimPrefix(err.Error(), "zip: "))
	}
	return content, nil
}

func (b *bundle) content(f *zip.File) ([]byte, error) {
	if f.Method == zip.Store {
		start, err := f.DataOffset()
		if err != nil {
			return nil, err
		}
		size := f.CompressedSize64
		if rest := uint64(len(b.data)) - uint64(start); uint64(start) > uint64(len(b.data)) || size > rest {
			return nil, fmt.Errorf("ends past the end of the archive")
		}
		return b.data[start:][:size:size], nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
}

// pseudoOf is the pseudo-program within a template, for bundles that don't
// have it as a file of its own.
func pseudoOf(template string) string {
	before, _, _ := strings.Cut(template, "\n\n[INPUT]\n")
	return strings.TrimSpace(strings.TrimPrefix(before, "<|im_start|>user\n"))
}
