package runtime

import (
	"math"
	"reflect"
	"strconv"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Floating is the set of floating-point types.
type Floating interface{ ~float32 | ~float64 }

// Int is a decimal number that T can hold.
func Int[T Integer]() Type[T] {
	return integer[T](func() (int64, uint64) { return limits[T]() })
}

// IntRange is a decimal number from low to high.
func IntRange[T Integer](low, high T) Type[T] {
	return integer[T](func() (int64, uint64) {
		if ^T(0) > 0 { // unsigned
			return int64(min(uint64(low), math.MaxInt64)), uint64(high)
		}
		return int64(low), uint64(max(0, high))
	})
}

func integer[T Integer](bounds func() (int64, uint64)) Type[T] {
	return Type[T]{
		form: func() schema.Type {
			lowest, highest := bounds()
			return schema.Type{Kind: schema.Integer, Min: lowest, Max: highest}
		},
		value: func(answer string, _ source) (T, error) { return parseInt[T](answer) },
	}
}

// limits are the smallest and the largest value of T.
func limits[T Integer]() (lowest int64, highest uint64) {
	bits := reflect.TypeFor[T]().Bits()
	if ^T(0) > 0 { // unsigned
		return 0, math.MaxUint64 >> (64 - bits)
	}
	return math.MinInt64 >> (64 - bits), math.MaxInt64 >> (64 - bits)
}

// parseInt reads the decimal number of an answer.
func parseInt[T Integer](answer string) (T, error) {
	bits := reflect.TypeFor[T]().Bits()
	if ^T(0) > 0 { // unsigned
		n, err := strconv.ParseUint(answer, 10, bits)
		return T(n), err
	}
	n, err := strconv.ParseInt(answer, 10, bits)
	return T(n), err
}

// Float is a decimal number without an exponent, of at most 15 digits, or 6 if
// T has 32 bits: each such number stands for another value.
func Float[T Floating]() Type[T] { return float[T](schema.Type{}) }

// FloatRange is a Float from low to high.
func FloatRange[T Floating](low, high T) Type[T] {
	bits := reflect.TypeFor[T]().Bits()
	return float[T](schema.Type{Low: schema.Decimal(float64(low), bits), High: schema.Decimal(float64(high), bits)})
}

func float[T Floating](form schema.Type) Type[T] {
	bits := reflect.TypeFor[T]().Bits()
	form.Kind, form.Digits = schema.Float, schema.Digits(bits)
	return Type[T]{
		form: func() schema.Type { return form },
		value: func(answer string, _ source) (T, error) {
			x, err := strconv.ParseFloat(answer, bits)
			return T(x), err
		},
	}
}
