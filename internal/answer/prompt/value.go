package prompt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Yes and No are the texts of the two truth values, in inputs and in answers.
const (
	Yes = schema.Yes
	No  = schema.No
)

// Text renders the value of a parameter. Strings and byte slices stay as they
// are, bools become [Yes] or [No], integers are decimal, floats have the fewest
// digits that give the same number back ("0.1", "1e+21"), times are RFC 3339.
// Methods such as String play no part. All else is JSON, as encoding/json
// writes it, and an error where that refuses.
func Text(v any) (string, error) {
	if at, ok := v.(time.Time); ok {
		return at.Format(time.RFC3339Nano), nil
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.String:
		return r.String(), nil
	case reflect.Bool:
		if r.Bool() {
			return Yes, nil
		}
		return No, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(r.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(r.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits()), nil
	case reflect.Slice:
		if r.Type().Elem().Kind() == reflect.Uint8 {
			return string(r.Bytes()), nil
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("prompt: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
