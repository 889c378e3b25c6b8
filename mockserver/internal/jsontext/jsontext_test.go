package jsontext_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/jsontext"
)

func TestTheTextIsThatOfEncodingJSON(t *testing.T) {
	for _, value := range []any{
		nil, true, -7, int64(1) << 60, 1.5, "", "plain", "<a href=\"x\">&\\", "äöü\u2028\x00\x7f", "\xff", time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
		map[string]any(nil), map[string]any{}, []string(nil), []string{}, []string{"b", "a"}, []any{1, "x", nil, []any{}, map[string]any{"k": false}},
		map[string]any{"z": 1, "a": map[string]any{"ä": "ö", "": nil}, "m": []string{"x"}, "n": json.Number("1e3"), "raw": json.RawMessage(`{"x":1}`)},
		map[string]string{"b": "1", "a": "2"}, struct {
			A int `json:"a,omitempty"`
		}{},
	} {
		want, err := json.Marshal(value)
		require.NoError(t, err)
		got, err := jsontext.Append([]byte("before "), value)
		require.NoError(t, err)
		assert.Equal(t, "before "+string(want), string(got))
	}
	_, err := jsontext.Append(nil, map[string]any{"f": func() {}})
	assert.Error(t, err)
}

func FuzzTheTextIsThatOfEncodingJSON(f *testing.F) {
	f.Add(`{"a":[1,"<",null,{"b":true}],"\u0000":"\ud800"}`)
	f.Fuzz(func(t *testing.T, text string) {
		var value any
		if json.Unmarshal([]byte(text), &value) != nil {
			return
		}
		want, err := json.Marshal(value)
		require.NoError(t, err)
		got, err := jsontext.Append(nil, value)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got))
	})
}
