package memory

import (
	"encoding/binary"
	"reflect"
	"time"
)

// unpacker reads what a packer has written, step by step as it was.
type unpacker struct {
	in    []byte
	texts []string
	last  int64
}

func (u *unpacker) number() uint64 {
	n, length := binary.Uvarint(u.in)
	u.in = u.in[length:]
	return n
}

func (u *unpacker) difference() int64 {
	n, length := binary.Varint(u.in)
	u.in = u.in[length:]
	return n
}

func (u *unpacker) read(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(u.difference())
	case reflect.String:
		v.SetString(u.text())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		u.read(v.Elem())
	case reflect.Slice:
		n := int(u.number())
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			u.read(v.Index(i))
		}
	case reflect.Map:
		n := int(u.number())
		v.Set(reflect.MakeMapWithSize(v.Type(), n))
		for range n {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			u.read(key)
			u.read(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if at, is := v.Addr().Interface().(*time.Time); is {
			*at = u.time()
			return
		}
		set := u.number()
		for n, i := range fieldsOf(v.Type()) {
			if set&(1<<n) != 0 {
				u.read(v.Field(i))
			}
		}
	}
}

func (u *unpacker) text() string {
	if known := u.number(); known > 0 {
		return u.texts[known-1]
	}
	length := u.number()
	s := string(u.in[:length])
	u.in = u.in[length:]
	u.texts = append(u.texts, s)
	return s
}

func (u *unpacker) time() time.Time {
	u.last += u.difference()
	fraction := u.number()
	t := time.Unix(u.last, int64(fraction>>1))
	if fraction&1 != 0 {
		return t.UTC()
	}
	return t
}
