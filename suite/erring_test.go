package suite_test

import (
	"bytes"
	"flag"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
)

// request is one to a server that errs, and its form.
type request struct {
	*http.Request
	form url.Values
}

func (r request) revokes() bool {
	return r.URL.Path == "/oauth/revoke" && r.Method == http.MethodPost
}

func (r request) exchanges() bool {
	return r.URL.Path == "/oauth/token" && r.form.Get("grant_type") == "refresh_token"
}

func (r request) public() bool {
	return r.Header.Get("Authorization") == "" && !r.form.Has("client_secret") && !r.form.Has("client_assertion")
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func oauthError(status int, code string) http.HandlerFunc {
	return answer(status, `{"error":"`+code+`"}`)
}

func closed(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func to(path string) func(request) bool {
	return func(r request) bool { return r.URL.Path == path }
}

func signInOf(client string) func(request) bool {
	return func(r request) bool {
		return r.URL.Path == "/oauth/token" && r.form.Get("client_id") == client && !r.exchanges()
	}
}

// erring is a mock that does something else with some requests, or a file that does not fit it.
type erring struct {
	dialect string
	at      func(request) bool // which requests; nil: none
	does    http.HandlerFunc   // in the mock's place
	edit    func(*file.File)
	deviate []string
}

// file serves it, and describes it.
func (e erring) file(t *testing.T) *file.File {
	t.Helper()
	mock := mockserver.New(mockserver.WithDialect(e.dialect), mockserver.WithControl(control), mockserver.WithRecording(0),
		mockserver.WithDeviations(e.deviate...), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, mock.Err())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		if e.at != nil && e.at(request{r, form}) {
			e.does(w, r)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	described := mockfile.Of(mock.Seed(), server.URL, e.dialect)
	described.Control, described.Dashboard = &file.ControlAPI{URL: server.URL, Token: control}, nil
	if e.edit != nil {
		e.edit(described)
	}
	return described
}

var full = flag.Bool("suite.full", false, "judge every server that errs by all rules")

// oneIn are the rules that judge a server of that name, unless all do: every nth, other ones for each, so that a rule meets several.
func oneIn(t *testing.T, n uint32, profiles []string, name string) (ids []string) {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	first := fnv.New32()
	_, _ = first.Write([]byte(name)) // never an error
	for i, r := range catalogue.Rules {
		if r.In(profiles) && (*full || (uint32(i)+first.Sum32())%n == 0) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// What doctor sees of a server keeps the same rules from being judged as in the run, whatever is wrong there.
func TestOutlookOfAServerThatErrs(t *testing.T) {
	for name, e := range map[string]erring{
		"400 at the revocation":         {dialect: "rfc", at: request.revokes, does: oauthError(400, "invalid_request")},
		"another 400 at the revocation": {dialect: "auth0", at: request.revokes, does: oauthError(400, "unsupported_token_type")},
		"401 at the revocation":         {dialect: "rfc", at: request.revokes, does: oauthError(401, "invalid_client")},
		"403 at the revocation":         {dialect: "auth0", at: request.revokes, does: oauthError(403, "access_denied")},
		"404 at the revocation":         {dialect: "rfc", at: request.revokes, does: answer(404, `{}`)},
		"405 at the revocation":         {dialect: "rfc", at: request.revokes, does: answer(405, `{}`)},
		"500 at the revocation":         {dialect: "auth0", at: request.revokes, does: answer(500, `{}`)},
		"503 at the revocation":         {dialect: "rfc", at: request.revokes, does: answer(503, `{}`)},
		"a page at the revocation":      {dialect: "rfc", at: request.revokes, does: answer(200, `<html><body>Welcome</body></html>`)},
		"redirected at the revocation":  {dialect: "rfc", at: request.revokes, does: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }},
		"closed at the revocation":      {dialect: "rfc", at: request.revokes, does: closed},
		"204 and nothing done":          {dialect: "auth0", at: request.revokes, does: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }},
		"Basic refused at the revocation": {dialect: "rfc", does: oauthError(401, "invalid_client"),
			at: func(r request) bool { return r.revokes() && r.Header.Get("Authorization") != "" }},
		"public refused at the revocation": {dialect: "auth0", does: oauthError(400, "invalid_request"),
			at: func(r request) bool { return r.revokes() && r.public() }},
		"JSON refused at the revocation": {dialect: "auth0", does: oauthError(415, "invalid_request"),
			at: func(r request) bool { return r.revokes() && strings.Contains(r.Header.Get("Content-Type"), "json") }},
		"access tokens refused at the revocation": {dialect: "rfc", does: oauthError(400, "unsupported_token_type"),
			at: func(r request) bool { return r.revokes() && strings.Count(r.form.Get("token"), ".") == 2 }},
		"500 at the exchange": {dialect: "rfc", at: request.exchanges, does: answer(500, `{}`)},
		"400 at the exchange": {dialect: "auth0", at: request.exchanges, does: oauthError(400, "invalid_grant")},
		"exchanged for one alone": {dialect: "rfc", does: oauthError(400, "unauthorized_client"),
			at: func(r request) bool { return r.exchanges() && r.form.Get("client_id") != "mock-confidential" }},
		"no introspection":     {dialect: "rfc", at: to("/oauth/introspect"), does: answer(404, `{}`)},
		"blind introspection":  {dialect: "rfc", at: to("/oauth/introspect"), does: answer(200, `{"active":false}`)},
		"500 at introspection": {dialect: "rfc", at: to("/oauth/introspect"), does: answer(500, `{}`)},
		"no userinfo":          {dialect: "auth0", at: to("/userinfo"), does: answer(404, `{}`)},
		"Management API refuses": {dialect: "auth0", at: func(r request) bool {
			return strings.HasPrefix(r.URL.Path, "/api/v2/") && r.URL.Path != "/api/v2/tenants/settings"
		}, does: answer(403, `{"errorCode":"insufficient_scope"}`)},
		"500 at the Management API": {dialect: "auth0", at: func(r request) bool {
			return strings.HasPrefix(r.URL.Path, "/api/v2/") && r.URL.Path != "/api/v2/tenants/settings"
		}, does: answer(500, `{}`)},
		"no more scope":       {dialect: "rfc", edit: func(f *file.File) { f.Mint.MoreScope = "nothing-of-the-kind" }},
		"rotates as not said": {dialect: "auth0", edit: func(f *file.File) { f.Clients.Rotating = f.Clients.Public }},
		"leeway not said": {dialect: "rfc", edit: func(f *file.File) {
			f.Clients.Rotating, f.Clients.Leeway = f.Clients.Leeway, nil
			f.Clients.Rotating.Leeway = 0
		}},
		"foreign token refused": {dialect: "auth0", deviate: []string{"foreign-token-is-an-error"}, edit: func(f *file.File) { f.Declares.ForeignToken = file.ForeignRefused }},
		"wrong token endpoint":  {dialect: "rfc", edit: func(f *file.File) { f.Endpoints.Token, f.Management = f.Issuer+"no/token", nil }},
		"one cannot sign in":    {dialect: "auth0", at: signInOf("mock-public"), does: oauthError(403, "unauthorized_client")},
		"a second user cannot":  {dialect: "rfc", edit: func(f *file.File) { f.Users = f.Users[:2]; f.Users[1].Password = "wrong" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && name != "closed at the revocation" && name != "500 at the exchange" {
				t.Skip("two will do")
			}
			described := e.file(t)
			compareOutlook(t, described, oneIn(t, 9, described.Profiles, name)...)
		})
	}
}
