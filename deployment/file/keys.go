package file

import (
	"reflect"
	"strings"
)

// keysOf lists the keys of a section in the order of its fields.
func keysOf(section reflect.Type) []string {
	var keys []string
	for _, field := range reflect.VisibleFields(section) {
		if key := keyOf(field); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// fieldOf is the index of the field that a key of a section is for; nil where there is none.
func fieldOf(section reflect.Type, key string) []int {
	for _, field := range reflect.VisibleFields(section) {
		if keyOf(field) == key {
			return field.Index
		}
	}
	return nil
}

// keyOf is the key that a field is written under, "" for a field that no file can set.
func keyOf(field reflect.StructField) string {
	key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	if key == "-" || !field.IsExported() {
		return ""
	}
	return key
}

// allKeys lists every key that a deployment file may have, in any section.
func allKeys() []string { return keysBelow(reflect.TypeFor[File]()) }

func keysBelow(section reflect.Type) []string {
	var keys []string
	for _, field := range reflect.VisibleFields(section) {
		if key := keyOf(field); key != "" {
			keys = append(keys, key)
			inner := field.Type
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				keys = append(keys, keysBelow(inner)...)
			}
		}
	}
	return keys
}
