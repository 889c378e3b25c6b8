package file

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/revokespec/revokespec/internal/wording"
)

var durationType = reflect.TypeFor[time.Duration]()

func (d *decoder) decodeScalar(node ast.Node, v reflect.Value, key string) {
	text, expanded, ok := d.scalar(node, key)
	if !ok {
		return
	}
	isText := node.Type() == ast.StringType || node.Type() == ast.LiteralType
	var err error
	switch {
	case v.Type() == reflect.TypeFor[Setting]():
		err = setSetting(v, text)
	case v.Type() == durationType:
		err = setDuration(v, text)
	case v.Kind() == reflect.Bool && (!isText || expanded):
		var b bool
		b, err = strconv.ParseBool(text)
		v.SetBool(b)
	case v.Kind() == reflect.Float64 && (!isText || expanded):
		var f float64
		f, err = strconv.ParseFloat(text, 64)
		v.SetFloat(f)
	case v.Kind() == reflect.Int && (!isText || expanded):
		var n int
		n, err = strconv.Atoi(text)
		v.SetInt(int64(n))
	case v.Kind() == reflect.String && isText:
		v.SetString(text)
	default:
		err = strconv.ErrSyntax
	}
	if err != nil {
		d.problem(node, "%s must be %s", name(key), expected(v))
	}
}

// scalar is the text of a scalar node after expansion; expanded says whether there was anything to expand.
func (d *decoder) scalar(node ast.Node, key string) (text string, expanded, ok bool) {
	switch n := node.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode:
		text = n.Value
	case ast.ScalarNode:
		if node.Type() == ast.NullType {
			d.problem(node, "%s has no value; give it one or remove the key", name(key))
			return "", false, false
		}
		return n.GetToken().Value, false, true
	default:
		d.problem(node, "%s must be a single value", name(key))
		return "", false, false
	}
	text = unshielder.Replace(text)
	if strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") { // an example's value, or a skeleton's
		d.problem(node, "%s is still %s; put in the real one", name(key), wording.Phrase(text))
		return "", false, false
	}
	value, err := d.expand(text)
	if err != nil {
		d.problem(node, "%s: %s", name(key), err)
		return "", false, false
	}
	if value != text {
		d.secrets = append(d.secrets, NamedSecret{Name: key, Value: value})
	}
	return value, value != text, true
}

func setSetting(v reflect.Value, text string) error {
	switch strings.ToLower(text) {
	case "on", "true":
		v.SetString(string(SettingOn))
	case "off", "false":
		v.SetString(string(SettingOff))
	default:
		return strconv.ErrSyntax
	}
	return nil
}

func setDuration(v reflect.Value, text string) error {
	duration, err := time.ParseDuration(text)
	if err != nil || duration < 0 {
		return strconv.ErrSyntax
	}
	v.SetInt(int64(duration))
	return nil
}

func expected(v reflect.Value) string {
	switch {
	case v.Type() == reflect.TypeFor[Setting]():
		return "on or off"
	case v.Type() == durationType:
		return "a duration that is not negative, such as 10s"
	case v.Kind() == reflect.Bool:
		return "true or false"
	case v.Kind() == reflect.Float64:
		return "a number"
	case v.Kind() == reflect.Int:
		return "a whole number"
	}
	return "text; put it in quotes"
}
