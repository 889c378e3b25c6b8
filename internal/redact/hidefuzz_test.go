package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
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
		v := New(nil, nil)
		v.Name(secret, "x")
		for name, spelling := range redacttest.Spellings(secret) {
			text := before + "\n" + spelling + "\n" + after
			var read string
			if strings.HasPrefix(name, "JSON") && (json.Unmarshal([]byte(`"`+spelling+`"`), &read) != nil || read != secret) {
				continue // Go's quotes are not always JSON's
			}
			if strings.Contains(before+"\n[x]\n"+after, spelling) || strings.HasPrefix(name, "base64 ") && len(spelling) < 16 {
				continue
			}
			got := v.Redact(text)
			require.NotContains(t, got, spelling, name)
			require.Equal(t, got, v.Redact(got), "%s: hidden twice", name)
		}
		for _, form := range []string{hex.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("ab" + secret))} {
			if !strings.Contains(before+"[x]"+after, form) {
				require.NotContains(t, v.Redact(fmt.Sprint(before, form, after)), form)
			}
		}
	})
}
