package gguf

import (
	"encoding/binary"
	"fmt"
)

// The longest texts that a file may hold; real ones are far shorter.
const (
	maxName   = 1 << 16 // bytes of a key or a tensor's name
	maxString = 1 << 24 // bytes of a string value
)

// cursor walks over a file's header. The first failure stays in err, and all
// later reads give zeros, so callers check once per group of reads.
type cursor struct {
	data []byte
	off  int
	err  error
}

// left returns how many bytes have not been read.
func (c *cursor) left() uint64 {
	return uint64(len(c.data) - c.off)
}

func (c *cursor) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("gguf: "+format, args...)
	}
}

// take returns the next n bytes of what, or nil after a failure.
func (c *cursor) take(n uint64, what string) []byte {
	if c.err != nil {
		return nil
	}
	if n > c.left() {
		c.fail("%s at %d wants %d bytes, past the end of the file (%d)", what, c.off, n, len(c.data))
		return nil
	}
	b := c.data[c.off : c.off+int(n)]
	c.off += int(n)
	return b
}

func (c *cursor) u32(what string) uint32 {
	if b := c.take(4, what); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64(what string) uint64 {
	if b := c.take(8, what); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// text reads a length and so many bytes, at most max of them.
func (c *cursor) text(max uint64, what string) []byte {
	n := c.u64(what)
	if n > max {
		c.fail("%s at %d is %d bytes long, the most is %d", what, c.off, n, max)
	}
	return c.take(n, what)
}

// count reads how many of something follow, each at least size bytes long.
func (c *cursor) count(size uint64, what string) uint64 {
	n := c.u64(what)
	if c.err == nil && n > c.left()/size {
		c.fail("%d %s do not fit in the %d bytes left", n, what, c.left())
	}
	if c.err != nil {
		return 0
	}
	return n
}
