package checkpoint

import (
	"bytes"
	"io"

	"github.com/pawgen/pawgen/internal/buildtime/weights/safetensors"
	"github.com/pawgen/pawgen/internal/run/gguf"
)

// chunk is how many elements are converted at a time, a multiple of every
// type's block.
const chunk = 1 << 16

// reader converts a tensor while it is read.
type reader struct {
	from, to gguf.Type
	left     []byte // of the tensor, not converted yet
	rest     []byte // converted, still to be read
	floats   []float32
}

// Reader reads a tensor, which must be F32, F16 or BF16, in the type to.
func Reader(t safetensors.Tensor, to gguf.Type) io.Reader {
	from, _ := t.GGUF()
	if from == to {
		return bytes.NewReader(t.Data)
	}
	return &reader{from: from, to: to, left: t.Data}
}

func (r *reader) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		if len(r.left) == 0 {
			return 0, io.EOF
		}
		n := min(len(r.left), r.from.Bytes(chunk))
		_, size := r.from.Block()
		if r.floats == nil {
			r.floats = make([]float32, chunk)
		}
		x := r.floats[:n/size]
		if err := gguf.Dequantize(r.from, r.left[:n], x); err != nil {
			return 0, err
		}
		var err error
		if r.rest, err = gguf.Quantize(r.to, x); err != nil {
			return 0, err
		}
		r.left = r.left[n:]
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
