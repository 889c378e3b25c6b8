package file

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

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
	secrets   []NamedSecret
	followed  int // nodes visited so far
}

type place struct{ line, column int }

// maxFollowed is more nodes than any deployment file has; an alias that contains itself ends here.
const maxFollowed = 10_000

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
			d.problem(node, "this alias has no anchor before it; write &name at the first use, or put a value that begins with * in quotes")
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
		own = append(own, pair{name: unshielder.Replace(it.Key().GetToken().Value), key: it.Key(), value: it.Value()})
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
			d.problem(p.key, "unknown key %s", unknown(p.name, fields))
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

// name is a key as messages show it. One of the user's own that no header and no parameter could have may be a value:
// {X-Api-Key=...} is a key without a value.
func name(key string) string {
	if key == "" {
		return "the file"
	}
	section, _, _ := strings.Cut(key, ".")
	if !ownName.MatchString(key) {
		return "a key of " + section
	}
	return key
}

var ownName = regexp.MustCompile(`^[A-Za-z0-9._\[\]-]+$`)

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
