package program

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"

	"github.com/pawgen/pawgen/internal/answer/catalog"
)

// encodeBundle returns a checked program as a .paw bundle that the official
// SDK reads as a local file: its members and no others. All are stored, not
// compressed: adapters are as random as numbers can be, and a compressor's
// output may change with the version of Go.
func (p *Program) encodeBundle() ([]byte, error) {
	meta, err := p.bundleMeta()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(len(p.GGUF) + len(meta) + len(p.Template) + len(p.Pseudo) + 1024)
	archive := zip.NewWriter(&b)
	for _, member := range []struct {
		name string
		data []byte
	}{
		{metaName, meta},
		{templateName, []byte(p.Template)},
		{pseudoName, []byte(p.Pseudo)},
		{adapterName, p.GGUF},
	} {
		if err := store(archive, member.name, member.data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if b.Len() > maxArchive {
		return nil, fmt.Errorf("bundle is %d bytes, want at most %d", b.Len(), maxArchive)
	}
	return b.Bytes(), nil
}

// store adds a member without compression, time or owner, as a regular file.
func store(archive *zip.Writer, name string, data []byte) error {
	const (
		unix    = 3 << 8 // the system that the mode below is of
		regular = 0o100644 << 16
		newYear = 1<<5 | 1 // 1980-01-01, the first day of ZIP's calendar
	)
	w, err := archive.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data),
		CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data)),
		CreatorVersion: unix | 20, ReaderVersion: 20, ExternalAttrs: regular, ModifiedDate: newYear,
	})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// bundleMeta is meta.json in its newest version: what the program's fields
// say, and what the bundle that it came from said besides.
func (p *Program) bundleMeta() ([]byte, error) {
	m := maps.Clone(p.Meta)
	if m == nil {
		m = Meta{}
	}
	if known, ok := catalog.FindKnown(p.Base.ID); ok && known.Kind == catalog.Interpreter {
		if known.Files[0].SHA256 != p.Base.SHA256 {
			return nil, fmt.Errorf("base %q has the checksum %s, want %s", p.Base.ID, p.Base.SHA256, known.Files[0].SHA256)
		}
		m.Set("interpreter", known.Interpreter)
		m.Set("runtime", manifestOf(known))
	}
	if m.isNull("runtime") {
		return nil, fmt.Errorf("base %q is no runtime that .paw bundles know", p.Base.ID)
	}
	m.Set("version", metaVersion)
	m.Set("program_id", p.bundleID())
	for key, text := range map[string]string{"spec": p.Spec, "compiler_snapshot": p.Compiler} {
		if delete(m, key); text != "" {
			m.Set(key, text)
		}
	}
	m.Set("runtime_manifest_version", manifestVersion)
	m.Set("runtime_id", p.Base.ID)
	delete(m, ownKey)
	if extra := (own{p.Name, p.MaxTokens}); extra != (own{}) {
		m.Set(ownKey, extra)
	}
	data := m.encode()
	if len(data) > maxHeader {
		return nil, fmt.Errorf("%s is %d bytes, want at most %d", metaName, len(data), maxHeader)
	}
	again, err := parseMeta(data)
	if err == nil && again.Base != p.Base {
		err = errors.New("base and runtime disagree")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", metaName, err)
	}
	return data, nil
}

// bundleID is the program_id: the one that the bundle came with, or else the
// beginning of a SHA-256 over all that makes the program answer as it does.
func (p *Program) bundleID() string {
	if id, ok := p.Meta.Text("program_id"); ok {
		return id
	}
	adapter := sha256.Sum256(p.GGUF)
	h := sha256.New()
	for _, part := range []string{p.Compiler, p.Spec, p.Template, p.Base.SHA256, string(adapter[:])} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}
