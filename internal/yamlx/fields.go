package yamlx

import (
	"reflect"
	"strings"
)

// Field is one of a struct that a file can set, and the key that it is written under.
type Field struct {
	Key  string
	Type reflect.Type
	In   []int // the struct, as reflect.Value.FieldByIndex takes it
}

// Fields lists those of a struct, in its order.
func Fields(section reflect.Type) []Field {
	var fields []Field
	for _, field := range reflect.VisibleFields(section) {
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if key != "" && key != "-" && field.IsExported() {
			fields = append(fields, Field{key, field.Type, field.Index})
		}
	}
	return fields
}

func keysOf(fields []Field) []string {
	keys := make([]string, len(fields))
	for i, field := range fields {
		keys[i] = field.Key
	}
	return keys
}

// keysBelow lists every key that a file may have, in any section.
func keysBelow(section reflect.Type) []string {
	for section.Kind() == reflect.Pointer || section.Kind() == reflect.Slice || section.Kind() == reflect.Map {
		section = section.Elem()
	}
	if section.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for _, field := range Fields(section) {
		keys = append(append(keys, field.Key), keysBelow(field.Type)...)
	}
	return keys
}
