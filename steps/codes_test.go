package steps

import (
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// What is changed of a code's redemption is that and nothing else, and is really another value.
func TestChangedRedemptions(t *testing.T) {
	const verifier, redirect = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "https://client.example/callback"
	w := &World{random: rand.New(rand.NewPCG(1, 1))}
	for _, c := range []struct{ part, value, name string }{
		{"code verifier", "another", "code_verifier"}, {"code verifier", "absent", "code_verifier"}, {"code verifier", "empty", "code_verifier"},
		{"code verifier", "the challenge", "code_verifier"}, {"code verifier", "altered at the end", "code_verifier"},
		{"redirect_uri", "another", "redirect_uri"}, {"redirect_uri", "absent", "redirect_uri"}, {"redirect_uri", "empty", "redirect_uri"},
		{"redirect_uri", "followed by a slash", "redirect_uri"}, {"redirect_uri", "with a query", "redirect_uri"},
	} {
		right := url.Values{"code": {"c"}, "code_verifier": {verifier}, "redirect_uri": {redirect}}
		d := w.newDraft(&token{value: "c"}, "code")
		d.form = url.Values{"code": {"c"}, "code_verifier": {verifier}, "redirect_uri": {redirect}}
		require.NoError(t, d.set(c.part, c.value))
		assert.NotEqual(t, right[c.name], d.form[c.name], "%s %s", c.part, c.value)
		assert.Equal(t, c.value == "absent", d.form[c.name] == nil, "%s %s", c.part, c.value)
		delete(right, c.name)
		delete(d.form, c.name)
		assert.Equal(t, right, d.form, "%s %s", c.part, c.value)
	}
	d := w.newDraft(&token{value: "c"}, "code")
	d.form = url.Values{"code_verifier": {verifier}}
	require.NoError(t, d.set("code verifier", "the challenge"))
	assert.Equal(t, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", d.form.Get("code_verifier"), "RFC 7636 appendix B")
	assert.Error(t, d.set("code verifier", "purple"))
	assert.Error(t, d.set("redirect_uri", "purple"))
}

// The metadata is judged by what is accepted; what another rule judges is left to it.
func TestMetadataMethod(t *testing.T) {
	post, basic, public := file.Client{Role: "second", ClientID: "s", Auth: file.AuthPost}, file.Client{ClientID: "b", Auth: file.AuthBasic}, file.Client{ClientID: "p", Auth: file.AuthNone}
	listed := map[string]any{"revocation_endpoint_auth_methods_supported": []any{"client_secret_post", "none"}}
	for name, c := range map[string]struct {
		client   file.Client
		metadata map[string]any
		answer   httpx.Response
		want     string
	}{
		"listed and taken":         {post, listed, answered(200, ""), "pass"},
		"taken and not listed":     {basic, listed, answered(200, ""), "fail"},
		"refused and not listed":   {basic, listed, answered(401, ""), "pass"},
		"left out, basic":          {basic, nil, answered(200, ""), "pass"},
		"left out, post":           {post, nil, answered(200, ""), "fail"},
		"left out, post refused":   {post, nil, answered(401, ""), "pass"},
		"none need not be listed":  {public, nil, answered(200, ""), "pass"},
		"listed and refused":       {post, listed, answered(401, ""), "fail"},
		"none, listed and refused": {public, listed, answered(401, ""), "inconclusive"},
		"neither yes nor no":       {post, listed, answered(503, ""), "inconclusive"},
		"an empty list lists none": {basic, map[string]any{"revocation_endpoint_auth_methods_supported": []any{}}, answered(200, ""), "fail"},
	} {
		first := file.Client{Role: "confidential", ClientID: "first", Auth: file.AuthPost}
		server := &session.Server{File: &file.File{Clients: file.Clients{Confidential: &first}}, Metadata: c.metadata}
		w := &World{lease: &deployment.Lease{Session: &deployment.Session{Deployment: &deployment.Deployment{Server: server}}}, tokens: map[string]*token{"A": {client: c.client}}}
		w.act(c.answer, judge.Revocation, false)
		assert.Equal(t, c.want, kind(w.metadataMethod(t.Context(), "A")), name)
	}
}
