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

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
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

// A cookie that the server did not set signs nobody in, and a state that it did not give leads nowhere.
func FuzzCookies(f *testing.F) {
	long := strings.Repeat("A", 8000)
	for _, seed := range []string{"", "=", ";", "auth0", "auth0=", "auth0=;auth0=", `auth0="a b"`, "auth0=%00; did=x", "auth0=" + long + "; did=" + long, "auth0=a,b; did=é", "did=\x00\xff", "a=b; auth0=../../x"} {
		f.Add(seed, "")
		f.Add(seed, "state=%00"+long)
		f.Add("auth0=x; did=y", seed)
	}
	s := newSite(f, tenant.DialectAuth0)
	start := "/authorize?response_type=code&client_id=mock-public&redirect_uri=http%3A%2F%2Flocalhost%2Fcallback&scope=openid+offline_access&code_challenge=" + strings.Repeat("A", 43) + "&code_challenge_method=S256"
	require.Equal(f, 302, s.do(request("GET", start, "", "")).status)
	f.Fuzz(func(t *testing.T, cookies, form string) {
		for _, c := range [][3]string{{"GET", start, ""}, {"GET", start + "&prompt=none", ""}, {"POST", "/u/login", form}, {"POST", "/u/consent", form}, {"POST", "/activate", form}, {"GET", "/v2/logout", ""}} {
			r := request(c[0], c[1], formType, c[2])
			r.Header["Cookie"] = []string{cookies}
			a := s.do(r)
			assert.Less(t, a.status, 500, c[1])
			assert.NotContains(t, a.header.Get("Location"), "code=", "%s signs somebody in", c[1])
			for _, set := range a.header["Set-Cookie"] {
				assert.False(t, strings.HasPrefix(set, "auth0=") && !strings.Contains(set, "Max-Age=0"), "%s opens a session: %s", c[1], set)
			}
		}
	})
}
