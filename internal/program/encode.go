package program

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// Encode returns the program as a .pawc file. The same program gives the same
// bytes. It is an error if the program could not be read back or run: see the
// fields of [Program] and [Adapter].
func (p *Program) Encode() ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	h, err := headerOf(p)
	if err != nil {
		return nil, err
	}
	if len(h) > maxHeader {
		return nil, fmt.Errorf("header is %d bytes, want at most %d", len(h), maxHeader)
	}
	b := []byte(Magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h)))
	b = append(b, h...)
	if p.Adapter != nil {
		for _, c := range p.Adapter.Coefficients {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(c))
		}
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// ID names the program by its content: the first 20 hex digits of the SHA-256
// of its file. It is empty for a program that [Program.Encode] refuses.
func (p *Program) ID() string {
	data, err := p.Encode()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:10])
}
