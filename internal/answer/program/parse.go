package program

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Parse reads a .pawc file or a .paw bundle. Whatever the bytes are, it gives a
// program that can be run or an error that says what they are instead; the
// caller knows which file it is. The program may share the memory of data.
func Parse(data []byte) (*Program, error) {
	if err := Recognise(data, int64(len(data))); err != nil {
		return nil, err
	}
	if isBundle(data) {
		return parseBundle(data, isExact)
	}
	return parseCompact(data)
}

// parseCompact reads a .pawc file, whose magic has been checked.
func parseCompact(data []byte) (*Program, error) {
	if len(data) < fixedSize+sha256.Size {
		return nil, fmt.Errorf("file is cut off after %d bytes", len(data))
	}
	if v := binary.LittleEndian.Uint32(data[len(Magic):]); v != version {
		return nil, fmt.Errorf("version %d is not supported (want %d)\n\thint: update the pawgen module, or run go generate", v, version)
	}
	body, want := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], want) {
		return nil, fmt.Errorf("checksum is %x.., want %x..: the file is damaged or cut off", sum[:4], want[:4])
	}
	h, rest, err := parseHeader(body)
	if err != nil {
		return nil, err
	}
	p := h.program()
	if err := p.Adapter.parseCoefficients(rest); err != nil {
		return nil, err
	}
	return p, p.check()
}

// parseHeader returns the header and what follows it. The fixed part has been checked.
func parseHeader(body []byte) (*header, []byte, error) {
	size := uint64(binary.LittleEndian.Uint32(body[len(Magic)+4:]))
	rest := body[fixedSize:]
	if size > uint64(len(rest)) || size > maxHeader {
		return nil, nil, fmt.Errorf("header is %d bytes, want at most %d", size, min(len(rest), maxHeader))
	}
	dec := json.NewDecoder(bytes.NewReader(rest[:size]))
	dec.DisallowUnknownFields() // a newer format has a newer version
	var h header
	if err := dec.Decode(&h); err != nil {
		return nil, nil, fmt.Errorf("header: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, nil, errors.New("header: more than one JSON value")
	}
	return &h, rest[size:], nil
}

// parseCoefficients reads the coefficients of a, nil for a program without an adapter.
func (a *Adapter) parseCoefficients(data []byte) error {
	n := 0
	if a != nil {
		var err error
		if n, err = coefficients(a.Layers, a.Modules, a.Bases); err != nil {
			return err
		}
	}
	if len(data) != 4*n {
		return fmt.Errorf("file has %d bytes of coefficients, want %d", len(data), 4*n)
	}
	if a == nil {
		return nil
	}
	a.Coefficients = make([]float32, n)
	for i := range a.Coefficients {
		a.Coefficients[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return nil
}
