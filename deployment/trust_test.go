package deployment

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// Metadata that names endpoints elsewhere would have every secret sent there.
func TestEndpointsOfAnotherOrigin(t *testing.T) {
	const issuer, at = "https://acme.example/", "https://acme.example/.well-known/openid-configuration"
	metadata := func(extra string) map[string]httpmock.Responder {
		return map[string]httpmock.Responder{at: httpmock.NewStringResponder(200, `{"issuer":"https://acme.example/",`+complete+extra+`}`)}
	}
	for extra, want := range map[string]string{
		`,"userinfo_endpoint":"https://acme.example:8443/u"`:              "the metadata of https://acme.example/ has what is secret sent (userinfo) to https://acme.example:8443, which the deployment file does not name; if it is the server's own, write trusted_origins: [https://acme.example:8443]",
		`,"introspection_endpoint":"http://acme.example/i"`:               "leads to http://acme.example, without TLS, from an issuer that has it; nothing was asked there: tell the server its public URL; or give endpoints.introspection",
		`,"authorization_endpoint":"https://169.254.169.254/a"`:           "leads to 169.254.169.254, a link-local address",
		`,"device_authorization_endpoint":"https://evil.example/d"`:       "(device_authorization) to https://evil.example",
		`,"jwks_uri":"https://evil.example/j","x":"https://else.example"`: "(jwks) to https://evil.example",
	} {
		_, err := openWith(t, issuer, file.Endpoints{}, metadata(extra))
		var unjudgeable *remedy.Unjudgeable
		require.ErrorAs(t, err, &unjudgeable, extra)
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "\n")
	}
	given := file.Endpoints{Userinfo: "https://acme.example:8443/u"}
	_, err := openWith(t, issuer, given, metadata(`,"introspection_endpoint":"https://acme.example:8443/i"`))
	assert.NoError(t, err, "the file names that origin")
}

// Whatever the harness sends, it sends to nobody whom the file does not name.
func TestNothingSecretIsSentToAStranger(t *testing.T) {
	var told atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told.Add(1) }))
	defer other.Close()
	f := newFake(t)
	d := f.open(t, nil)
	s := d.Session()
	form := url.Values{"client_secret": {"secret-of-1"}}
	answer := s.Send(t.Context(), session.Check, httpx.Request{URL: other.URL, Form: form})
	require.ErrorIs(t, answer.Err, file.ErrWithheld)
	answers, _ := s.SendTogether(t.Context(), session.Check, []httpx.Request{{URL: other.URL, Form: form}, {URL: f.URL, Form: form}})
	require.ErrorIs(t, answers[0].Err, file.ErrWithheld)
	assert.Equal(t, judge.Unclear, judge.Class(answer))
	assert.Zero(t, told.Load())
}
