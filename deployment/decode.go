package deployment

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/goccy/go-yaml/ast"
)

// decoder turns the syntax tree of a file into a File. Unlike a general decoder it goes on after an error, knows the
// place of every key, and expands ${...} where it stands.
type decoder struct {
	path, dir string
	lookupEnv func(string) (string, bool)
	anchors   map[string]ast.Node
	places    map[string]place // of every key seen, by its path: "clients.public.auth", "users[0]"
	problems  []Problem
	secrets   []namedSecret
	followed  int // nodes visited so far
}

type place struct{ line, column int }

// maxFollowed is more nodes than any deployment file has; an alias that contains itself ends here.
const maxFollowed = 10_000

var durationType = reflect.TypeFor[time.Duration]()

func (d *decoder) decode(node ast.Node, v reflect.Value, key string) {
	if node = d.follow(node); node == nil {
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		value := reflect.New(v.Type().Elem())
		d.decode(node, value.Elem(), key)
		v.Set(value)
	case v.Kind() == reflect.Struct:
		d.decodeStruct(node, v, key)
	case v.Kind() == reflect.Map:
		d.decodeMap(node, v, key)
	case v.Kind() == reflect.Slice:
		d.decodeList(node, v, key)
	default:
		d.decodeScalar(node, v, key)
	}
}

// follow resolves anchors, aliases and tags; nil after an error.
func (d *decoder) follow(node ast.Node) ast.Node {
	if d.followed++; d.followed > maxFollowed {
		d.problem(node, "too many aliases; does one contain itself?")
		return nil
	}
	switch n := node.(type) {
	case *ast.AnchorNode:
		d.anchors[n.Name.GetToken().Value] = n.Value
		return d.follow(n.Value)
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		target, known := d.anchors[name]
		if !known {
			d.problem(node, "alias *%s has no anchor before it; write &%s at the first use", name, name)
			return nil
		}
		return d.follow(target)
	case *ast.TagNode:
		return d.follow(n.Value)
	}
	return node
}

// pair is one entry of a mapping.
type pair struct {
	name  string
	key   ast.Node
	value ast.Node
}

// pairs lists the entries of a mapping, those merged with << included; what stands in the mapping itself wins.
func (d *decoder) pairs(node ast.Node, key string) []pair {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		d.problem(node, "%s must be a mapping of keys to values", name(key))
		return nil
	}
	var own, merged []pair
	for it := mapping.MapRange(); it.Next(); {
		if it.Key().IsMergeKey() {
			if target := d.follow(it.Value()); target != nil {
				merged = append(merged, d.pairs(target, key)...)
			}
			continue
		}
		own = append(own, pair{name: it.Key().GetToken().Value, key: it.Key(), value: it.Value()})
	}
	for _, p := range merged {
		if !slices.ContainsFunc(own, func(o pair) bool { return o.name == p.name }) {
			own = append(own, p)
		}
	}
	return own
}

func (d *decoder) decodeStruct(node ast.Node, v reflect.Value, key string) {
	fields := keysOf(v.Type())
	for _, p := range d.pairs(node, key) {
		d.mark(join(key, p.name), p.key)
		index := slices.Index(fields, p.name)
		if index < 0 {
			d.problem(p.key, "unknown key %q; %s", p.name, nearest(p.name, fields))
			continue
		}
		d.decode(p.value, v.FieldByIndex(fieldOf(v.Type(), p.name)), join(key, p.name))
	}
}

func (d *decoder) decodeMap(node ast.Node, v reflect.Value, key string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range d.pairs(node, key) {
		d.mark(join(key, p.name), p.key)
		value := reflect.New(v.Type().Elem()).Elem()
		d.decode(p.value, value, join(key, p.name))
		v.SetMapIndex(reflect.ValueOf(p.name), value)
	}
}

func (d *decoder) decodeList(node ast.Node, v reflect.Value, key string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		d.problem(node, "%s must be a list", name(key))
		return
	}
	for i, item := range list.Values {
		itemKey := fmt.Sprintf("%s[%d]", key, i)
		d.mark(itemKey, item)
		value := reflect.New(v.Type().Elem()).Elem()
		d.decode(item, value, itemKey)
		v.Set(reflect.Append(v, value))
	}
}

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
	value, err := d.expand(text)
	if err != nil {
		d.problem(node, "%s: %s", name(key), err)
		return "", false, false
	}
	if value != text {
		d.secrets = append(d.secrets, namedSecret{name: key, value: value})
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
	}
	return "text; put it in quotes"
}

// mark remembers where a key stands.
func (d *decoder) mark(key string, node ast.Node) {
	if position := node.GetToken().Position; position != nil {
		d.places[key] = place{position.Line, position.Column}
	}
}

func (d *decoder) problem(node ast.Node, format string, args ...any) {
	p := Problem{Path: d.path, Line: 1, Column: 1, What: fmt.Sprintf(format, args...)}
	if token := node.GetToken(); token != nil && token.Position != nil {
		p.Line, p.Column = token.Position.Line, token.Position.Column
	}
	d.problems = append(d.problems, p)
}

// report notes a problem at the place of a key or, where the key is missing, of the nearest one above it.
func (d *decoder) report(key, what string) {
	at, found := d.places[key]
	for !found && key != "" {
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
		at, found = d.places[key]
	}
	if !found {
		at = place{1, 1}
	}
	d.problems = append(d.problems, Problem{Path: d.path, Line: at.line, Column: at.column, What: what})
}

// nearest words a suggestion for a misspelt name, or lists the valid ones where none is near.
func nearest(word string, valid []string) string {
	best, distance := "", len(word)/2+1
	for _, v := range valid {
		if n := levenshtein.ComputeDistance(strings.ToLower(word), v); n < distance {
			best, distance = v, n
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "use one of " + strings.Join(valid, ", ")
}

func name(key string) string {
	if key == "" {
		return "the file"
	}
	return key
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
