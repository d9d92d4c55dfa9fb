//go:build !linux

package mmap

// Anonymous returns n bytes of zeros and what gives them back.
func Anonymous(n int) (data []byte, unmap func() error, err error) {
	return make([]byte, n), func() error { return nil }, nil
}
