package parquet

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/plain"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// padding is what the library may read behind a page.
const padding = 32

// errShort is returned when a page has less than its values need.
var errShort = errors.New("a page ends within its values")

// values reads the values of a column, one at a time.
type values struct {
	file   *File
	column Column

	chunk, rest []byte // the pages of a row group, and those still to come
	codec       format.CompressionCodec
	words       []byte // the dictionary's page, decompressed
	dictionary  [][]byte
	page        []byte   // the data page, decompressed
	list, left  [][]byte // its values, and those still to come; nil is a null

	// The rest is kept for its memory.
	gzip    gzip.Reader
	offsets []uint32
	indexes []int32
	levels  []byte
}

// open begins a row group.
func (v *values) open(g group) error {
	if v.column.leaf >= len(g.Chunks) {
		return fmt.Errorf("it is number %d of a row group of %d", v.column.leaf, len(g.Chunks))
	}
	c := g.Chunks[v.column.leaf]
	start := c.Meta.Data
	if c.Meta.Dictionary > 0 {
		start = min(start, c.Meta.Dictionary)
	}
	switch {
	case c.File != "":
		return fmt.Errorf("the values are in another file, %.80q", c.File)
	case c.Meta.Values != g.Rows:
		return fmt.Errorf("there are %d values, want %d", c.Meta.Values, g.Rows)
	case start < int64(len(magic)) || start > v.file.size || c.Meta.Size < 0 || c.Meta.Size > min(v.file.size-start, maxChunk):
		return fmt.Errorf("the values are %d bytes at %d, want at most %d in the file's first %d", c.Meta.Size, start, maxChunk, v.file.size)
	}
	v.codec, v.dictionary, v.left = c.Meta.Codec, v.dictionary[:0], nil
	if err := v.file.spend(c.Meta.Size); err != nil {
		return err
	}
	v.chunk = grow(v.chunk, int(c.Meta.Size))
	v.rest = v.chunk
	_, err := io.ReadFull(io.NewSectionReader(v.file.reader, start, c.Meta.Size), v.chunk)
	return err
}

// next is the next value, nil for null.
func (v *values) next() ([]byte, error) {
	for len(v.left) == 0 {
		if err := v.nextPage(); err != nil {
			return nil, err
		}
	}
	text := v.left[0]
	v.left = v.left[1:]
	return text, nil
}

// nextPage reads one page.
func (v *values) nextPage() (err error) {
	defer damaged(&err)
	if len(v.rest) == 0 {
		return errors.New("there are fewer values than the metadata say")
	}
	var h format.PageHeader
	length, err := unmarshal(v.rest, &h)
	if err != nil {
		return fmt.Errorf("the header of a page: %w", err)
	}
	v.rest = v.rest[length:]
	compressed, size := int(h.CompressedPageSize), int(h.UncompressedPageSize)
	if compressed < 0 || compressed > len(v.rest) {
		return fmt.Errorf("a page has %d bytes, want at most %d", compressed, len(v.rest))
	}
	if most := min(freePage+maxRatio*int64(compressed), maxPage); size < 0 || int64(size) > most {
		return fmt.Errorf("a page of %d bytes becomes %d, want at most %d", compressed, size, most)
	}
	// There should be one of these, and their bits make no less than each.
	n := int(h.DataPageHeader.V.NumValues | h.DictionaryPageHeader.V.NumValues | h.DataPageHeaderV2.V.NumValues)
	if n < 0 {
		return fmt.Errorf("a page has %d values", n)
	}
	if err := v.file.spend(int64(size) + pageBytes + valueBytes*int64(n)); err != nil {
		return err
	}
	page := v.rest[:compressed]
	v.rest = v.rest[compressed:]
	if got, want := crc32.ChecksumIEEE(page), uint32(h.CRC); want != 0 && got != want {
		return fmt.Errorf("a page has the checksum %08x, want %08x", got, want)
	}
	switch {
	case h.Type == format.IndexPage:
		return nil
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		if v.words, err = v.decompress(v.words, page, size); err != nil {
			return err
		}
		v.dictionary = slices.Grow(v.dictionary[:0], n)[:n]
		return v.texts(v.dictionary, format.Plain, v.words)
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		return v.dataPage(h.DataPageHeader.V, page, size)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		return v.dataPageV2(h.DataPageHeaderV2.V, page, size)
	}
	return fmt.Errorf("a page of kind %v (%d) has no header for it", h.Type, h.Type)
}

// dataPage reads a page of version 1, which is compressed as a whole: levels,
// with their length, then values.
func (v *values) dataPage(h format.DataPageHeader, page []byte, size int) (err error) {
	if v.page, err = v.decompress(v.page, page, size); err != nil {
		return err
	}
	body := v.page
	var levels []byte
	if v.column.optional {
		if h.DefinitionLevelEncoding != format.RLE {
			return fmt.Errorf("levels have the encoding %v, want RLE", h.DefinitionLevelEncoding)
		}
		if len(body) < 4 || uint64(binary.LittleEndian.Uint32(body)) > uint64(len(body)-4) {
			return errShort
		}
		n := 4 + binary.LittleEndian.Uint32(body)
		levels, body = body[4:n], body[n:]
	}
	return v.decode(h.Encoding, int(h.NumValues), levels, body)
}

// dataPageV2 reads a page of version 2, whose levels are never compressed.
func (v *values) dataPageV2(h format.DataPageHeaderV2, page []byte, size int) (err error) {
	repetitions, levels := int(h.RepetitionLevelsByteLength), int(h.DefinitionLevelsByteLength)
	if repetitions < 0 || levels < 0 || repetitions+levels > min(len(page), size) {
		return errShort
	}
	body := page[repetitions+levels:]
	if !h.IsCompressed.Valid || h.IsCompressed.V {
		if v.page, err = v.decompress(v.page, body, size-repetitions-levels); err != nil {
			return err
		}
		body = v.page
	}
	return v.decode(h.Encoding, int(h.NumValues), page[repetitions:repetitions+levels], body)
}

// decode reads the n values of a page.
func (v *values) decode(encoding format.Encoding, n int, levels, body []byte) (err error) {
	there := n // without nulls
	if v.column.optional {
		if levels, err = runs(levels, 1, n); err != nil {
			return err
		}
		if v.levels, err = (&rle.Encoding{BitWidth: 1}).DecodeLevels(v.levels, levels); err != nil {
			return err
		}
		there -= bytes.Count(v.levels[:n], []byte{0})
	}
	list := slices.Grow(v.list[:0], n)[:n]
	if there > 0 { // otherwise, some writers leave the values out
		if err := v.texts(list[:there], encoding, body); err != nil {
			return err
		}
	}
	for i := n - 1; there <= i; i-- { // the nulls go between them
		if list[i] = nil; v.levels[i] != 0 {
			there--
			list[i] = list[there]
		}
	}
	v.list, v.left = list, list
	return nil
}

// runs is the part of data that has n numbers, each of width bits, in runs of the
// same one and groups of eight: the library makes room for what a run claims.
func runs(data []byte, width, n int) ([]byte, error) {
	rest := data
	for n > 0 {
		head, length := binary.Uvarint(rest)
		if length <= 0 {
			return nil, errShort
		}
		rest = rest[length:]
		count, size, most := head>>1, (width+7)/8, n
		packed := head&1 == 1
		if packed {
			most = (n + 7) / 8
		}
		if count > uint64(most) {
			return nil, fmt.Errorf("a run has the length %d, want at most %d", count, most)
		}
		n -= int(count)
		if packed {
			size = int(count) * width
			n -= 7 * int(count)
		}
		if size > len(rest) {
			return nil, errShort
		}
		rest = rest[size:]
	}
	return data[:len(data)-len(rest)], nil
}

// texts decodes as many texts as a list has, in the memory of data.
func (v *values) texts(list [][]byte, encoding format.Encoding, data []byte) (err error) {
	data = slices.Clip(data) // so that nothing behind it is read
	v.offsets = slices.Grow(v.offsets[:0], len(list)+1)
	switch encoding {
	case format.PlainDictionary, format.RLEDictionary:
		return v.lookUp(list, data)
	case format.Plain:
		data, v.offsets, err = new(plain.Encoding).DecodeByteArray(data, data, v.offsets)
	case format.DeltaLengthByteArray:
		var count uint64
		for rest, i := data, 0; i < 3; i++ { // the lengths' number is the third one
			var size int
			if count, size = binary.Uvarint(rest); size <= 0 {
				return errShort
			}
			rest = rest[size:]
		}
		if count != uint64(len(list)) {
			return fmt.Errorf("a page has %d lengths, want %d", count, len(list))
		}
		data, v.offsets, err = new(delta.LengthByteArrayEncoding).DecodeByteArray(data, data, v.offsets)
	default:
		err = fmt.Errorf("the values have the encoding %v (%d), want PLAIN, RLE_DICTIONARY or DELTA_LENGTH_BYTE_ARRAY: write the file anew with one of them", encoding, encoding)
	}
	if err != nil {
		return err
	}
	if got := len(v.offsets) - 1; got != len(list) {
		return fmt.Errorf("a page has %d texts, want %d", got, len(list))
	}
	for i := range list {
		start, end := v.offsets[i], v.offsets[i+1]
		if start > end || uint64(end) > uint64(len(data)) { // a sum of lengths overflowed
			return errShort
		}
		list[i] = data[start:end:end]
	}
	return nil
}

// lookUp fills a list with words of the dictionary, by the indexes in data.
func (v *values) lookUp(list [][]byte, data []byte) error {
	if len(data) == 0 {
		return errShort
	}
	numbers, err := runs(data[1:], int(data[0]), len(list))
	if err != nil {
		return err
	}
	if v.indexes, err = new(rle.DictionaryEncoding).DecodeInt32(v.indexes, data[:1+len(numbers)]); err != nil {
		return err
	}
	length := int64(0)
	for i := range list {
		at := int64(v.indexes[i])
		if at < 0 || at >= int64(len(v.dictionary)) {
			return fmt.Errorf("a value is number %d of a dictionary of %d", at, len(v.dictionary))
		}
		list[i] = v.dictionary[at]
		length += int64(len(list[i]))
	}
	return v.file.spend(length)
}

// zstdDecoder believes no claim of a frame: there is as much room as a page says.
var zstdDecoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(maxPage))
})

// decompress makes size bytes of a page, in the memory of buffer. (The library's
// codecs make room for all that comes.)
func (v *values) decompress(buffer, page []byte, size int) ([]byte, error) {
	buffer = grow(buffer, size)
	n, err := 0, error(nil)
	switch v.codec {
	case format.Uncompressed:
		n = len(page)
		copy(buffer, page)
	case format.Snappy:
		if n, err = snappy.DecodedLen(page); err == nil && n == size {
			_, err = snappy.Decode(buffer, page)
		}
	case format.Gzip:
		if err = v.gzip.Reset(bytes.NewReader(page)); err != nil {
			break
		}
		if n, err = io.ReadFull(&v.gzip, buffer[:size+1]); err == io.EOF || err == io.ErrUnexpectedEOF {
			err = nil
		}
	case format.Zstd:
		var decoder *zstd.Decoder
		if decoder, err = zstdDecoder(); err == nil {
			var got []byte
			got, err = decoder.DecodeAll(page, buffer[:0:size])
			n = len(got)
		}
	default:
		err = fmt.Errorf("the values are compressed with %v (%d), want SNAPPY, GZIP, ZSTD or UNCOMPRESSED: write the file anew with one of them", v.codec, v.codec)
	}
	if err == nil && n != size {
		err = fmt.Errorf("a page becomes %d bytes, want %d", n, size)
	}
	return buffer, err
}

// grow makes a buffer n bytes long; what was in it is lost.
func grow(buffer []byte, n int) []byte {
	if cap(buffer) < n+padding {
		return make([]byte, n, n+padding)
	}
	return buffer[:n]
}
