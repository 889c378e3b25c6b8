package codec_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store/codec"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var update = flag.Bool("update", false, "write the golden file of a new version, or the fields that are new")

// kept are all types that stores keep.
func kept() []any {
	return []any{
		&tenant.Settings{}, &tenant.Client{}, &tenant.User{}, &tenant.Audience{}, &tenant.PublicKeyCredential{}, &tenant.LogEvent{}, &tenant.Role{},
		&tenant.Grant{}, &tenant.Place{}, &tenant.AccessToken{}, &tenant.Code{}, &tenant.Session{}, &tenant.DeviceAuthorization{},
		&tenant.Beginning{},
	}
}

// What is kept comes back whole, whichever fields the types have.
func TestEveryFieldComesBack(t *testing.T) {
	for _, one := range kept() {
		n := 0
		fill(t, reflect.ValueOf(one).Elem(), &n)
		data, err := codec.Encode(one)
		require.NoError(t, err)
		back := reflect.New(reflect.TypeOf(one).Elem()).Interface()
		require.NoError(t, codec.Decode(data, back))
		assert.Equal(t, one, back)
	}
}

// What was written can be read for as long as the version is the same: no field of it is gone.
func TestTheEncodingStays(t *testing.T) {
	golden := fmt.Sprintf("testdata/version-%d.golden", codec.Version)
	if *update {
		written := map[string]any{}
		for _, one := range kept() {
			n := 0
			fill(t, reflect.ValueOf(one).Elem(), &n)
			written[reflect.TypeOf(one).Elem().Name()] = one
		}
		data, err := json.MarshalIndent(written, "", "\t")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(golden, append(data, '\n'), 0o600))
	}
	data, err := os.ReadFile(golden)
	require.NoError(t, err)
	var written map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(data, &written))
	for _, one := range kept() {
		name := reflect.TypeOf(one).Elem().Name()
		require.Contains(t, written, name)
		require.NoError(t, codec.Decode(written[name], one), "a field that was written is gone: raise the version")
		again, err := codec.Encode(one)
		require.NoError(t, err)
		var was, is map[string]any
		require.NoError(t, json.Unmarshal(written[name], &was))
		require.NoError(t, json.Unmarshal(again, &is))
		for member, value := range was {
			assert.True(t, includes(is[member], value), "%s.%s means something else: raise the version", name, member)
		}
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	for _, data := range []string{"", "{", "null and more", `{"ID":1}`, `{"Unknown":"member"}`, `{"CreatedAt":"yesterday"}`} {
		assert.Error(t, codec.Decode([]byte(data), &tenant.Grant{}), data)
	}
	for _, hash := range []string{`"short"`, `"!"`, `7`} {
		assert.Error(t, codec.Decode([]byte(hash), &tenant.Hash{}), hash)
	}
	_, err := codec.Encode(tenant.User{Extra: map[string]any{"f": func() {}}})
	assert.Error(t, err)
}

// includes says whether JSON has all that an earlier one had, new members apart.
func includes(is, was any) bool {
	switch was := was.(type) {
	case map[string]any:
		object, _ := is.(map[string]any)
		for member, value := range was {
			if !includes(object[member], value) {
				return false
			}
		}
		return true
	case []any:
		list, _ := is.([]any)
		for i, value := range was {
			if i >= len(list) || !includes(list[i], value) {
				return false
			}
		}
		return len(list) == len(was)
	}
	return is == was
}

// fill gives every exported field a value of its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch one := v.Addr().Interface().(type) {
	case *time.Time:
		*one = time.Date(2026, time.March, 1, 12, 0, 0, *n, time.UTC)
		return
	case *map[string]any:
		*one = map[string]any{"text": fmt.Sprint(*n), "number": float64(*n), "list": []any{true, nil}, "object": map[string]any{}}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text <%d>", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), n)
		fill(t, v.Index(1), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, n)
		fill(t, value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), n)
			}
		}
	default:
		t.Errorf("%s is of a kind that the encoding has no example of", v.Type())
	}
}
