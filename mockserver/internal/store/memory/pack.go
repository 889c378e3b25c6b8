package memory

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// pack writes a grant in a tenth of the memory that it takes as it is: fields that are empty are left out, a text that occurs again is a
// number, and a time is how much later it is than the one before. It ends with the process, so that it may change with the types.
func pack(g *tenant.Grant) []byte {
	p := packer{texts: map[string]uint64{}}
	p.write(reflect.ValueOf(g).Elem())
	return slices.Clip(p.out)
}

// unpack reads what pack has written.
func unpack(packed []byte) *tenant.Grant {
	g := &tenant.Grant{}
	u := unpacker{in: packed}
	u.read(reflect.ValueOf(g).Elem())
	return g
}

type packer struct {
	out   []byte
	texts map[string]uint64 // those that were written, from 1 on
	last  int64             // the seconds of the time before
}

func (p *packer) write(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool: // where it is written, it is true
	case reflect.Int:
		p.out = binary.AppendVarint(p.out, v.Int())
	case reflect.String:
		p.text(v.String())
	case reflect.Pointer:
		p.write(v.Elem())
	case reflect.Slice:
		p.out = binary.AppendUvarint(p.out, uint64(v.Len()))
		for i := range v.Len() {
			p.write(v.Index(i))
		}
	case reflect.Map:
		p.out = binary.AppendUvarint(p.out, uint64(v.Len()))
		for each := v.MapRange(); each.Next(); {
			p.write(each.Key())
			p.write(each.Value())
		}
	case reflect.Struct:
		if at, is := v.Interface().(time.Time); is {
			p.time(at)
			return
		}
		p.fields(v)
	default:
		panic(fmt.Sprintf("pack: %s", v.Type())) //nolint:forbidigo // a test packs every field
	}
}

func (p *packer) fields(v reflect.Value) {
	var set uint64
	fields := fieldsOf(v.Type())
	for n, i := range fields {
		if !v.Field(i).IsZero() {
			set |= 1 << n
		}
	}
	p.out = binary.AppendUvarint(p.out, set)
	for n, i := range fields {
		if set&(1<<n) != 0 {
			p.write(v.Field(i))
		}
	}
}

func (p *packer) text(s string) {
	known := p.texts[s]
	p.out = binary.AppendUvarint(p.out, known)
	if known > 0 {
		return
	}
	p.texts[s] = uint64(len(p.texts) + 1)
	p.out = append(binary.AppendUvarint(p.out, uint64(len(s))), s...)
}

func (p *packer) time(t time.Time) {
	p.out = binary.AppendVarint(p.out, t.Unix()-p.last)
	p.last = t.Unix()
	fraction := uint64(t.Nanosecond()) << 1
	if t.Location() == time.UTC {
		fraction |= 1
	}
	p.out = binary.AppendUvarint(p.out, fraction)
}

var exportedFields sync.Map // of a struct, by their indexes

func fieldsOf(t reflect.Type) []int {
	if known, ok := exportedFields.Load(t); ok {
		return known.([]int)
	}
	var fields []int
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			fields = append(fields, i)
		}
	}
	exportedFields.Store(t, fields)
	return fields
}
