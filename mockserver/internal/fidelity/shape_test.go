package fidelity_test

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// kinds are the types of a shape, and how each is told.
var kinds = map[string]func(any) bool{
	"string":  func(v any) bool { _, ok := v.(string); return ok },
	"number":  func(v any) bool { _, ok := v.(float64); return ok },
	"integer": func(v any) bool { n, ok := v.(float64); return ok && n == math.Trunc(n) },
	"boolean": func(v any) bool { _, ok := v.(bool); return ok },
	"object":  func(v any) bool { _, ok := v.(map[string]any); return ok },
	"list":    func(v any) bool { _, ok := v.([]any); return ok },
	"date":    matching(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`),
	"jwt":     matching(`^[\w-]+\.[\w-]+\.[\w-]+$`),
}

func matching(expression string) func(any) bool {
	r := regexp.MustCompile(expression)
	return func(v any) bool { s, ok := v.(string); return ok && r.MatchString(s) }
}

var placeholder = regexp.MustCompile(`^<(\w+)( or null)?(?: as ([a-z][\w.]*))?>$`)

// match says how a value differs from a shape, a line a difference with the place. What the shape names is added to the names.
func (n names) match(shape, value any, at string) []string {
	switch shape := shape.(type) {
	case string:
		return n.matchText(shape, value, at)
	case map[string]any:
		object, ok := value.(map[string]any)
		if !ok {
			return differs(at, "an object", value)
		}
		return n.matchObject(shape, object, at)
	case []any:
		list, ok := value.([]any)
		if !ok {
			return differs(at, "a list", value)
		}
		return n.matchList(shape, list, at)
	}
	if shape != value {
		return differs(at, fmt.Sprint(shape), value)
	}
	return nil
}

func (n names) matchText(shape string, value any, at string) []string {
	parts := placeholder.FindStringSubmatch(shape)
	if parts == nil {
		if want := n.fill(shape); want != value {
			return differs(at, fmt.Sprintf("%q", want), value)
		}
		return nil
	}
	is, known := kinds[parts[1]]
	switch {
	case !known:
		return []string{fmt.Sprintf("%s: the shape %s is of no known type", at, shape)}
	case value == nil && parts[2] != "":
		return nil
	case !is(value):
		return differs(at, shape, value)
	case parts[3] != "":
		n[parts[3]] = fmt.Sprint(value)
	}
	return nil
}

func (n names) matchObject(shape, object map[string]any, at string) (out []string) {
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(shape)) {
		name, optional := strings.CutSuffix(key, "?")
		seen[name] = true
		value, there := object[name]
		switch {
		case there:
			out = append(out, n.match(shape[key], value, at+"."+name)...)
		case !optional:
			out = append(out, at+"."+name+": is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !seen[name] {
			out = append(out, fmt.Sprintf("%s.%s: is additional, %T", at, name, object[name]))
		}
	}
	return out
}

func (n names) matchList(shape, list []any, at string) (out []string) {
	switch {
	case len(shape) == 1 && len(list) == 0:
		return []string{at + ": is an empty list"}
	case len(shape) != 1 && len(shape) != len(list):
		return []string{fmt.Sprintf("%s: has %d items instead of %d", at, len(list), len(shape))}
	}
	for i, value := range slices.Backward(list) { // the first one's names last
		of := shape[0]
		if len(shape) > 1 {
			of = shape[i]
		}
		out = append(out, n.match(of, value, fmt.Sprintf("%s[%d]", at, i))...)
	}
	return out
}

func differs(at, want string, got any) []string {
	return []string{fmt.Sprintf("%s: is %v (%T) instead of %s", at, got, got, want)}
}

func TestShapesAreTold(t *testing.T) {
	n := names{"who": "ada"}
	object := func(members ...any) map[string]any {
		out := map[string]any{}
		for i := 0; i < len(members); i += 2 {
			out[members[i].(string)] = members[i+1]
		}
		return out
	}
	for _, x := range []struct {
		shape, value any
		wrong        int
	}{
		{"<string>", "x", 0}, {"<string>", nil, 1}, {"<string or null>", nil, 0}, {"<string>", 1.0, 1}, {"{who}", "ada", 0}, {"{who}", "eve", 1},
		{"<integer>", 1.0, 0}, {"<integer>", 1.5, 1}, {"<number>", 1.5, 0}, {"<date>", "2026-01-02T03:04:05.678Z", 0}, {"<date>", "2026-01-02T03:04:05Z", 1},
		{"<jwt>", "a.b.c", 0}, {"<jwt>", "a.b", 1}, {"<colour>", "red", 1}, {true, true, 0}, {true, false, 1}, {nil, nil, 0}, {nil, "", 1},
		{object("a", 1.0), object("a", 1.0), 0}, {object("a", 1.0), object(), 1}, {object("a?", 1.0), object(), 0}, {object(), object("a", 1.0), 1},
		{object("a", object("b", "<string>")), object("a", object("b", nil, "c", nil)), 2}, {object(), []any{}, 1},
		{[]any{}, []any{}, 0}, {[]any{}, []any{1.0}, 1}, {[]any{"<number>"}, []any{}, 1}, {[]any{"<number>"}, []any{1.0, 2.0}, 0},
		{[]any{"<number>"}, []any{1.0, "x"}, 1}, {[]any{1.0, 2.0}, []any{1.0, 2.0}, 0}, {[]any{1.0, 2.0}, []any{2.0, 1.0}, 2}, {[]any{1.0, 2.0}, []any{1.0}, 1},
	} {
		assert.Len(t, n.match(x.shape, x.value, ""), x.wrong, "%v %v", x.shape, x.value)
	}
	assert.Empty(t, n.match([]any{object("id", "<string as first>")}, []any{object("id", "one"), object("id", "two")}, ""))
	assert.Equal(t, "one", n["first"])
}
