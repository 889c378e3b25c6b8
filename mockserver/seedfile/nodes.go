package seedfile

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// pair is one entry of a mapping.
type pair struct {
	name       string
	key, value ast.Node
}

// pairs lists the entries of a mapping, those merged with << included; what stands in the mapping itself wins.
func (d *decoder) pairs(node ast.Node, key string) []pair {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		d.say(node, "%s must be a mapping of keys to values", subject(key))
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
		own = append(own, pair{it.Key().GetToken().Value, it.Key(), it.Value()})
	}
	for _, p := range merged {
		if !slices.ContainsFunc(own, func(o pair) bool { return o.name == p.name }) {
			own = append(own, p)
		}
	}
	for _, p := range own {
		d.mark(join(key, p.name), p.key)
	}
	return own
}

// follow resolves anchors, aliases and tags; nil after an error.
func (d *decoder) follow(node ast.Node) ast.Node {
	if d.followed++; d.followed > mostFollowed {
		d.say(node, "too many aliases; does one contain itself?")
		return nil
	}
	switch n := node.(type) {
	case *ast.AnchorNode:
		d.anchors[n.Name.GetToken().Value] = n.Value
		return d.follow(n.Value)
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		if target, known := d.anchors[name]; known {
			return d.follow(target)
		}
		d.say(node, "this alias has no anchor before it; write &name at the first use, or put a value that begins with * in quotes")
		return nil
	case *ast.TagNode:
		return d.follow(n.Value)
	}
	return node
}

func (d *decoder) decodeScalar(node ast.Node, v reflect.Value, key string) {
	text, isText := "", true
	switch n := node.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode:
		text = n.Value
	case *ast.NullNode:
		d.say(node, "%s has no value; give it one or remove the key", subject(key))
		return
	case ast.ScalarNode:
		text, isText = n.GetToken().Value, false
	default:
		d.say(node, "%s must be a single value; a text with a colon belongs in quotes", subject(key))
		return
	}
	if expected := set(v, text, isText); expected != "" {
		d.say(node, "%s must be %s", subject(key), expected)
	}
}

// set sets a value from its text, or says what it must be.
func set(v reflect.Value, text string, isText bool) (expected string) {
	switch {
	case v.Type() == timeType:
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			if t, err = time.Parse(time.DateOnly, text); err != nil {
				return "a date or a time, such as 2020-06-01 or 2020-06-01T12:00:00Z"
			}
		}
		v.Set(reflect.ValueOf(t))
	case v.Type() == durationType:
		duration, err := time.ParseDuration(text)
		if err != nil {
			return "a duration, such as 10m or 720h"
		}
		v.SetInt(int64(duration))
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil || isText {
			return "true or false"
		}
		v.SetBool(b)
	case !isText:
		return "text; put it in quotes"
	default:
		v.SetString(text)
	}
	return ""
}

func (d *decoder) mark(key string, node ast.Node) {
	if token := node.GetToken(); token != nil && token.Position != nil {
		d.places[key] = place{token.Position.Line, token.Position.Column}
	}
}

func (d *decoder) say(node ast.Node, format string, values ...any) {
	p := Problem{Path: d.path, Line: 1, Column: 1, What: inOneLine(fmt.Sprintf(format, values...))}
	if token := node.GetToken(); token != nil && token.Position != nil {
		p.Line, p.Column = token.Position.Line, token.Position.Column
	}
	d.problems = append(d.problems, p)
}

// inOneLine keeps a key of several lines from looking like several problems.
func inOneLine(what string) string { return strings.ReplaceAll(what, "\n", `\n`) }

// at reports a problem at the place of a key, or of the nearest one above it that the file has.
func (d *decoder) at(key, format string, values ...any) {
	p := Problem{Path: d.path, Line: 1, Column: 1, What: inOneLine(fmt.Sprintf(format, values...))}
	for above := key; above != ""; above = above[:max(strings.LastIndexAny(above, ".["), 0)] {
		if where, known := d.places[above]; known {
			p.Line, p.Column = where.line, where.column
			break
		}
	}
	d.problems = append(d.problems, p)
}
