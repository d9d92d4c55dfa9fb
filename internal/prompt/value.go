package prompt

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/pawgen/pawgen/internal/schema"
)

// Yes and No are the texts of the two truth values, in inputs and in answers.
const (
	Yes = schema.Yes
	No  = schema.No
)

// Value renders a string, bool, integer or float, or a value of a type that is
// named for one of these; methods such as String play no part. Strings stay as
// they are, bools become [Yes] or [No], integers are decimal, floats have the
// fewest digits that give the same number back ("0.1", "1e+21").
//
// It panics for any other kind: the callers' types leave only these.
func Value(v any) string {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		if r.Bool() {
			return Yes
		}
		return No
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(r.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(r.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits())
	}
	panic(fmt.Sprintf("prompt: value of type %T is not a string, bool or number", v))
}
