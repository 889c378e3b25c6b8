package deployment

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/remedy"
)

const complete = `"token_endpoint":"https://acme.example/token","revocation_endpoint":"https://acme.example/revoke"`

func openWith(t *testing.T, issuer string, endpoints file.Endpoints, answers map[string]httpmock.Responder) (*Deployment, error) {
	transport := httpmock.NewMockTransport()
	for at, answer := range answers {
		transport.RegisterResponder("GET", at, answer)
	}
	transport.RegisterNoResponder(httpmock.NewStringResponder(404, "<html>not found</html>"))
	return Open(t.Context(), &file.File{Issuer: issuer, Endpoints: endpoints}, Options{Transport: transport, Ephemeral: true, sleep: noSleep})
}

func TestDiscovery(t *testing.T) {
	body := func(issuer string) httpmock.Responder {
		return httpmock.NewStringResponder(200, `{"issuer":"`+issuer+`",`+complete+`}`)
	}
	tests := map[string]struct{ issuer, at, names string }{
		"OpenID":                 {"https://acme.example/", "https://acme.example/.well-known/openid-configuration", "https://acme.example/"},
		"without slash":          {"https://acme.example", "https://acme.example/.well-known/openid-configuration", "https://acme.example/"},
		"with slash, none there": {"https://acme.example/", "https://acme.example/.well-known/oauth-authorization-server", "https://acme.example"},
		"path, OpenID":           {"https://acme.example/realms/a", "https://acme.example/realms/a/.well-known/openid-configuration", "https://acme.example/realms/a"},
		"path, RFC 8414":         {"https://acme.example/realms/a/", "https://acme.example/.well-known/oauth-authorization-server/realms/a", "https://acme.example/realms/a"},
		"path, inserted OpenID":  {"https://acme.example/realms/a", "https://acme.example/.well-known/openid-configuration/realms/a", "https://acme.example/realms/a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := openWith(t, test.issuer, file.Endpoints{Revocation: "https://other.example/r"}, map[string]httpmock.Responder{test.at: body(test.names)})
			require.NoError(t, err)
			assert.Equal(t, test.names, d.Issuer)
			assert.Equal(t, "https://acme.example/token", d.Endpoints.Token)
			assert.Equal(t, "https://other.example/r", d.Endpoints.Revocation, "the file wins")
			assert.Equal(t, "https://acme.example/revoke", d.Metadata["revocation_endpoint"])
			assert.Equal(t, []string{file.ProfileAuth0}, d.Profiles)
		})
	}
}

func TestServersThatCannotBeJudged(t *testing.T) {
	const issuer, at = "https://acme.example/", "https://acme.example/.well-known/openid-configuration"
	text := func(body string) httpmock.Responder { return httpmock.NewStringResponder(200, body) }
	tests := map[string]struct {
		answer httpmock.Responder
		want   string
	}{
		"unreachable":        {httpmock.NewErrorResponder(http.ErrServerClosed), "cannot reach " + at + ": no connection; check issuer, and that the server runs"},
		"HTML":               {text("<!DOCTYPE html><html></html>"), at + " answers an HTML page, not metadata"},
		"truncated":          {text(`{"issuer":"https://acme.exa`), "the metadata at " + at + " is no complete JSON object"},
		"a JSON list":        {text(`[]`), "is no complete JSON object"},
		"another issuer":     {text(`{"issuer":"https://evil.example/",` + complete + `}`), `the metadata of https://acme.example/ is for issuer "https://evil.example/"; set issuer to that`},
		"no issuer":          {text(`{` + complete + `}`), `is for issuer ""`},
		"no token endpoint":  {text(`{"issuer":"https://acme.example/","revocation_endpoint":"https://a.example/"}`), "names no token_endpoint; give endpoints.token"},
		"relative endpoint":  {text(`{"issuer":"https://acme.example/","token_endpoint":"token","revocation_endpoint":"https://a.example/"}`), `gives "token" as the token endpoint, which is no absolute URL; give endpoints.token`},
		"endpoint, number":   {text(`{"issuer":"https://acme.example/","token_endpoint":1,"revocation_endpoint":"https://a.example/"}`), "names no token_endpoint"},
		"redirect":           {httpmock.NewStringResponder(301, "").HeaderSet(http.Header{"Location": {"https://b.example/"}}), at + " redirects (301) to https://b.example; set issuer to where the server really is"},
		"too busy":           {httpmock.NewStringResponder(429, ""), at + " answers 429"},
		"no metadata at all": {httpmock.NewStringResponder(404, ""), at + " answers 404; correct issuer, or give endpoints.token and endpoints.revocation"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := openWith(t, issuer, file.Endpoints{}, map[string]httpmock.Responder{at: test.answer})
			var unjudgeable *remedy.Unjudgeable
			require.ErrorAs(t, err, &unjudgeable)
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestEndpointsOfTheFileNeedNoMetadata(t *testing.T) {
	given := file.Endpoints{Token: "https://acme.example/t", Revocation: "https://acme.example/r"}
	d, err := openWith(t, "https://acme.example/", given, nil)
	require.NoError(t, err)
	assert.Equal(t, given, d.Endpoints)
	assert.Empty(t, d.Metadata)
	assert.NotEmpty(t, d.Missing("revocation-metadata"))
}

func TestProfilesOfOptionsReplaceTheFiles(t *testing.T) {
	f := newFake(t)
	d, err := Open(t.Context(), f.file(1), Options{Ephemeral: true, Profiles: []string{file.ProfileBCP}})
	require.NoError(t, err)
	assert.Equal(t, []string{file.ProfileBCP}, d.Profiles)
}

// OpenID Connect Discovery knows no revocation endpoint: what the document of RFC 8414 adds is taken over. A relative
// endpoint is a broken rule, and no reason to judge nothing.
func TestDocumentsAreMerged(t *testing.T) {
	transport := httpmock.NewMockTransport()
	const issuer = "https://acme.example"
	transport.RegisterResponder("GET", issuer+"/.well-known/openid-configuration", httpmock.NewStringResponder(200,
		`{"issuer":"https://acme.example","token_endpoint":"https://acme.example/token"}`))
	transport.RegisterResponder("GET", issuer+"/.well-known/oauth-authorization-server", httpmock.NewStringResponder(200,
		`{"issuer":"https://acme.example","token_endpoint":"https://other.example/token","revocation_endpoint":"/revoke"}`))
	f := &file.File{Issuer: issuer, Clients: file.Clients{Public: &file.Client{ClientID: "p", Auth: file.AuthNone}}, Users: []file.User{{Username: "u"}}}
	d, err := Open(t.Context(), f, Options{Transport: transport, Ephemeral: true})
	require.NoError(t, err)
	assert.Equal(t, "https://acme.example/token", d.Endpoints.Token, "the first document wins")
	assert.Equal(t, "https://acme.example/revoke", d.Endpoints.Revocation)
	assert.Equal(t, "/revoke", d.Metadata["revocation_endpoint"], "as it was published")
}

// Many servers rotate and revoke nothing: they can be judged by what they do.
func TestAServerWithoutRevocationEndpoint(t *testing.T) {
	without := httpmock.NewStringResponder(200, `{"issuer":"https://acme.example/","token_endpoint":"https://acme.example/token"}`)
	at := MetadataURLs("https://acme.example/")[0]
	d, err := openWith(t, "https://acme.example/", file.Endpoints{}, map[string]httpmock.Responder{at: without})
	require.NoError(t, err)
	assert.Contains(t, d.Missing("revocation-endpoint"), "give endpoints.revocation")

	d, err = openWith(t, "https://acme.example/", file.Endpoints{Revocation: "https://acme.example/revoke"}, map[string]httpmock.Responder{at: without})
	require.NoError(t, err)
	assert.Empty(t, d.Missing("revocation-endpoint"))
}
