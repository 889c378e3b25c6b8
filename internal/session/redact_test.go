package session

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/redact"
	"github.com/revokespec/revokespec/internal/redact/redacttest"
)

// TestNoCanaryInAnExchange plants a canary in every place that may hold a secret and searches all that is recorded.
func TestNoCanaryInAnExchange(t *testing.T) {
	n := 0
	var planted []string
	plant := func() string {
		n++
		planted = append(planted, fmt.Sprintf("CANARY%d/+ \"é&", n))
		return planted[n-1]
	}
	headers := func() http.Header {
		h := http.Header{}
		h.Set("Authorization", "Bearer "+url.QueryEscape(plant()))
		h.Set("Cookie", "sid="+url.QueryEscape(plant())+"; other="+url.QueryEscape(plant()))
		h.Set("X-Api-Key", url.QueryEscape(plant()))
		h.Set("DPoP", url.QueryEscape(plant()))
		return h
	}
	transport := httpmock.NewMockTransport()
	described := &file.File{Issuer: "https://acme.example", Users: []file.User{{Username: "ann", Password: plant()}}, Control: &file.ControlAPI{Token: plant()},
		Management: &file.Management{ClientSecret: plant()}, Dashboard: &file.Dashboard{Password: plant()}, Headers: map[string]string{"X-Secret": plant()},
		Clients: file.Clients{Confidential: &file.Client{ClientID: "app", ClientSecret: plant()}, Basic: &file.Client{ClientID: "a b", ClientSecret: plant(), Auth: file.AuthBasic}}}
	described.Secrets = []file.NamedSecret{{Name: "headers.X-Tenant", Value: plant()}}
	d, err := serverOf(described, Options{Transport: transport})
	require.NoError(t, err)
	s := d.NewSession()
	s.Name(described.Users[0].Password, "password of user 1")

	form, object, received := url.Values{}, map[string]any{}, map[string]any{}
	for name := range redact.Kinds {
		form.Set(name, plant())
		object[name] = plant()
		received[name] = plant()
	}
	object["deep"] = map[string]any{"list": []any{map[string]any{"password": plant()}}}
	transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body, _ := json.Marshal(received)
		if r.Method == http.MethodPatch {
			body = append(body, strings.Join(planted, " ")...)
		}
		answer := httpmock.NewBytesResponse(200, body)
		answer.Header = http.Header{"Location": {"https://app.example/cb?code=" + url.QueryEscape(planted[4])},
			"Set-Cookie": {"sid=" + url.QueryEscape(planted[3]) + "; Path=/" + url.PathEscape(planted[3]) + "; HttpOnly"}, "X-Echo": {base64.StdEncoding.EncodeToString([]byte("a:" + planted[0]))}}
		return answer, nil
	})
	s.Send(t.Context(), Act, httpx.Request{URL: "https://acme.example/?code=" + url.QueryEscape(plant()), Header: headers(), Form: form})
	s.Send(t.Context(), Act, httpx.Request{URL: "https://acme.example/", Header: headers(), JSON: object})
	s.Send(t.Context(), Act, httpx.Request{URL: "https://acme.example/", Body: []byte("token=" + planted[3] + "&password=" + planted[4])})
	basic := httpx.Request{URL: "https://acme.example/"}
	require.NoError(t, s.Authenticate(&basic, *d.File.Clients.Basic))
	s.Send(t.Context(), Act, basic)

	s.Send(t.Context(), Act, httpx.Request{Method: http.MethodPatch, URL: "https://acme.example/"}) // echoes everything

	exchanges := s.Drain()
	require.Len(t, exchanges, 5)
	recorded, err := json.Marshal(exchanges)
	require.NoError(t, err)
	text := string(recorded) + fmt.Sprint(exchanges)
	for _, canary := range planted {
		for spelling, found := range redacttest.Spellings(canary) {
			if strings.HasPrefix(spelling, "base64") || strings.HasPrefix(spelling, "Basic") {
				continue // looked for below: these forms have characters of their neighbours
			}
			assert.False(t, strings.Contains(text, found), "%s of %s", spelling, canary)
		}
		for _, form := range redacttest.Forms(canary) {
			assert.False(t, strings.Contains(text, form), form)
		}
	}
	if at := strings.Index(text, "CANARY"); at >= 0 {
		t.Error(text[max(at-40, 0) : at+40])
	}
	assert.Contains(t, text, "[basic credentials of basic]")
	assert.Contains(t, text, "; HttpOnly", "attributes of cookies stay readable")
	assert.Empty(t, s.Drain())
}

// Whatever comes out of ${...} where secrets are usual is hidden, although no field's name says that it is secret.
func TestInterpolatedHeadersAndParametersAreSecret(t *testing.T) {
	const text = "issuer: https://acme.example/\nclients: {public: {client_id: spa}}\nusers: [{username: ann, password: secret-of-ann}]\n" + "headers: {X-Tenant: '${A}', X-Plain: acme}\nmint: {parameters: {hint: 'a ${B}'}}\n"
	described, err := file.Parse("d.yaml", []byte(text), func(name string) (string, bool) {
		value, known := map[string]string{"A": "CANARY-1", "B": "CANARY-2"}[name]
		return value, known
	})
	require.NoError(t, err)
	d, err := serverOf(described, Options{})
	require.NoError(t, err)
	assert.Equal(t, "[headers.X-Tenant] acme [mint.parameters.hint]", d.NewSession().Redact("CANARY-1 acme a+CANARY-2"))
}

// A session without a record hides as much.
func TestASessionWithoutARecordHidesSecrets(t *testing.T) {
	s := bareSession(t, &file.File{}).KeepNothing()
	s.record(Act, httpx.Message{Method: "POST", URL: "https://op.example/token", Body: []byte("client_secret=s3cr3t-of-the-client")},
		httpx.Response{Status: 200, Body: []byte(`{"refresh_token":"rt-0123456789"}`)}, 0)
	assert.Empty(t, s.Drain())
	assert.Equal(t, "[client secret 1] and [refresh token 1]", s.Redact("s3cr3t-of-the-client and rt-0123456789"))
}

// A name in JSON may be spelt with escapes: its value is used, and so is hidden.
func TestNamesSpeltWithEscapes(t *testing.T) {
	s := bareSession(t, &file.File{})
	answer := httpx.Response{Status: 200, Body: []byte(`{"access\u005ftoken":"at-1111-2222","refresh\u005ftoken":"rt-3333-4444","c\u006fde":"not_found"}`)}
	s.record(SetUp, httpx.Message{Method: "POST", URL: "https://op.example/token"}, answer, 0)
	body := s.Drain()[0].Response.Body
	assert.NotContains(t, body, "at-1111-2222")
	assert.NotContains(t, body, "rt-3333-4444")
	assert.Equal(t, "not_found", s.Redact("not_found"), "a word")
}
