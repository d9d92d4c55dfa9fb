package stubs

import (
	"errors"
	"go/token"
	"math"
	"math/big"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/constrain"
	"github.com/pawgen/pawgen/internal/answer/schema"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// limiting are the directives that narrow a type. They stand before a function,
// where they are about its result, or before a field of a struct.
var limiting = map[string]bool{"range": true, "match": true, "length": true}

// maxLength is the largest paw:length.
const maxLength = 100_000

// limit narrows a shape by directives, of which those that limit nothing are
// left alone, and says whether all is well.
func (s *shaper) limit(shape *Shape, list []directive, at place) bool {
	good := true
	var words []string
	for _, d := range list {
		if !limiting[d.word] || d.value == "" {
			continue
		}
		target := shape
		for target.Form.Kind == compiler.Optional {
			target = target.Elem
		}
		if problem := s.narrow(&target.Form, d, words); problem != nil {
			s.reportAt(problem.pos, problem.hint, "%s: %s", s.function.Name, problem.message)
			good = false
		}
		words = append(words, d.word)
	}
	return good
}

// problem is a mistake in a directive's value.
type problem struct {
	pos           token.Pos
	message, hint string
}

// narrow applies one directive; words are those that were applied before.
func (s *shaper) narrow(t *compiler.Result, d directive, words []string) *problem {
	switch {
	case slices.Contains(words, d.word):
		return &problem{d.pos, "a second " + prefix + d.word, "keep one"}
	case d.word == "range" && t.Kind != compiler.Integer && t.Kind != compiler.Float:
		return &problem{d.pos, "directive \"paw:range\", but the answer is no number", "remove it"}
	case d.word == "match" && t.Kind != compiler.Text:
		return &problem{d.pos, "directive \"paw:match\", but the answer is no text", "remove it"}
	case d.word == "length" && t.Kind != compiler.Text && t.Kind != compiler.List && t.Kind != compiler.Map:
		return &problem{d.pos, "directive \"paw:length\", but the answer is no text, slice or map", "remove it"}
	case t.Kind == compiler.Text && (d.word == "match" && slices.Contains(words, "length") || d.word == "length" && slices.Contains(words, "match")):
		return &problem{d.pos, "paw:match and paw:length together", "write the length into the regular expression, as in [a-z]{1,20}"}
	case d.word == "match":
		return match(t, d)
	case d.word == "length":
		return length(t, d)
	case t.Kind == compiler.Integer:
		return integerRange(t, d)
	}
	return floatRange(t, d)
}

// match sets a text's pattern.
func match(t *compiler.Result, d directive) *problem {
	err := constrain.CheckPattern(d.value)
	var bad *syntax.Error
	if errors.As(err, &bad) {
		at := max(0, strings.Index(d.value, bad.Expr))
		return &problem{d.at + token.Pos(at), "match: " + bad.Code.String() + ": " + bad.Expr, "write a regular expression as package regexp knows it"}
	}
	if err != nil {
		return &problem{d.at, "match: " + err.Error(), "write a regular expression that the whole answer matches"}
	}
	t.Pattern = d.value
	return nil
}

// ends splits "low..high".
func ends(d directive, example string) (low, high string, p *problem) {
	low, high, ok := strings.Cut(d.value, "..")
	if !ok || low == "" || high == "" {
		return "", "", &problem{d.at, d.word + " " + strconv.Quote(d.value) + " is not of the form low..high", "write //" + prefix + d.word + " " + example}
	}
	return low, high, nil
}

// length sets a text's, list's or map's length.
func length(t *compiler.Result, d directive) *problem {
	low, high, p := ends(d, "1..80")
	if p != nil {
		return p
	}
	least, err := strconv.Atoi(low)
	most, err2 := strconv.Atoi(high)
	if err != nil || err2 != nil || least < 0 || most > maxLength {
		return &problem{d.at, "length " + strconv.Quote(d.value) + " is not two whole numbers from 0 to " + strconv.Itoa(maxLength), "write //paw:length 1..80"}
	}
	if least > most {
		return &problem{d.at, "length " + strconv.Quote(d.value) + " goes from the larger to the smaller", "write //paw:length " + high + ".." + low}
	}
	if t.Kind == compiler.Map && least > 0 {
		return &problem{d.at, "the least length of a map is " + low + ", which can't be kept: its keys may repeat", "write //paw:length 0.." + high}
	}
	t.Length = &schema.Length{Min: least, Max: most}
	return nil
}

// integerRange sets the bounds of an integer, within those of its type.
func integerRange(t *compiler.Result, d directive) *problem {
	low, high, p := ends(d, "1..5")
	if p != nil {
		return p
	}
	least, ok := new(big.Int).SetString(low, 10)
	most, ok2 := new(big.Int).SetString(high, 10)
	switch {
	case !ok || !ok2:
		return &problem{d.at, "range " + strconv.Quote(d.value) + " is not two whole numbers", "write //paw:range 1..5"}
	case least.Cmp(most) > 0:
		return &problem{d.at, "range " + strconv.Quote(d.value) + " goes from the larger to the smaller", "write //paw:range " + high + ".." + low}
	case least.Cmp(big.NewInt(t.Min)) < 0 || most.Cmp(new(big.Int).SetUint64(t.Max)) > 0:
		return &problem{d.at, "range " + strconv.Quote(d.value) + " is larger than the type's", "stay within " + strconv.FormatInt(t.Min, 10) + ".." + strconv.FormatUint(t.Max, 10)}
	case most.Sign() < 0:
		return &problem{d.at, "range " + strconv.Quote(d.value) + " has only negative numbers", "ask for the number without its sign"}
	case !least.IsInt64():
		return &problem{d.at, "range " + strconv.Quote(d.value) + " begins too high", "begin at " + strconv.FormatInt(math.MaxInt64, 10) + " or below"}
	}
	t.Min, t.Max = least.Int64(), most.Uint64()
	return nil
}

// floatRange sets the bounds of a float.
func floatRange(t *compiler.Result, d directive) *problem {
	low, high, p := ends(d, "0..1")
	if p != nil {
		return p
	}
	bits := 64
	if t.Digits == schema.Digits(32) {
		bits = 32
	}
	var bounds [2]float64
	for i, text := range []string{low, high} {
		x, err := strconv.ParseFloat(text, bits)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return &problem{d.at, "range " + strconv.Quote(d.value) + " is not two numbers", "write //paw:range 0..1"}
		}
		bounds[i] = x
		if digits := len(strings.Trim(strings.Replace(schema.Decimal(x, bits), ".", "", 1), "-")); digits > t.Digits {
			return &problem{d.at, "range " + strconv.Quote(d.value) + " has a number of more than " + strconv.Itoa(t.Digits) + " digits", "round it"}
		}
	}
	if bounds[0] > bounds[1] {
		return &problem{d.at, "range " + strconv.Quote(d.value) + " goes from the larger to the smaller", "write //paw:range " + high + ".." + low}
	}
	t.Low, t.High = schema.Decimal(bounds[0]+0, bits), schema.Decimal(bounds[1]+0, bits)
	return nil
}
