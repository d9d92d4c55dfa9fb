package generate

import (
	"go/types"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// emitType is a type as the package would write it: string, Dept, []Dept, Of[time.Duration].
func emitType(t types.Type) *jen.Statement {
	name, args := stubs.Declared(t)
	if name == nil {
		switch t := t.(type) {
		case *types.Pointer:
			return jen.Op("*").Add(emitType(t.Elem()))
		case *types.Slice:
			return jen.Index().Add(emitType(t.Elem()))
		case *types.Map:
			return jen.Map(emitType(t.Key())).Add(emitType(t.Elem()))
		}
		return jen.Id(t.String())
	}
	code := jen.Id(name.Name())
	if name.Pkg() != nil {
		code = jen.Qual(name.Pkg().Path(), name.Name())
	}
	if len(args) == 0 {
		return code
	}
	var list []jen.Code
	for _, arg := range args {
		list = append(list, emitType(arg))
	}
	return code.Types(list...)
}

// emitShape is a result type as the runtime knows it: pawrt.Bool[bool](),
// pawrt.List[[]string](pawrt.String[string]()).Length(0, 5), or
//
//	pawrt.Struct[Order](
//		pawrt.Field("id", pawrt.Match[string]("[A-Z]{2}-[0-9]{4}")),
//		pawrt.Field("quantity", pawrt.IntRange[int](1, 99)),
//	)
func emitShape(s *stubs.Shape) *jen.Statement {
	switch s.Form.Kind {
	case compiler.Enum:
		return emitEnum(s)
	case compiler.Object:
		return emitStruct(s)
	case compiler.Integer, compiler.Float:
		return emitNumber(s)
	case compiler.List:
		return emitLength(s, constructor("List", s.Type).Call(emitShape(s.Elem)))
	case compiler.Map:
		return emitLength(s, constructor("Map", s.Type).Call(emitShape(s.Elem)))
	case compiler.Optional:
		return jen.Qual(runtimePath, "Optional").Call(emitShape(s.Elem))
	case compiler.Time:
		return jen.Qual(runtimePath, "Time").Call()
	case compiler.Bool:
		return constructor("Bool", s.Type).Call()
	}
	if s.Form.Pattern != "" {
		return constructor("Match", s.Type).Call(literal(s.Form.Pattern))
	}
	return emitLength(s, constructor("String", s.Type).Call())
}

// constructor is a generic function of the runtime for a type: pawrt.Int[int8].
func constructor(name string, t types.Type) *jen.Statement {
	return jen.Qual(runtimePath, name).Types(emitType(t))
}

// literal is a text between backquotes if that is possible.
func literal(text string) jen.Code {
	if strconv.CanBackquote(text) {
		return jen.Op("`" + text + "`")
	}
	return jen.Lit(text)
}

// emitLength adds a shape's length.
func emitLength(s *stubs.Shape, code *jen.Statement) *jen.Statement {
	if l := s.Form.Length; l != nil {
		return code.Dot("Length").Call(jen.Lit(l.Min), jen.Lit(l.Max))
	}
	return code
}

// emitEnum lists the labels:
//
//	pawrt.Enum(
//		pawrt.Label[Dept]{Text: "billing", Value: Billing},
//		pawrt.Label[Dept]{Text: "support", Value: Support},
//	)
func emitEnum(s *stubs.Shape) *jen.Statement {
	code := jen.Qual(runtimePath, "Enum").CustomFunc(lines, func(g *jen.Group) {
		for _, l := range s.Labels {
			g.Qual(runtimePath, "Label").Types(emitType(s.Type)).Values(
				jen.Id("Text").Op(":").Lit(l.Text),
				jen.Id("Value").Op(":").Qual(l.Const.Pkg().Path(), l.Const.Name()))
		}
	})
	if s.Form.Abstain != "" {
		return code.Dot("Abstain").Call(jen.Lit(s.Form.Abstain))
	}
	return code
}

// lines puts each argument of a call on a line of its own.
var lines = jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}

// emitStruct lists the fields of a struct, see [emitShape].
func emitStruct(s *stubs.Shape) *jen.Statement {
	if len(s.Fields) == 0 {
		return constructor("Struct", s.Type).Call()
	}
	return constructor("Struct", s.Type).CustomFunc(lines, func(g *jen.Group) {
		for i, f := range s.Fields {
			g.Qual(runtimePath, "Field").Call(jen.Lit(s.Form.Fields[i].Name), emitShape(f))
		}
	})
}

// emitNumber is a number with its range, if it is smaller than the type's.
func emitNumber(s *stubs.Shape) *jen.Statement {
	name, low, high := "Float", s.Form.Low, s.Form.High
	plain := low == "" && high == ""
	if s.Form.Kind == compiler.Integer {
		whole := stubs.PlainResult(s.Type.Underlying().(*types.Basic))
		name, plain = "Int", whole.Min == s.Form.Min && whole.Max == s.Form.Max
		low, high = strconv.FormatInt(s.Form.Min, 10), strconv.FormatUint(s.Form.Max, 10)
	}
	if plain {
		return constructor(name, s.Type).Call()
	}
	return constructor(name+"Range", s.Type).Call(jen.Op(low), jen.Op(high))
}
