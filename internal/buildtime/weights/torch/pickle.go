package torch

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The instructions of pickle's protocol 2 that a state dictionary needs, by
// their names in Python's pickletools.
const (
	opProto         = 0x80
	opStop          = '.'
	opMark          = '('
	opGlobal        = 'c'
	opReduce        = 'R'
	opBuild         = 'b'
	opBinPersID     = 'Q'
	opEmptyDict     = '}'
	opSetItem       = 's'
	opSetItems      = 'u'
	opEmptyTuple    = ')'
	opTuple         = 't'
	opTuple1        = 0x85
	opTuple2        = 0x86
	opTuple3        = 0x87
	opNewTrue       = 0x88
	opNewFalse      = 0x89
	opBinUnicode    = 'X'
	opBinInt        = 'J'
	opBinInt1       = 'K'
	opBinInt2       = 'M'
	opLong1         = 0x8a
	opBinPut        = 'q'
	opLongBinPut    = 'r'
	opBinGet        = 'h'
	opLongBinGet    = 'j'
	pickleProtocol2 = 2
)

// What is on the stack: string, int64, bool, and these.
type (
	mark   struct{}
	tuple  []any
	global string // a name that the pickle refers to, "collections.OrderedDict"
	dict   struct {
		keys   []any
		values []any
	}
)

// storages are the names of storages' classes, with the type of their elements.
var storages = map[global]string{
	"torch.DoubleStorage": "F64", "torch.FloatStorage": "F32", "torch.HalfStorage": "F16", "torch.BFloat16Storage": "BF16",
	"torch.LongStorage": "I64", "torch.IntStorage": "I32", "torch.ShortStorage": "I16", "torch.CharStorage": "I8",
	"torch.ByteStorage": "U8", "torch.BoolStorage": "BOOL",
}

// The two names that may be called.
const (
	orderedDict   global = "collections.OrderedDict"
	rebuildTensor global = "torch._utils._rebuild_tensor_v2"
)

// machine runs a pickle. The first mistake stays in err and ends it. Every
// instruction pushes at most one value, so memory is bounded by the pickle's length.
type machine struct {
	data  []byte
	stack []any
	memo  map[uint32]any
	err   error
}

// unpickle returns the tensors of a state dictionary.
func unpickle(data []byte) (map[string]tensor, error) {
	m := &machine{data: data, memo: map[uint32]any{}}
	if p := m.take(2); m.err != nil || p[0] != opProto || p[1] != pickleProtocol2 {
		return nil, fmt.Errorf("does not start as a pickle of protocol %d", pickleProtocol2)
	}
	for m.err == nil {
		op := m.take(1)
		if m.err != nil {
			break
		}
		if op[0] == opStop {
			return m.result()
		}
		m.step(op[0])
	}
	return nil, m.err
}

// result is the value that is left at the end.
func (m *machine) result() (map[string]tensor, error) {
	d, ok := m.pop().(*dict)
	if !ok || len(m.stack) != 0 {
		return nil, errors.New("is not a state dictionary")
	}
	state := make(map[string]tensor, len(d.keys))
	for i, key := range d.keys {
		name, ok := key.(string)
		t, isTensor := d.values[i].(tensor)
		if !ok || !isTensor {
			return nil, fmt.Errorf("entry %d, %.80q, is not a named tensor", i, describe(key))
		}
		if _, ok := state[name]; ok {
			return nil, fmt.Errorf("tensor %.80q is there twice", name)
		}
		state[name] = t
	}
	return state, nil
}

// step executes one instruction.
func (m *machine) step(op byte) {
	switch op {
	case opMark:
		m.push(mark{})
	case opGlobal:
		m.push(global(m.line() + "." + m.line()))
	case opReduce:
		m.reduce()
	case opBuild: // only attributes of the dictionary, which nobody asks for
		m.pop()
	case opBinPersID:
		m.push(m.storage(m.pop()))
	case opEmptyDict:
		m.push(&dict{})
	case opSetItem:
		value, key := m.pop(), m.pop()
		m.set([]any{key, value})
	case opSetItems:
		m.set(m.toMark())
	case opEmptyTuple:
		m.push(tuple(nil))
	case opTuple:
		m.push(tuple(m.toMark()))
	case opTuple1, opTuple2, opTuple3:
		m.push(tuple(m.last(int(op) - opTuple1 + 1)))
	case opNewTrue, opNewFalse:
		m.push(op == opNewTrue)
	case opBinUnicode:
		m.push(string(m.take(m.uint(4))))
	case opBinInt:
		m.push(int64(int32(m.uint(4))))
	case opBinInt1:
		m.push(int64(m.uint(1)))
	case opBinInt2:
		m.push(int64(m.uint(2)))
	case opLong1:
		m.push(m.long())
	case opBinPut:
		m.put(m.uint(1))
	case opLongBinPut:
		m.put(m.uint(4))
	case opBinGet:
		m.get(m.uint(1))
	case opLongBinGet:
		m.get(m.uint(4))
	default:
		m.fail("instruction 0x%02x is not one of a state dictionary's", op)
	}
}

// reduce is a call of one of the names that may be called.
func (m *machine) reduce() {
	args, _ := m.pop().(tuple)
	switch name := m.pop(); name {
	case orderedDict:
		if len(args) != 0 {
			m.fail("an OrderedDict with arguments")
		}
		m.push(&dict{})
	case rebuildTensor:
		m.push(m.tensor(args))
	default:
		m.fail("calls %.80q, which is not allowed", describe(name))
	}
}

// tensor is _rebuild_tensor_v2(storage, offset, shape, stride, requires_grad, hooks).
func (m *machine) tensor(args tuple) (t tensor) {
	if len(args) != 6 {
		m.fail("a tensor of %d arguments, want 6", len(args))
		return t
	}
	var ok [4]bool
	t.storage, ok[0] = args[0].(storage)
	t.offset, ok[1] = args[1].(int64)
	t.shape, ok[2] = integers(args[2])
	t.stride, ok[3] = integers(args[3])
	if ok != [4]bool{true, true, true, true} || len(t.shape) != len(t.stride) {
		m.fail("a tensor's arguments are of wrong types")
	}
	return t
}

// storage is ('storage', class, key, location, elements).
func (m *machine) storage(id any) (s storage) {
	args, _ := id.(tuple)
	if len(args) != 5 || args[0] != "storage" {
		m.fail("a persistent id is not a storage")
		return s
	}
	class, okClass := args[1].(global)
	typ, okType := storages[class]
	key, okKey := args[2].(string)
	n, okN := args[4].(int64)
	if !okClass || !okType || !okKey || !okN || n < 0 {
		m.fail("storage %.80q is not supported", describe(args[1]))
	}
	return storage{typ, key, n}
}

// describe names a value in an error. It doesn't look into tuples, which may
// hold themselves more often than there is room for.
func describe(v any) string {
	switch v := v.(type) {
	case global:
		return string(v)
	case string:
		return v
	}
	return fmt.Sprintf("a %T", v)
}

func integers(v any) (list []int64, ok bool) {
	t, ok := v.(tuple)
	for _, x := range t {
		i, isInt := x.(int64)
		ok = ok && isInt
		list = append(list, i)
	}
	return list, ok
}

// set adds keys and values, in turn, to the dictionary on top of the stack.
func (m *machine) set(items []any) {
	d, ok := m.pop().(*dict)
	if !ok || len(items)%2 != 0 {
		m.fail("items for what is no dictionary")
		return
	}
	for i := 0; i < len(items); i += 2 {
		d.keys, d.values = append(d.keys, items[i]), append(d.values, items[i+1])
	}
	m.push(d)
}

func (m *machine) push(v any) { m.stack = append(m.stack, v) }

// pop returns nil, which is no value, from an empty stack.
func (m *machine) pop() any {
	if len(m.stack) == 0 {
		m.fail("takes a value from an empty stack")
		return nil
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

// last pops n values.
func (m *machine) last(n int) []any {
	if n > len(m.stack) {
		m.fail("takes %d values from a stack of %d", n, len(m.stack))
		return nil
	}
	values := append([]any(nil), m.stack[len(m.stack)-n:]...)
	m.stack = m.stack[:len(m.stack)-n]
	return values
}

// toMark pops the values above the topmost mark, and the mark.
func (m *machine) toMark() []any {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if _, ok := m.stack[i].(mark); ok {
			values := m.last(len(m.stack) - i)
			return values[1:]
		}
	}
	m.fail("has no mark")
	return nil
}

func (m *machine) put(slot int) {
	if len(m.stack) == 0 {
		m.fail("remembers a value of an empty stack")
		return
	}
	m.memo[uint32(slot)] = m.stack[len(m.stack)-1]
}

func (m *machine) get(slot int) {
	v, ok := m.memo[uint32(slot)]
	if !ok {
		m.fail("has nothing in slot %d", uint32(slot))
	}
	m.push(v)
}

// long is an integer of up to eight bytes.
func (m *machine) long() int64 {
	b := m.take(m.uint(1))
	if len(b) > 8 {
		m.fail("an integer of %d bytes", len(b))
	}
	var x int64
	for i := len(b) - 1; i >= 0 && m.err == nil; i-- {
		if x = x<<8 | int64(b[i]); i == len(b)-1 {
			x = int64(int8(b[i]))
		}
	}
	return x
}

// uint reads a little-endian number of 1, 2 or 4 bytes.
func (m *machine) uint(size int) int {
	b := m.take(size)
	if m.err != nil {
		return 0
	}
	var full [4]byte
	copy(full[:], b)
	return int(binary.LittleEndian.Uint32(full[:]))
}

// line reads up to the end of the line.
func (m *machine) line() string {
	for i, b := range m.data {
		if b == '\n' {
			line := string(m.data[:i])
			m.data = m.data[i+1:]
			return line
		}
	}
	m.fail("is cut off in a name")
	return ""
}

// take returns the next n bytes, none after a mistake.
func (m *machine) take(n int) []byte {
	if m.err != nil || n < 0 || n > len(m.data) {
		m.fail("is cut off")
		return nil
	}
	b := m.data[:n]
	m.data = m.data[n:]
	return b
}

func (m *machine) fail(format string, args ...any) {
	if m.err == nil {
		m.err = fmt.Errorf(format, args...)
	}
}
