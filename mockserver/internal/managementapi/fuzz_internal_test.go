package managementapi

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A search is refused or answers, always the same and soon; what is in parentheses, and what is not not, is the same search.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{``, `type:srrt`, `a b`, `NOT (type:x OR n:3)`, `type:(s* AND NOT srrt)`, `date:[2018-12 TO 2019-01-01}`, `-----x`, `type:"x\`, `type:"\"*"`, `((((`, `)`, `ORx`, `x OR`,
		`deep.k.x:v`, `.:.`, "\u00a0x", "type:\xff", `a:[* TO *] AND -b:{x TO y}`, strings.Repeat("(", 20_000), strings.Repeat("NOT ", 20_000), "type:" + strings.Repeat("*a", 5_000)} {
		f.Add(q, "srrt")
	}
	f.Fuzz(func(t *testing.T, q, value string) {
		i := item{"type": value, "n": 3, "deep": map[string]any{"k": value}, "date": "2018-12-18T11:30:00.000Z"}
		begun := time.Now()
		s, ok := parseSearch(q, "type", "n")
		if !ok {
			return
		}
		assert.True(t, utf8.ValidString(q))
		found := s(i)
		assert.Less(t, time.Since(begun), 5*time.Second)
		for wrapped, want := range map[string]bool{"(" + q + ")": found, "NOT (" + q + ")": !found, "(" + q + ") AND (" + q + ")": found, "n:4 OR (" + q + ")": found} {
			s, ok := parseSearch(wrapped, "type", "n")
			if assert.True(t, ok, "%q", wrapped) {
				assert.Equal(t, want, s(i), "%q of %q", wrapped, value)
			}
		}
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
