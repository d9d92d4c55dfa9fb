package parquet

import (
	"fmt"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// maxDepth is how deep structs may be nested. The format's own are less than ten
// deep.
const maxDepth = 16

// message reads a struct in Thrift's compact protocol for the library's decoder,
// which makes a list of structs as long as it claims to be, and calls itself for
// all that is nested.
type message struct {
	thrift.BytesReader
	structs int   // that lists may still have; one takes a dozen times its bytes
	open    []int // structs still to come, of each level of nesting
}

// unmarshal reads the struct at the start of data, whose memory it keeps, and
// returns its length.
func unmarshal(data []byte, to any) (length int, err error) {
	defer damaged(&err)
	var protocol thrift.CompactProtocol
	m := &message{protocol.NewReaderFromBytes(data), 1<<14 + len(data)/8, []int{1}}
	err = thrift.NewDecoder(m).Decode(to)
	return m.BytesRead(), err
}

// damaged makes an error of a panic, of which the library has some.
func damaged(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("the file is damaged: %v", problem)
	}
}

// enter begins n structs.
func (m *message) enter(n int32) error {
	if m.open = append(m.open, int(n)); len(m.open) > maxDepth {
		return fmt.Errorf("structs are nested more than %d deep", maxDepth)
	}
	return nil
}

// ReadField reads the head of a field, or the end of a struct.
func (m *message) ReadField() (thrift.Field, error) {
	f, err := m.BytesReader.ReadField()
	switch last := len(m.open) - 1; {
	case err != nil:
	case f.Type == thrift.STRUCT:
		err = m.enter(1)
	case f.Type == thrift.STOP:
		if m.open[last]--; m.open[last] == 0 {
			m.open = m.open[:last]
		}
	}
	return f, err
}

// ReadList reads the head of a list. The format has none of lists.
func (m *message) ReadList() (thrift.List, error) {
	l, err := m.BytesReader.ReadList()
	switch {
	case err != nil:
	case l.Type == thrift.LIST || l.Type == thrift.SET || l.Type == thrift.MAP:
		err = fmt.Errorf("a list has items of type %v", l.Type)
	case l.Type == thrift.STRUCT && int(l.Size) > m.structs:
		err = fmt.Errorf("a list has %d structs, want at most %d", l.Size, m.structs)
	case l.Type == thrift.STRUCT && l.Size > 0:
		m.structs -= int(l.Size)
		err = m.enter(l.Size)
	}
	return l, err
}

// ReadSet fails: the format has no sets.
func (m *message) ReadSet() (thrift.Set, error) {
	return thrift.Set{}, fmt.Errorf("a value is of type %v", thrift.SET)
}

// ReadMap fails: the format has no maps.
func (m *message) ReadMap() (thrift.Map, error) {
	return thrift.Map{}, fmt.Errorf("a value is of type %v", thrift.MAP)
}

// Discard skips bytes. The library asks for it by its name.
func (m *message) Discard(n int) (int, error) {
	return m.BytesReader.(interface{ Discard(n int) (int, error) }).Discard(n)
}
