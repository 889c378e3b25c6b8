package redact

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// What was guessed from an echo, in whatever writing, may be another scenario's token, and that be known before or after: a part of it
// is hidden all the same, and its own scenario calls it by its name.
func TestAGuessThatTurnsOutToBeAToken(t *testing.T) {
	everyByte := func(s string) (out string) {
		for _, c := range []byte(s) {
			out += fmt.Sprintf("%%%02X", c)
		}
		return out
	}
	jwt := "eyJhbGciOiJSUzI1NiJ9." + redacttest.Opaque(1, 60) + "." + redacttest.Opaque(2, 60)
	for _, token := range []string{"v1." + redacttest.Opaque(3, 43), jwt, "rt+with/" + redacttest.Opaque(4, 30) + "=="} {
		for name, echo := range map[string]string{
			"as it is": token, "encoded": url.QueryEscape(token), "every byte": everyByte(token), "every byte twice": everyByte(everyByte(token)),
			"the beginning": token[:len(token)-3], "the end": token[3:], "the end, encoded": everyByte(token[3:]), "within": "a=b&c=" + token,
		} {
			for _, known := range []bool{true, false} {
				all := New(nil, nil)
				owner, other := New(nil, all), New(nil, all)
				if known {
					owner.Number(token, Kinds["refresh_token"])
					owner.Hide("it is indexed")
				}
				other.LearnSignIn(http.Header{"Location": {"/login?echo=" + url.QueryEscape(echo)}}, nil)
				other.Hide("it is indexed")
				owner.Number(token, Kinds["refresh_token"])
				for part, text := range map[string]string{"whole": token, "beginning": token[:len(token)-9], "end": token[3:], "encoded": url.QueryEscape(token)} {
					for _, v := range []*Redactor{owner, other} {
						assert.NotContains(t, v.Hide("of "+text+" it"), text[len(text)/2:len(text)/2+12], "%s; echoed %s; known before: %v", part, name, known)
					}
				}
				assert.Equal(t, "[refresh token 1]", owner.Hide(token), "echoed %s; known before: %v", name, known)
			}
		}
	}
}
