package managementapi

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A search is refused or answers, always the same; asked for twice, it is the same search.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{``, `type:srrt`, `a b`, `type:srrt AND n:3`, `type:"x\`, `type:"a AND b"`, `.:.`, "\u00a0x", "type:\xff", strings.Repeat("(", 20_000),
		"type:x" + strings.Repeat(" AND type:x", 5_000)} {
		f.Add(q, "srrt")
	}
	f.Fuzz(func(t *testing.T, q, value string) {
		i := item{"type": value, "n": 3, "deep": map[string]any{"k": value}}
		s, ok := parseSearch(q)
		if !ok {
			return
		}
		twice, ok := parseSearch(q + " AND " + q)
		require.True(t, ok, "%q", q)
		assert.Equal(t, s(i), twice(i), "%q of %q", q, value)
		never, ok := parseSearch(q + " AND n:4")
		require.True(t, ok, "%q", q)
		assert.False(t, never(i))
	})
}

// What the checker of schemas accepts is what the document that is served says, to another implementation of OpenAPI; and
// what it says of the rest is short.
func FuzzSchema(f *testing.F) {
	ours, theirs := bodies(f)
	for i := range ours {
		for _, body := range []string{"{}", "null", "[]", `{"name":"x"}`, `{"name":""}`, `{"user_id":"","client_id":""}`, `{"identifier":"","scopes":[{"value":""}]}`, `{"name":"\u0000<","client_metadata":{"a":null}}`, `{"flags":{"enable_sso":"yes"}}`, `{"a\nb":1}`, `{"` + strings.Repeat("é", 200) + `":1}`,
			`{"scope":["a",null],"audience":"` + strings.Repeat("😀", 100) + `"}`, `{"token_lifetime":1e308,"session_lifetime":0.5}`} {
			f.Add(uint8(i), body)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		var o map[string]any
		if json.Unmarshal([]byte(body), &o) != nil || o == nil {
			return
		}
		i := int(which) % len(ours)
		wrong := ours[i].check(o, "")
		assert.Less(t, len(wrong), 1000)
		assert.True(t, utf8.ValidString(wrong))
		err := theirs[i].VisitJSON(o)
		assert.Equal(t, err == nil, wrong == "", "%q: %q, %v", body, wrong, err)
	})
}

// bodies are the schemas of all bodies, as they are here and as they are read from the document.
func bodies(f *testing.F) (ours []*schema, theirs []*openapi3.Schema) {
	for _, r := range routes() {
		if r.body == nil {
			continue
		}
		written, err := json.Marshal(r.body)
		require.NoError(f, err)
		read := &openapi3.Schema{}
		require.NoError(f, json.Unmarshal(written, read))
		ours, theirs = append(ours, r.body), append(theirs, read)
	}
	return ours, theirs
}
