package control_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/control"
)

func TestRequests(t *testing.T) {
	s := controlled(t)
	token := s.signIn("confidential", 0)
	s.post("/oauth/revoke", "confidential", "token", token, "token_type_hint", "refresh_token")
	s.exchange("confidential", token)
	list := s.control("GET", "/_mock/requests", "", 200)["requests"].([]any)
	require.Len(t, list, 3, "those to the control API do not count")
	credential := at(s.control("GET", "/_mock/state", "", 200), "grants", 0, "families", 0, "tokens", 0, "name")

	assert.Equal(t, "password", at(list, 0, "body", "grant_type"))
	assert.Equal(t, "user01@example.com", at(list, 0, "body", "username"))
	assert.Equal(t, "[password]", at(list, 0, "body", "password"))
	assert.Contains(t, at(list, 0, "issued"), credential)
	assert.Equal(t, "/oauth/revoke", at(list, 1, "path"))
	assert.InDelta(t, 200, at(list, 1, "status"), 0)
	assert.Equal(t, fmt.Sprintf("[%s]", credential), at(list, 1, "body", "token"), "by the name it has in the state")
	assert.Equal(t, "refresh_token", at(list, 1, "body", "token_type_hint"))
	assert.Equal(t, "[client secret]", at(list, 1, "body", "client_secret"))
	assert.Equal(t, "mock-confidential", at(list, 1, "client_id"))
	assert.Equal(t, "invalid_grant", at(list, 2, "error"))

	for query, want := range map[string]int{
		"status=403": 1, "status=2xx": 2, "path=/oauth/token": 2, "method=post": 3, "method=GET": 0, "client_id=mock-confidential": 3,
		"client_id=mock-public": 0, "after=2": 1, "path=/oauth/token&status=200": 1,
	} {
		assert.Len(t, s.control("GET", "/_mock/requests?"+query, "", 200)["requests"], want, query)
	}
	for _, bad := range []string{"x=1", "after=x", "status=1&status=2"} {
		s.control("GET", "/_mock/requests?"+bad, "", 400)
	}
	s.control("DELETE", "/_mock/requests", "", 204)
	assert.Empty(t, s.control("GET", "/_mock/requests", "", 200)["requests"])
	s.post("/oauth/revoke", "confidential", "token", token)
	assert.InDelta(t, 4, at(s.control("GET", "/_mock/requests", "", 200), "requests", 0, "number"), 0)
}

func TestOnlyTheNewestRequestsAreRemembered(t *testing.T) {
	s := controlled(t)
	for range control.Recorded + 5 {
		s.post("/oauth/revoke", "public", "token", "x")
	}
	list := s.control("GET", "/_mock/requests", "", 200)["requests"].([]any)
	require.Len(t, list, control.Recorded)
	assert.InDelta(t, 6, at(list, 0, "number"), 0)
	assert.InDelta(t, control.Recorded+5, at(list, control.Recorded-1, "number"), 0)
	s.control("POST", "/_mock/reset", "", 204)
	assert.Empty(t, s.control("GET", "/_mock/requests", "", 200)["requests"])
}

func TestRequestsNeedNotBeRemembered(t *testing.T) {
	s := controlled(t, mockserver.WithRecording(2))
	for range 3 {
		s.post("/oauth/revoke", "public", "token", "x")
	}
	assert.Len(t, s.control("GET", "/_mock/requests", "", 200)["requests"], 2)
	s = controlled(t, mockserver.WithRecording(0))
	s.post("/oauth/revoke", "public", "token", "x")
	assert.Empty(t, s.control("GET", "/_mock/requests", "", 200)["requests"])
}

// A secret stays hidden wherever it was put.
func TestRequestsShowNoSecret(t *testing.T) {
	s := controlled(t)
	c, _ := s.Server.Seed().Client("confidential")
	refresh := s.signIn("rotating", 0)
	next := s.exchange("rotating", refresh)
	access := next["access_token"].(string)
	secrets := secretsOf(s.Seed(), refresh, next["refresh_token"].(string), access)
	send := func(method, target, kind, body string, header ...string) {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	form := "application/x-www-form-urlencoded"
	for _, secret := range []string{refresh, access, c.ClientSecret, s.Server.Seed().Users[0].Password} {
		escaped := url.QueryEscape(secret)
		for _, name := range []string{"token", "client_secret", "password", "code", "unheard_of", "refresh_token", "state"} {
			send("POST", "/oauth/revoke?"+name+"="+escaped, form, name+"="+escaped+"&"+name+"="+escaped)
			send("POST", "/oauth/revoke", "application/json", fmt.Sprintf(`{%q: %q, "more": {%q: [%q]}}`, name, secret, name, secret))
			send("POST", "/oauth/revoke", "application/json", fmt.Sprintf(`{%q: %q`, name, secret))
			send("POST", "/oauth/revoke", "text/plain", name+"="+secret)
		}
		send("GET", "/api/v2/users?q=x", "", "", "Authorization", "Bearer "+secret)
	}
	for _, secret := range []string{refresh, access} {
		send("GET", "/api/v2/refresh-tokens/"+secret, "", "", "User-Agent", secret, "Origin", "https://"+secret)
		send("POST", "/oauth/token", "application/json", fmt.Sprintf(`{"scope": {%q: 1}}`, secret))
		send("POST", "/oauth/token", form, "scope="+secret+"&client_id="+secret+"&"+secret+"=1", "Authorization", secret)
	}
	send("POST", "/oauth/revoke", form, "token=x", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.ClientID+":"+c.ClientSecret)))
	send("POST", "/oauth/revoke", form, "token="+strings.Repeat(refresh, 5000))
	text := do(s.Server, "GET", "/_mock/requests", "key", "").Body.String()
	for _, secret := range secrets {
		assert.NotContains(t, text, secret)
		assert.NotContains(t, text, url.QueryEscape(secret))
		assert.NotContains(t, text, secret[:min(len(secret), 60)], "not cut off either")
	}
	assert.Contains(t, text, `"client_id":"mock-confidential"`)
}

func BenchmarkRecording(b *testing.B) {
	for name, options := range map[string][]mockserver.Option{"off": nil, "on": {mockserver.WithControl("key")}} {
		b.Run(name, func(b *testing.B) {
			s := mockserver.New(options...)
			body := []byte("client_id=mock-public&token=unknown&token_type_hint=refresh_token")
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/oauth/revoke", bytes.NewReader(body))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				s.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}
