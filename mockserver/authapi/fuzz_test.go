package authapi_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

var endpoints = []string{"/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/device/code", "/userinfo", "/u/login", "/u/consent"}

// isAnswered says that an answer is none of a server in trouble, and that an error of an OAuth endpoint is what RFC 6749
// section 5.2 describes.
func isAnswered(t *testing.T, path string, a answer) {
	assert.Less(t, a.status, 500, path)
	assert.GreaterOrEqual(t, a.status, 200, path)
	if a.status < 400 || !strings.HasPrefix(path, "/oauth/") {
		return
	}
	assert.Contains(t, a.header.Get("Content-Type"), "application/json", path)
	assert.NotEmpty(t, a.field("error"), "%s: %s", path, a.body)
	assert.NotContains(t, a.field("error_description"), "\n", path)
}

func bothSites(f *testing.F) []*site {
	return []*site{newSite(f, tenant.DialectAuth0), newSite(f, tenant.DialectRFC)}
}

func FuzzBodies(f *testing.F) {
	big := strings.Repeat("A", 1<<20)
	for _, seed := range []string{
		"", "token", "token=%", "token=%zz", "token=\x00\x01", "token=\xff\xfe", "token=" + big, big + big, "a;b;c", "&&&&===",
		"token=a.b.c&client_id=mock-public", "client_assertion=a.b.c&client_assertion_type=x", "client_assertion=e30.e30.e30",
		`{`, `{}`, `[]`, `null`, `{"token":1}`, `{"token":{"a":[]}}`, `{"token":"a"`, `{"token":"\ud800"}`, `{"a":1}{"b":2}`,
		strings.Repeat(`{"a":`, 20000), strings.Repeat("[", 20000), "grant_type=refresh_token&client_id=mock-public&refresh_token=v1.",
		`{"token":"\u0000","client_id":"mock-public"}`, `{"client_id":"mock-public","client_id":"mock-confidential","token":"x"}`,
		"token=a&token=b&client_id=mock-public", "grant_type=%00&client_id=%ff", "\xef\xbb\xbf{}",
	} {
		f.Add(seed, "application/json", "Basic Og==")
		f.Add(seed, formType, "Bearer a.b.c")
		f.Add(seed, "multipart/form-data; boundary=x", "Basic ////")
		f.Add(seed, "text/\x00", "\x00")
	}
	f.Add("token=x&client_id=mock-public", formType, "")
	f.Add(`{"token":"x","client_id":"mock-public"}`, "application/json; charset=utf-8", "")
	sites := bothSites(f)
	f.Fuzz(func(t *testing.T, body, contentType, authorization string) {
		for _, s := range sites {
			for _, path := range endpoints {
				r := request("POST", path, "", body)
				r.Header["Content-Type"] = []string{contentType}
				if authorization != "" {
					r.Header["Authorization"] = []string{authorization}
				}
				isAnswered(t, path, s.do(r))
			}
		}
	})
}

// Whatever stands in a Basic header, only the client's own name and secret let in, and those however they are escaped.
func FuzzBasicHeader(f *testing.F) {
	for _, seed := range [][2]string{{"", ""}, {":", "x"}, {"mock-basic", ""}, {"mock-basic", "%"}, {"mock-basic%00", "%zz"}, {"\xff", "\x00:"}, {"mock-basic", strings.Repeat("+", 70_000)}} {
		f.Add(seed[0], seed[1], "Basic ")
	}
	sites := bothSites(f)
	own, _ := sites[0].seed.Client("basic")
	f.Add(own.ClientID, own.ClientSecret, "bAsIc  ")
	f.Add(own.ClientID, own.ClientSecret, "")
	f.Fuzz(func(t *testing.T, id, secret, scheme string) {
		right := id == own.ClientID && secret == own.ClientSecret
		plain := scheme + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
		for _, s := range sites {
			d := door{"/oauth/revoke", values("token", "x")}
			a := s.knock(d, basicAuth(id, secret))
			isAnswered(t, d.path, a)
			assert.Equal(t, right, a.status == 200, "%q %q: %s", id, secret, a.body)
			r := request("POST", d.path, formType, d.form.Encode())
			r.Header["Authorization"] = []string{plain}
			isAnswered(t, d.path, s.do(r))
		}
	})
}

// FuzzAssertion sends assertions that nobody signed, and payloads that the client signed, whatever they are.
func FuzzAssertion(f *testing.F) {
	sites := bothSites(f)
	own, _ := sites[0].seed.Client("jwt")
	block, _ := pem.Decode([]byte(own.PrivateKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(f, err)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	require.NoError(f, err)
	claims := `{"iss":"` + own.ClientID + `","sub":"` + own.ClientID + `","aud":"` + issuer + `","exp":4102444800,"jti":"a"}`
	for _, payload := range []string{"", "{}", "null", "[]", claims, strings.Replace(claims, "4102444800", "1e400", 1), strings.Replace(claims, "4102444800", "-9223372036854775808", 1),
		strings.Replace(claims, `"`+issuer+`"`, `[null,{}]`, 1), strings.Replace(claims, `"a"`, `{"a":[]}`, 1), claims + claims, "\x00\xff", strings.Repeat(`{"sub":`, 10_000)} {
		f.Add([]byte(`{"alg":"RS256"}`), []byte(payload), []byte("signature"))
		f.Add([]byte(`{"alg":"none"}`), []byte(payload), []byte{})
		f.Add([]byte(`{"alg":["RS256"],"crit":[1],"jwk":{"kty":"oct"},"zip":"DEF"}`), []byte(payload), []byte{0xff})
	}
	coded := base64.RawURLEncoding.EncodeToString
	f.Fuzz(func(t *testing.T, header, payload, signature []byte) {
		signed, err := signer.Sign(payload)
		require.NoError(t, err)
		compact, err := signed.CompactSerialize()
		require.NoError(t, err)
		var said struct{ Iss, Sub any }
		itsOwn := json.Unmarshal(payload, &said) == nil && said.Iss == own.ClientID && said.Sub == own.ClientID
		for _, s := range sites {
			d := door{"/oauth/revoke", values("token", "x", "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")}
			for _, unsigned := range []string{coded(header) + "." + coded(payload) + "." + coded(signature), string(header) + "." + string(payload) + "." + string(signature)} {
				a := s.knock(d, "", "client_assertion", unsigned)
				isAnswered(t, d.path, a)
				assert.NotEqual(t, 200, a.status, "let in without a signature")
			}
			a := s.knock(d, "", "client_assertion", compact)
			isAnswered(t, d.path, a)
			assert.True(t, a.status != 200 || itsOwn, "let in by %q", payload)
		}
	})
}
