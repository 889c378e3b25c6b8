package memory

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// fill gives everything that hangs on a value a value of its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.String:
		v.SetString(string(rune('a' + *n%20))) // some are the same
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"a": "b", "": "c"}))
	case reflect.Struct:
		if at, is := v.Addr().Interface().(*time.Time); is {
			*at = time.Unix(int64(*n)*1e9-5e9, int64(*n))
			if *n%2 == 0 {
				*at = at.UTC()
			}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), n)
			}
		}
	default:
		require.Fail(t, "what is it?", v.Type().String())
	}
}

func TestAGrantIsUnpackedAsItWas(t *testing.T) {
	g, n := &tenant.Grant{}, 0
	fill(t, reflect.ValueOf(g).Elem(), &n)
	require.Greater(t, n, 100)
	packed := pack(g)
	assert.Equal(t, g, unpack(packed))
	assert.Less(t, 4*len(packed), 3*n*8)
	for _, g := range []*tenant.Grant{{}, {ID: "g", Scopes: []string{}}, {Families: []*tenant.Family{{}, {Rotating: true, Serials: -1, Tokens: []tenant.Token{{}}}}}} {
		assert.Equal(t, g, unpack(pack(g)))
	}
}
