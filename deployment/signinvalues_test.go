package deployment

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestValuesOfASignInAreHidden(t *testing.T) {
	challenge, ticket := strings.Repeat("c5", 30), "ticket-0123456789"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/start" {
			http.Redirect(w, r, "/login?login_challenge="+challenge+"&lang=en", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form><input type=hidden name=csrf value=%q><input type=hidden name=step value=login></form>`, ticket)
	}))
	defer server.Close()
	s := sessionAt(t, server.URL, nil)
	s.Send(t.Context(), SetUp, Request{URL: server.URL + "/start"})
	s.Send(t.Context(), SetUp, Request{URL: server.URL + "/login?login_challenge=" + challenge})
	s.Send(t.Context(), SetUp, Request{URL: server.URL + "/login", Body: []byte("csrf=" + ticket), ContentType: "application/x-www-form-urlencoded"})
	written, err := json.Marshal(s.Drain())
	require.NoError(t, err)
	text := string(written)
	for _, exchange := range []string{challenge, ticket} {
		assert.NotContains(t, text, exchange)
	}
	assert.Contains(t, text, "login_challenge=[sign-in value 1]")
	assert.Contains(t, text, "csrf=[form value 1]")
	assert.Contains(t, text, "lang=en", "what is short is no secret")
}

// What was guessed from an echo, in whatever writing, may be another scenario's token, and that be known before or after: a part of it
// is hidden all the same, and its own scenario calls it by its name.
func TestAGuessThatTurnsOutToBeAToken(t *testing.T) {
	everyByte := func(s string) (out string) {
		for _, c := range []byte(s) {
			out += fmt.Sprintf("%%%02X", c)
		}
		return out
	}
	jwt := "eyJhbGciOiJSUzI1NiJ9." + opaqueValue(1, 60) + "." + opaqueValue(2, 60)
	for _, token := range []string{"v1." + opaqueValue(3, 43), jwt, "rt+with/" + opaqueValue(4, 30) + "=="} {
		for name, echo := range map[string]string{
			"as it is": token, "encoded": url.QueryEscape(token), "every byte": everyByte(token), "every byte twice": everyByte(everyByte(token)),
			"the beginning": token[:len(token)-3], "the end": token[3:], "the end, encoded": everyByte(token[3:]), "within": "a=b&c=" + token,
		} {
			for _, known := range []bool{true, false} {
				all, owner, other := newVault(), newVault(), newVault()
				owner.all, other.all = all, all
				if known {
					owner.number(token, kinds["refresh_token"])
					owner.redact("it is indexed")
				}
				other.learnSignIn(Response{Header: http.Header{"Location": {"/login?echo=" + url.QueryEscape(echo)}}})
				other.redact("it is indexed")
				owner.number(token, kinds["refresh_token"])
				for part, text := range map[string]string{"whole": token, "beginning": token[:len(token)-9], "end": token[3:], "encoded": url.QueryEscape(token)} {
					for _, v := range []*vault{owner, other} {
						assert.NotContains(t, v.redact("of "+text+" it"), text[len(text)/2:len(text)/2+12], "%s; echoed %s; known before: %v", part, name, known)
					}
				}
				assert.Equal(t, "[refresh token 1]", owner.redact(token), "echoed %s; known before: %v", name, known)
			}
		}
	}
}
