// Package jsontext writes answers and claims as JSON: the same text as encoding/json, which looks at every value by reflection and sorts
// by way of it.
package jsontext

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Room is the capacity that most answers and claims fit in.
const Room = 768

// Append appends a value: an object, whose members it sorts by name, a list, a text, a number or a boolean; anything else as encoding/json
// writes it, whose errors are returned.
func Append(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(to, "null"...), nil
	case string:
		return appendText(to, v)
	case bool:
		return strconv.AppendBool(to, v), nil
	case int:
		return strconv.AppendInt(to, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(to, v, 10), nil
	case map[string]any:
		return appendObject(to, v)
	case []string:
		return appendList(to, v)
	case []any:
		return appendList(to, v)
	}
	text, err := json.Marshal(value)
	return append(to, text...), err
}

func appendObject(to []byte, object map[string]any) ([]byte, error) {
	if object == nil {
		return append(to, "null"...), nil
	}
	var names [16]string // most have fewer
	var err error
	to = append(to, '{')
	for i, name := range sorted(names[:0], object) {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = appendText(to, name); err != nil {
			return to, err
		}
		to = append(to, ':')
		if to, err = Append(to, object[name]); err != nil {
			return to, err
		}
	}
	return append(to, '}'), nil
}

func sorted(names []string, object map[string]any) []string {
	names = slices.AppendSeq(names, maps.Keys(object))
	slices.Sort(names)
	return names
}

func appendList[T any](to []byte, list []T) ([]byte, error) {
	if list == nil {
		return append(to, "null"...), nil
	}
	var err error
	to = append(to, '[')
	for i, value := range list {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = Append(to, value); err != nil {
			return to, err
		}
	}
	return append(to, ']'), nil
}

// appendText leaves to encoding/json what needs to be escaped: that is rare.
func appendText(to []byte, text string) ([]byte, error) {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, err := json.Marshal(text)
			return append(to, escaped...), err
		}
	}
	to = append(to, '"')
	to = append(to, text...)
	return append(to, '"'), nil
}
