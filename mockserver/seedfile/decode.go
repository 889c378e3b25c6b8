package seedfile

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/revokespec/revokespec/internal/closest"
)

type place struct{ line, column int }

type anchors map[string]ast.Node

// decoder turns a syntax tree into a Seed. It goes on after an error and knows the place of every key.
type decoder struct {
	path     string
	anchors  anchors
	places   map[string]place // by key: "clients[0].auth"
	problems []Problem
	followed int
}

// mostFollowed is more nodes than any seed file has; an alias that contains itself ends here.
const mostFollowed = 100_000

// quoted is what a message of the parser quotes: it may be a secret of the file.
var quoted = regexp.MustCompile(`"[^"]*"`)

// parse returns the one mapping that the file consists of, or nil after reporting why there is none.
func (d *decoder) parse(data []byte) ast.Node {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		p := Problem{Path: d.path, Line: 1, Column: 1, What: "not YAML; correct the syntax here"}
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			p.Line, p.Column = syntax.GetToken().Position.Line, syntax.GetToken().Position.Column
			message, _, _ := strings.Cut(syntax.GetMessage(), "\n")
			p.What = "not YAML: " + quoted.ReplaceAllString(message, "the text") + "; correct the syntax here"
		}
		d.problems = append(d.problems, p)
		return nil
	}
	docs := slices.DeleteFunc(file.Docs, func(doc *ast.DocumentNode) bool { return doc.Body == nil })
	switch {
	case len(docs) == 0:
		d.problems = append(d.problems, Problem{d.path, 1, 1, "the file is empty; `revokespec mock --print-seed` shows one"})
		return nil
	case len(docs) > 1:
		d.say(docs[1].Body, "a second document begins here; remove the --- line")
		return nil
	}
	return docs[0].Body
}

func (d *decoder) decode(node ast.Node, v reflect.Value, key string) {
	if node = d.follow(node); node == nil {
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		inner := reflect.New(v.Type().Elem())
		d.decode(node, inner.Elem(), key)
		v.Set(inner)
	case v.Type() == timeType:
		d.decodeScalar(node, v, key)
	case v.Kind() == reflect.Struct:
		d.decodeStruct(node, v, key)
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, p := range d.pairs(node, key) {
			inner := reflect.New(v.Type().Elem()).Elem()
			d.decode(p.value, inner, join(key, p.name))
			v.SetMapIndex(reflect.ValueOf(p.name), inner)
		}
	case v.Kind() == reflect.Slice:
		d.decodeList(node, v, key)
	default:
		d.decodeScalar(node, v, key)
	}
}

func (d *decoder) decodeStruct(node ast.Node, v reflect.Value, key string) {
	fields := map[string]int{}
	var names []string
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		fields[name], names = i, append(names, name)
	}
	for _, p := range d.pairs(node, key) {
		index, known := fields[p.name]
		if !known {
			d.say(p.key, "unknown key %s; %s", shown(p.name), nearest(p.name, names))
			continue
		}
		d.decode(p.value, v.Field(index), join(key, p.name))
	}
}

func (d *decoder) decodeList(node ast.Node, v reflect.Value, key string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		d.say(node, "%s must be a list", subject(key))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		itemKey := fmt.Sprintf("%s[%d]", key, i)
		d.mark(itemKey, item)
		d.decode(item, v.Index(i), itemKey)
	}
}

// wordOfKey is what keys look like, also misspelt ones. What does not may be a secret in the wrong place.
var wordOfKey = regexp.MustCompile(`^[A-Za-z_-]{1,40}$`)

func shown(key string) string {
	if wordOfKey.MatchString(key) {
		return strconv.Quote(key)
	}
	return "here"
}

func subject(key string) string {
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

// nearest names the known word that is most like one that is not.
func nearest(word string, known []string) string {
	best, _ := closest.Of(word, known)
	if best == "" {
		return "there is none"
	}
	return fmt.Sprintf("did you mean %q?", best)
}
