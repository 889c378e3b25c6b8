package deployment

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// spellingsOf are the ways in which a secret may stand in a text.
func spellingsOf(secret string) map[string]string {
	var percent strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&percent, "%%%02x", b)
	}
	asJSON, _ := json.Marshal(secret)
	var unescaped bytes.Buffer
	encoder := json.NewEncoder(&unescaped)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret)
	spellings := map[string]string{
		"raw":                 secret,
		"query":               url.QueryEscape(secret),
		"path":                url.PathEscape(secret),
		"%20":                 strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"every byte":          percent.String(),
		"twice":               url.QueryEscape(url.QueryEscape(secret)),
		"JSON":                strings.Trim(string(asJSON), `"`),
		"JSON, no HTML":       strings.Trim(strings.TrimSpace(unescaped.String()), `"`),
		"JSON, ASCII":         strings.Trim(strconv.QuoteToASCII(secret), `"`),
		"JSON, slashes":       strings.ReplaceAll(strings.Trim(string(asJSON), `"`), "/", `\/`),
		"HTML":                html.EscapeString(secret),
		"URL in JSON":         strings.ReplaceAll(url.QueryEscape(secret), "%", `\u0025`),
		"base64 in a form":    url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("id:" + secret))),
		"JSON twice":          quotedJSON(quotedJSON(secret, true), true),
		"HTML in JSON":        quotedJSON(html.EscapeString(secret), true),
		"JSON in HTML":        html.EscapeString(quotedJSON(secret, false)),
		"JSON in a query":     url.QueryEscape(quotedJSON(secret, false)),
		"JavaScript":          strings.ReplaceAll(percent.String(), "%", `\x`),
		"hex":                 hex.EncodeToString([]byte(secret)),
		"HEX":                 strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"base64 of JSON":      base64.StdEncoding.EncodeToString([]byte(`{"k":"` + quotedJSON(secret, true) + `"}`)),
		"Basic, form-encoded": base64.StdEncoding.EncodeToString([]byte("an+id:" + url.QueryEscape(secret))),
	}
	for before := range 3 {
		for after := range 3 {
			around := strings.Repeat("i", before) + secret + strings.Repeat("o", after)
			key := fmt.Sprintf("base64 %d/%d ", before, after)
			spellings[key+"std"] = base64.StdEncoding.EncodeToString([]byte(around))
			spellings[key+"url"] = base64.RawURLEncoding.EncodeToString([]byte(around))
		}
	}
	return spellings
}

var canaries = []string{
	"CANARY", "CANARY with space", `CANARY"quoted\slash/`, "CANARY+plus&amp=é~%41%", "CANARY<html>'s'", "v1.CANARY-_~MR3k9", "CANARYÿþ>>>???",
}

func TestRedactFindsEverySpelling(t *testing.T) {
	for _, canary := range canaries {
		v := newVault()
		v.name(canary, "secret")
		for spelling, text := range spellingsOf(canary) {
			got := v.redact("before " + text + " after")
			assert.Regexp(t, `^before .{0,8}\[secret\].{0,8} after$`, got, "%s of %s: %s", spelling, canary, text)
		}
	}
}

// Servers cut off what they tell, and logs too. A part that others may have as well says nothing.
func TestRedactHidesTheBeginningOfASecret(t *testing.T) {
	const jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
	v := newVault()
	v.name("v1.MRjVeO8NJCXIYPY+TSFDyNDU", "secret of confidential")
	v.number(jwt, "access token")
	v.number("urn:ietf:params:oauth:grant-type", kindForm)
	v.number("UsernameOrPasswordIsWrong", kinds["code"])
	for text, want := range map[string]string{
		"Unknown v1.MRjVeO8NJ...":             "Unknown [beginning of secret of confidential]",
		"of v1.MRjVeO8NJCXIYPY%2BTSF)":        "of [beginning of secret of confidential])",
		"v1.MRjVeO8 v1.MRjVeO9NJCXI":          "v1.MRjVeO8 v1.MRjVeO9NJCXI",
		jwt[:60]:                              "[beginning of access token 1]",
		jwt[:60] + "-of.another,":             "[beginning of access token 1],",
		jwt[:40] + " urn:ietf:params:oauth:x": jwt[:40] + " urn:ietf:params:oauth:x",
		"UsernameOrPasswordIsRight":           "UsernameOrPasswordIsRight",
	} {
		got := v.redactFields(v.redact(text))
		assert.Equal(t, want, got)
		assert.Equal(t, want, v.redactFields(v.redact(got)), "hidden twice")
	}
}

func TestRedactLeavesTheRestAsItIs(t *testing.T) {
	v := newVault()
	v.name("s3cr3t", "secret of confidential")
	for _, text := range []string{"", "nothing", "a=1&b=%20%zz+\\u12", `{"a":"\"x\""}`, "s3cr3", "&amp;&nope;&"} {
		assert.Equal(t, text, v.redact(text))
	}
	assert.Equal(t, "a%20=[secret of confidential]+b", v.redact("a%20=s3cr3t+b"))
}

func TestRedactOfOverlappingSecrets(t *testing.T) {
	v := newVault()
	v.name("abcdef", "short")
	v.name("defghijkl", "long")
	v.name("abcdef.suffix", "longest")
	assert.Equal(t, "([long])", v.redact("(abcdefghijkl)"))
	assert.Equal(t, "([longest])([short])", v.redact("(abcdef.suffix)(abcdef)"))
}

func TestNamesAreNumberedInOrderOfAppearance(t *testing.T) {
	v := newVault()
	v.learn(`{"refresh_token":"r-1111","access_token":"a-1111"}`)
	v.learn(`{"refresh_token":"r-2222"}`)
	v.learn(`token=r-1111&client_id=x`)
	v.learn(`token=unknown1`)
	assert.Equal(t, "[refresh token 1] [refresh token 2] [access token 1] [token 1]", v.redact("r-1111 r-2222 a-1111 unknown1"))
}

func TestRedactionByField(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"short values":   {"password=abc&client_secret=x&a=abc", "password=[password]&client_secret=[client secret]&a=abc"},
		"JSON":           {`{"token" : "ab\"c", "b":"c"}`, `{"token" : "[token]", "b":"c"}`},
		"cut JSON":       {`{"refresh_token":"CANARY-cut-o`, `{"refresh_token":"[refresh token]`},
		"cut in escape":  {`{"refresh_token":"CANARY\`, `{"refresh_token":"[refresh token]\`},
		"location":       {"https://a/cb?code=x1&state=s#access_token=q", "https://a/cb?code=[code]&state=s#access_token=[access token]"},
		"URL in a URL":   {"https://a/?to=https%3A%2F%2Fb%3Fcode%3Dx%2541%26y%3D1", "https://a/?to=https%3A%2F%2Fb%3Fcode%3D[code]%26y%3D1"},
		"JSON in JSON":   {`{"log":"{\"access_token\":\"CANARY\"}"}`, `{"log":"{\"access_token\":\"[access token]\"}"}`},
		"not a string":   {`{"password":12345,"token":["CANARY"],"code":404}`, `{"password":"[password]","token":"[token]","code":404}`},
		"empty":          {`token=&client_id=a`, `token=&client_id=a`},
		"similar names":  {`token_type=bearer&xtoken=1`, `token_type=bearer&xtoken=1`},
		"another's JWT":  {"seen eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.c2lnbmF0dXJl, and eyJ.a.b", "seen [unknown JWT], and eyJ.a.b"},
		"a name already": {`token=[refresh token]`, `token=[refresh token]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, newVault().redactFields(test.text))
		})
	}
}

func TestWordsAsErrorCodesStayReadable(t *testing.T) {
	v := newVault()
	v.learn(`{"code":"not_found"}`)
	assert.Equal(t, "was not_found", v.redact("was not_found"))
}

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
	d, err := prepare(described, Options{Transport: transport, Ephemeral: true})
	require.NoError(t, err)
	s := d.Session()
	s.Name(described.Users[0].Password, "password of user 1")

	form, object, received := url.Values{}, map[string]any{}, map[string]any{}
	for name := range kinds {
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
	s.Send(t.Context(), Act, Request{URL: "https://acme.example/?code=" + url.QueryEscape(plant()), Header: headers(), Form: form})
	s.Send(t.Context(), Act, Request{URL: "https://acme.example/", Header: headers(), JSON: object})
	s.Send(t.Context(), Act, Request{URL: "https://acme.example/", Body: []byte("token=" + planted[3] + "&password=" + planted[4])})
	basic := Request{URL: "https://acme.example/"}
	require.NoError(t, s.Authenticate(&basic, *d.File.Clients.Basic))
	s.Send(t.Context(), Act, basic)

	s.Send(t.Context(), Act, Request{Method: http.MethodPatch, URL: "https://acme.example/"}) // echoes everything

	exchanges := s.Drain()
	require.Len(t, exchanges, 5)
	recorded, err := json.Marshal(exchanges)
	require.NoError(t, err)
	text := string(recorded) + fmt.Sprint(exchanges)
	for _, canary := range planted {
		for spelling, found := range spellingsOf(canary) {
			if strings.HasPrefix(spelling, "base64") || strings.HasPrefix(spelling, "Basic") {
				continue // looked for below: these forms have characters of their neighbours
			}
			assert.False(t, strings.Contains(text, found), "%s of %s", spelling, canary)
		}
		for _, form := range formsOf(canary) {
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
	d, err := prepare(described, Options{Ephemeral: true})
	require.NoError(t, err)
	assert.Equal(t, "[headers.X-Tenant] acme [mint.parameters.hint]", d.Session().Redact("CANARY-1 acme a+CANARY-2"))
}

// A session without a record learns late, and hides as much.
func TestASessionWithoutARecordHidesSecrets(t *testing.T) {
	d := &Deployment{File: &file.File{}}
	s := d.Session().KeepNothing()
	for range mostUnread + 1 {
		s.record(Act, message{method: "POST", url: "https://op.example/token", body: []byte("client_secret=s3cr3t-of-the-client")},
			Response{Status: 200, Body: []byte(`{"refresh_token":"rt-0123456789"}`)}, 0)
	}
	assert.Empty(t, s.Drain())
	assert.Less(t, len(s.unread), mostUnread)
	s.record(Act, message{method: "POST", url: "https://op.example/token"}, Response{Status: 200, Body: []byte(`{"refresh_token":"rt-of-the-last"}`)}, 0)
	assert.Equal(t, "[client secret 1], [refresh token 1] and [refresh token 2]", s.Redact("s3cr3t-of-the-client, rt-0123456789 and rt-of-the-last"))
}

// A name in JSON may be spelt with escapes: its value is used, and so is hidden.
func TestNamesSpeltWithEscapes(t *testing.T) {
	s := (&Deployment{File: &file.File{}}).Session()
	answer := Response{Status: 200, Body: []byte(`{"access\u005ftoken":"at-1111-2222","refresh\u005ftoken":"rt-3333-4444","c\u006fde":"not_found"}`)}
	s.record(SetUp, message{method: "POST", url: "https://op.example/token"}, answer, 0)
	body := s.Drain()[0].Response.Body
	assert.NotContains(t, body, "at-1111-2222")
	assert.NotContains(t, body, "rt-3333-4444")
	assert.Equal(t, "not_found", s.Redact("not_found"), "a word")
}
