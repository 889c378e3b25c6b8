package yamlx

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"sync"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// deepest is how deep values of any kind may be nested, so that an alias within itself ends soon.
const deepest = 100

// plainNumber is one that the parser takes for a text (YAML 1.2.2 section 10.2.1.4).
var plainNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[-+]?[0-9]+[eE][-+]?[0-9]+$`) })

// free is a value of whatever kind it is, as encoding/json would have it: map[string]any, []any, string, float64, bool or nil.
func (f *File) free(node ast.Node, key string) any {
	if f.depth++; f.depth > deepest {
		f.wrong(node, "%s is nested more than %d deep; does an alias contain itself?", shown(key), deepest)
		f.depth--
		return nil
	}
	defer func() { f.depth-- }()
	switch n := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.BoolNode:
		return n.Value
	case ast.MapNode:
		all := map[string]any{}
		f.decodeMap(node, reflect.ValueOf(&all).Elem(), key)
		return all
	case *ast.SequenceNode:
		all := []any{}
		f.decodeList(node, reflect.ValueOf(&all).Elem(), key)
		return all
	case *ast.StringNode:
		if n.Token.Type == token.StringType && plainNumber().MatchString(n.Value) {
			return f.number(node, key)
		}
		return f.text(node, key)
	case *ast.LiteralNode:
		return f.text(node, key)
	}
	return f.number(node, key)
}

func (f *File) text(node ast.Node, key string) (text string) {
	f.decodeScalar(node, reflect.ValueOf(&text).Elem(), key)
	return text
}

func (f *File) number(node ast.Node, key string) any {
	text := node.GetToken().Value
	number, err := strconv.ParseFloat(text, 64)
	if integer, not := strconv.ParseInt(text, 0, 64); not == nil { // as in 0x1F
		number, err = float64(integer), nil
	}
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		f.wrong(node, "%s must be a text, a number, true, false, null, a list or a mapping; put a text in quotes", shown(key))
		return nil
	}
	return number
}

func (f *File) decodeFree(node ast.Node, v reflect.Value, key string) {
	if value := f.free(node, key); value != nil {
		v.Set(reflect.ValueOf(value))
	}
}
