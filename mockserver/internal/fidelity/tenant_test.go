package fidelity_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/seed"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

const (
	issuer         = "https://acme.eu.auth0.com/"
	managementBase = "/api/v2"
	manager        = "deploy" // the client that calls the Management API
)

// site is a tenant that answers, and a browser that remembers its cookies.
type site struct {
	t       testing.TB
	server  *mockserver.Server
	clock   *mockserver.Clock
	names   names
	cookies map[string]string
	tokens  map[string]string // of the Management API, by their scopes
}

func newSite(t testing.TB, dialect string) *site {
	t.Helper()
	s, err := seedfile.Read("testdata/seed.yaml")
	require.NoError(t, err)
	known := names{"issuer": issuer, "api": "https://api.example"}
	for i, c := range s.Clients {
		if c.ClientID == manager {
			s.Clients[i].ManagementScopes = seed.ManagementScopes()
		}
		known[c.ClientID+".secret"] = c.ClientSecret
	}
	for _, u := range s.Users {
		name, _, _ := strings.Cut(u.Email, "@")
		known[name], known[name+".password"] = u.ID, u.Password
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clock := tenant.NewClock(func() time.Time { return now })
	server := mockserver.New(mockserver.WithSeed(s), mockserver.WithDialect(dialect), mockserver.WithPublicURL(strings.TrimSuffix(issuer, "/")), mockserver.WithClock(clock))
	require.NoError(t, server.Err())
	return &site{t: t, server: server, clock: clock, names: known, cookies: map[string]string{}, tokens: map[string]string{}}
}

// request writes a request down.
func (s *site) request(e exchange) *http.Request {
	s.t.Helper()
	contentType, body := "", ""
	switch {
	case e.Form != nil:
		v := url.Values{}
		for name, value := range e.Form {
			v.Set(name, s.names.fill(value))
		}
		contentType, body = "application/x-www-form-urlencoded", v.Encode()
	case e.Text != "":
		contentType, body = "application/json", e.Text
	case e.JSON != nil:
		encoded, err := json.Marshal(s.names.fillAll(e.JSON))
		require.NoError(s.t, err)
		contentType, body = "application/json", string(encoded)
	}
	r := httptest.NewRequest(e.method(), s.names.fillPath(e.path()), bytes.NewReader([]byte(body)))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, value := range e.Sends {
		r.Header.Set(name, s.names.fill(value))
	}
	for name, value := range s.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

// send sends a request, and keeps the cookies of the answer.
func (s *site) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if s.cookies[c.Name] = c.Value; c.MaxAge < 0 || c.Value == "" {
			delete(s.cookies, c.Name)
		}
	}
	return w
}

// authorize lets a request bear the token that it is to be sent with.
func (s *site) authorize(r *http.Request, e exchange) {
	switch {
	case e.Basic != "":
		id, secret, _ := strings.Cut(s.names.fill(e.Basic), ":")
		r.SetBasicAuth(id, secret)
	case e.As == "nobody", e.As == "" && !e.isManagement():
	case e.As == "", e.As == "management":
		r.Header.Set("Authorization", "Bearer "+s.managementToken(strings.Join(seed.ManagementScopes(), " ")))
	default:
		r.Header.Set("Authorization", "Bearer "+s.names.fill(e.As))
	}
}

// managementToken is a token with these scopes.
func (s *site) managementToken(scopes string) string {
	s.t.Helper()
	if token := s.tokens[scopes]; token != "" {
		return token
	}
	w := s.send(s.request(exchange{Request: "POST /oauth/token", Form: map[string]string{"grant_type": "client_credentials", "client_id": manager,
		"client_secret": "{" + manager + ".secret}", "audience": "{issuer}api/v2/", "scope": scopes}}))
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(s.t, json.Unmarshal(w.Body.Bytes(), &answer))
	require.NotEmpty(s.t, answer.AccessToken, w.Code)
	s.tokens[scopes] = answer.AccessToken
	return answer.AccessToken
}
