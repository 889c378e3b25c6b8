package memory

import "reflect"

// overhead is what any text, list or map costs besides its bytes: headers, pointers, its place in a map.
const overhead = 32

// sizeOf is about how many bytes a value takes, with all that hangs on it.
func sizeOf(value any) int { return size(reflect.ValueOf(value)) }

var objectType = reflect.TypeFor[map[string]any]()

func size(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		return overhead + v.Len()
	case reflect.Interface:
		return size(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			n += size(v.Field(i))
		}
		return n
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return overhead + v.Len()
		}
		for i := range v.Len() {
			n += size(v.Index(i))
		}
		return overhead + n
	case reflect.Map:
		if v.Type() == objectType && v.CanInterface() { // whose members reflection would copy
			for name, value := range v.Interface().(map[string]any) {
				n += overhead + len(name) + sizeOf(value)
			}
			return overhead + n
		}
		for each := v.MapRange(); each.Next(); {
			n += size(each.Key()) + size(each.Value())
		}
		return overhead + n
	}
	return 0 // a number, or what is shared: all values of a kind have it alike
}
