package yamlx

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"

	"github.com/revokespec/revokespec/internal/closest"
)

func (f *File) decode(node ast.Node, v reflect.Value, key string) {
	if node = f.follow(node); node == nil {
		return
	}
	switch {
	case isScalar(v):
		f.decodeScalar(node, v, key)
	case v.Kind() == reflect.Interface:
		f.decodeFree(node, v, key)
	case v.Kind() == reflect.Pointer:
		value := reflect.New(v.Type().Elem())
		f.decode(node, value.Elem(), key)
		v.Set(value)
	case v.Kind() == reflect.Struct:
		f.decodeStruct(node, v, key)
	case v.Kind() == reflect.Map:
		f.decodeMap(node, v, key)
	case v.Kind() == reflect.Slice:
		f.decodeList(node, v, key)
	default:
		f.decodeScalar(node, v, key)
	}
}

func (f *File) decodeStruct(node ast.Node, v reflect.Value, key string) {
	fields := Fields(v.Type())
	entries, ok := f.entries(node, key)
	if !ok {
		f.wrong(node, "%s must be a mapping of keys to values; its keys are %s", shown(key), strings.Join(keysOf(fields), ", "))
		return
	}
	for _, e := range entries {
		index := slices.IndexFunc(fields, func(field Field) bool { return field.Key == e.name })
		if index < 0 {
			f.wrong(e.key, "unknown key %s", unknown(e.name, keysOf(fields)))
			continue
		}
		f.decode(e.value, v.FieldByIndex(fields[index].In), join(key, e.name))
	}
}

func (f *File) decodeMap(node ast.Node, v reflect.Value, key string) {
	entries, ok := f.entries(node, key)
	if !ok {
		f.wrong(node, "%s must be a mapping of keys to values", shown(key))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range entries {
		value := reflect.New(v.Type().Elem()).Elem()
		f.decode(e.value, value, join(key, e.name))
		v.SetMapIndex(reflect.ValueOf(e.name), value)
	}
}

func (f *File) decodeList(node ast.Node, v reflect.Value, key string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		f.wrong(node, "%s must be a list; begin each item with a hyphen", shown(key))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		itemKey := fmt.Sprintf("%s[%d]", key, i)
		f.places[itemKey] = placeOf(item)
		f.decode(item, v.Index(i), itemKey)
	}
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

var (
	ownName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9._\[\]-]+$`) })
	inList  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\[\d+\]\.?`) }) // of a file that is a list, whose items the place tells apart
)

// shown is a key as messages name it. One of the user's own that no header and no parameter could have may be a value:
// {X-Api-Key=...} is a key without a value.
func shown(key string) string {
	short := inList().ReplaceAllString(key, "")
	section, _, _ := strings.Cut(short, ".")
	switch {
	case key == "":
		return "the file"
	case short == "":
		return "this item"
	case !ownName().MatchString(short):
		return "a key of " + section
	}
	return short
}

// wordOfKey is what keys, and references in their place, look like. A key that does not, and is like none, may be a secret
// in the wrong place.
var wordOfKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\$\{)?[A-Za-z_]{1,40}\}?$`) })

// unknown words what is to be said of a key that no section has.
func unknown(word string, valid []string) string {
	const slips = 3
	hint := closest.Hint(word, valid)
	if _, distance := closest.Of(strings.ToLower(word), valid); distance <= slips || wordOfKey().MatchString(word) {
		return fmt.Sprintf("%q; %s", word, hint)
	}
	return "here; " + hint
}
