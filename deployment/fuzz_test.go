package deployment

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever the secret and its surroundings are, no spelling of it is left, and what is hidden stays hidden.
func FuzzRedact(f *testing.F) {
	for _, canary := range canaries {
		f.Add(canary+"....", "a", "%20\\u0041&amp;")
		f.Add("...."+canary, `{"token":"\`, `%2`)
	}
	f.Add("s3cr3t+/=", "a", "%20\\u0041&amp;")
	f.Add("\\u0041%41&amp;+", "token=&code=[", "]\"")
	f.Add("        ", "&", "&lt;")
	f.Add("of\x00zero\x01bytes\x7f", "a", "b")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		if len(secret) < 8 || len(secret) > 1000 || len(before)+len(after) > 1000 || !utf8.ValidString(secret) || OwnWord(secret) || standsApart(secret) || strings.TrimSpace(secret) != secret {
			return
		}
		s := &Session{vault: newVault()}
		s.Name(secret, "x")
		for name, spelling := range spellingsOf(secret) {
			text := before + "\n" + spelling + "\n" + after
			var read string
			if strings.HasPrefix(name, "JSON") && (json.Unmarshal([]byte(`"`+spelling+`"`), &read) != nil || read != secret) {
				continue // Go's quotes are not always JSON's
			}
			if strings.Contains(before+"\n[x]\n"+after, spelling) || strings.HasPrefix(name, "base64 ") && len(spelling) < 16 {
				continue
			}
			got := s.Redact(text)
			require.NotContains(t, got, spelling, name)
			require.Equal(t, got, s.Redact(got), "%s: hidden twice", name)
		}
		for _, form := range []string{hex.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("ab" + secret))} {
			if !strings.Contains(before+"[x]"+after, form) {
				require.NotContains(t, s.Redact(fmt.Sprint(before, form, after)), form)
			}
		}
	})
}

// A journal is refused in one line, or says nothing but what can be undone, and reads the same when it is written again.
func FuzzJournal(f *testing.F) {
	entries := `{"kind":"setting","name":"revoke_refresh_token_grant","was":"off"},{"kind":"users","name":"revokespec-a@example.com","id":"auth0|1"},{"kind":"clients","name":"revokespec-b"}`
	for _, seed := range []string{"", "{", "null", "[]", `{"schema":"revokespec/journal/v1"}`, `{"schema":"revokespec/journal/v1","process":1,"entries":[` + entries + `]}`,
		`{"schema":"revokespec/journal/v2","entries":[` + entries + `]}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"../tenants","name":"x","id":"y"}]}`,
		`{"schema":"revokespec/journal/v1","entries":[{"kind":"setting","name":"x\ny","was":"on"}]}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"users","name":"","id":"auth0|1"}]}`,
		`{"schema":"revokespec/journal/v1","process":-1,"started":"0000-01-01T00:00:00Z","entries":null}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"setting","was":"changed"}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parsePage(data)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, e := range p.Entries {
			assert.NotContains(t, e.String(), "\n")
			if e.Kind == kindSetting {
				assert.Regexp(t, `^tenant setting [a-z_]+ back to (on|off)$`, e.String())
				continue
			}
			assert.Contains(t, collections, e.Kind, "nothing else is ever deleted")
			assert.NotEmpty(t, e.Name, "an empty name is everybody's")
		}
		written, err := json.Marshal(p)
		require.NoError(t, err)
		again, err := parsePage(written)
		require.NoError(t, err)
		assert.Equal(t, p.Entries, again.Entries)
	})
}
