package wording_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/wording"
)

// What could steer a terminal is escaped, and is the same value.
func TestJSON(t *testing.T) {
	texts := map[string]string{"a": "<é> & 한\n\t\"\x1b", "b": "\u007f\u0085\u009b\u009f", "c": "\u202e\u2066\ufeff\u2028", "d": "\U000e0041\U0001f600"}
	var out bytes.Buffer
	require.NoError(t, wording.JSON(&out, texts, " "))
	assert.Equal(t, "{\n \"a\": \"<é> & 한\\n\\t\\\"\\u001b\",\n \"b\": \"\\u007f\\u0085\\u009b\\u009f\",\n"+
		" \"c\": \"\\u202e\\u2066\\ufeff\\u2028\",\n \"d\": \"\\udb40\\udc41\U0001f600\"\n}\n", out.String())
	var back map[string]string
	require.NoError(t, json.Unmarshal(out.Bytes(), &back))
	assert.Equal(t, texts, back)
	assert.Error(t, wording.JSON(&out, func() {}, ""))
}
