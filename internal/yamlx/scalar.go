package yamlx

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Scalar is a type that reads its own texts. The error says what they must be, as in "must be on or off".
type Scalar interface{ SetText(text string) error }

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

func isScalar(v reflect.Value) bool {
	return v.Type() == timeType || reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[Scalar]())
}

// In YAML's flow style, {client_secret: ${NAME}}, braces cannot be part of an unquoted text, and nobody expects that. So
// the braces of references are hidden from the parser behind two characters that no text may contain (Unicode
// noncharacters), one for one, so that columns stay right.
var (
	references = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{[^{}\n]*\}`) })
	shielder   = strings.NewReplacer("{", "\uFDD0", "}", "\uFDD1")
	unshielder = strings.NewReplacer("\uFDD0", "{", "\uFDD1", "}")
)

func shield(text []byte) []byte { return []byte(shielder.Replace(string(text))) }

// scalar is the text of a node. isText says that it cannot be a number or a truth value: one that ${...} stood for can.
func (f *File) scalar(node ast.Node, key string) (text string, isText, ok bool) {
	switch n := node.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode:
		text = n.Value
	case *ast.NullNode:
		f.wrong(node, "%s has no value; give it one or remove the key", shown(key))
		return "", false, false
	case ast.ScalarNode:
		return n.GetToken().Value, false, true
	default:
		f.wrong(node, "%s must be a single value; a text with a colon belongs in quotes", shown(key))
		return "", false, false
	}
	return text, true, true
}

func (f *File) decodeScalar(node ast.Node, v reflect.Value, key string) {
	text, isText, ok := f.scalar(node, key)
	if !ok {
		return
	}
	resolved := false
	if isText && f.Resolve != nil {
		text = unshielder.Replace(text)
		value, err := f.Resolve(key, text)
		if err != nil {
			f.wrong(node, "%s: %s", shown(key), err)
			return
		}
		text, resolved = value, value != text
	}
	if own, is := v.Addr().Interface().(Scalar); is {
		if err := own.SetText(text); err != nil {
			f.wrong(node, "%s %s", shown(key), err)
		}
		return
	}
	if expected := set(v, text, isText, resolved); expected != "" {
		f.wrong(node, "%s must be %s", shown(key), expected)
	}
}

// set sets a value, or says what it must be.
func set(v reflect.Value, text string, isText, resolved bool) (expected string) {
	plain := !isText || resolved
	switch {
	case v.Type() == timeType:
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			at, err = time.Parse(time.DateOnly, text)
		}
		v.Set(reflect.ValueOf(at))
		return unless(err == nil, "a date or a time, such as 2020-06-01 or 2020-06-01T12:00:00Z")
	case v.Type() == durationType:
		d, err := time.ParseDuration(text)
		v.SetInt(int64(d))
		return unless(err == nil && d >= 0, "a duration that is not negative, such as 10s")
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return unless(err == nil && plain, "true or false")
	case v.Kind() == reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		v.SetFloat(n)
		return unless(err == nil && plain, "a number")
	case v.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		v.SetInt(int64(n))
		return unless(err == nil && plain, "a whole number")
	case v.Kind() == reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		v.SetUint(n)
		return unless(err == nil && plain, "a whole number that is not negative")
	}
	v.SetString(text)
	return unless(isText, "text; put it in quotes")
}

func unless(right bool, expected string) string {
	if right {
		return ""
	}
	return expected
}
