package managementapi_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheDefaultsOfAnApplicationAreTheDocumentedOnes(t *testing.T) {
	s := newSite(t)
	c := s.want(201, "POST", "/clients", `{"name":"x"}`)
	assert.Equal(t, false, c["oidc_conformant"])
	assert.Equal(t, true, c["is_first_party"])
	assert.NotContains(t, c, "token_endpoint_auth_method", "nobody chose one")
	assert.NotEmpty(t, c["client_secret"])
	assert.Equal(t, map[string]any{"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0.0, "token_lifetime": 2592000.0,
		"infinite_token_lifetime": true, "infinite_idle_token_lifetime": true, "idle_token_lifetime": 1296000.0}, c["refresh_token"])
	c = s.want(201, "POST", "/clients", `{"name":"x","refresh_token":{"rotation_type":"non-rotating","expiration_type":"expiring"}}`)
	assert.Equal(t, map[string]any{"rotation_type": "non-rotating", "expiration_type": "expiring", "leeway": 0.0, "token_lifetime": 2592000.0,
		"infinite_token_lifetime": false, "infinite_idle_token_lifetime": false, "idle_token_lifetime": 1296000.0}, c["refresh_token"])
	for _, kind := range []string{"native", "spa"} {
		assert.Equal(t, "none", s.want(201, "POST", "/clients", `{"name":"x","app_type":"`+kind+`"}`)["token_endpoint_auth_method"])
	}
}

func TestRefreshTokenSettingsOutsideTheirBoundsAreRefused(t *testing.T) {
	s := newSite(t)
	for _, bad := range []string{
		`{}`, `{"rotation_type":"rotating"}`, `{"expiration_type":"expiring"}`, `{"rotation_type":"spinning","expiration_type":"expiring"}`,
		`{"rotation_type":"rotating","expiration_type":"non-expiring"}`, `{"rotation_type":"rotating","expiration_type":"forever"}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","leeway":-1}`, `{"rotation_type":"rotating","expiration_type":"expiring","leeway":1.5}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":0}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":-5}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":157788001}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":"60"}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":1e300}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","idle_token_lifetime":0}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":60,"idle_token_lifetime":61}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","infinite_token_lifetime":"no"}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","infinite_token_lifetime":true,"infinite_idle_token_lifetime":true}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","policies":[{"audience":"a"}]}`,
		`{"rotation_type":"rotating","expiration_type":"expiring","lifetime":60}`, `[]`, `"rotating"`,
	} {
		for method, path := range map[string]string{"POST": "/clients", "PATCH": "/clients/mock-confidential"} {
			a := s.call(method, path, `{"name":"x","refresh_token":`+bad+`}`)
			assert.Equal(t, 400, a.status, bad)
			assert.Contains(t, a.body, "refresh_token", bad)
		}
	}
	name := s.want(200, "GET", "/clients/mock-confidential", "")["name"]
	assert.NotEqual(t, "x", name, "a refused change changes nothing")
}

func TestRotationNeedsAnOIDCConformantApplication(t *testing.T) {
	const rotating = `"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring"}`
	const message = "Application must be OIDC Conformant when Refresh Token rotation is enabled"
	s := newSite(t)
	refused := func(method, path, body string) {
		t.Helper()
		a := s.call(method, path, body)
		assert.Equal(t, 400, a.status, body)
		assert.Contains(t, a.body, message)
		assert.Contains(t, a.body, `"errorCode":"invalid_body"`)
	}
	refused("POST", "/clients", `{"name":"x",`+rotating+`}`)
	refused("POST", "/clients", `{"name":"x","oidc_conformant":false,`+rotating+`}`)
	path := "/clients/" + s.want(201, "POST", "/clients", `{"name":"x"}`)["client_id"].(string)
	refused("PATCH", path, `{`+rotating+`}`)
	assert.Equal(t, "non-rotating", s.want(200, "GET", path, "")["refresh_token"].(map[string]any)["rotation_type"])
	s.want(200, "PATCH", path, `{"oidc_conformant":true,`+rotating+`}`)
	refused("PATCH", path, `{"oidc_conformant":false}`)
	assert.Equal(t, true, s.want(200, "GET", path, "")["oidc_conformant"])
	refused("PATCH", "/clients/mock-rotating", `{"oidc_conformant":false}`)
}

func TestRefreshTokenSettingsTakeEffect(t *testing.T) {
	s := newSite(t)
	tokens := func(body string) map[string]any {
		return s.want(200, "PATCH", "/clients/mock-confidential", `{"refresh_token":`+body+`}`)["refresh_token"].(map[string]any)
	}
	got := tokens(`{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":60,"leeway":7}`)
	assert.EqualValues(t, 60, got["idle_token_lifetime"], "the idle lifetime is never the longer one")
	assert.EqualValues(t, 7, tokens(`{"rotation_type":"rotating","expiration_type":"expiring"}`)["leeway"], "what is not given stays")
	got = tokens(`{"rotation_type":"non-rotating","expiration_type":"expiring","infinite_token_lifetime":true,"idle_token_lifetime":30}`)
	assert.Equal(t, true, got["infinite_token_lifetime"])
	token := s.signIn("confidential", 0, one)
	s.server.Clock().Advance(31 * time.Second)
	assert.False(t, s.alive("confidential", token))
	assert.Equal(t, "non-expiring", tokens(`{"rotation_type":"non-rotating","expiration_type":"non-expiring"}`)["expiration_type"])
	// terraform-provider-auth0, recording TestAccClientRefreshToken
	numbers := `"infinite_token_lifetime":true,"infinite_idle_token_lifetime":true,"token_lifetime":256000,"idle_token_lifetime":128000}`
	got = tokens(`{"rotation_type":"non-rotating","expiration_type":"non-expiring",` + numbers)
	assert.Equal(t, []any{256000.0, 128000.0, true, "non-expiring"},
		[]any{got["token_lifetime"], got["idle_token_lifetime"], got["infinite_token_lifetime"], got["expiration_type"]})
	got = tokens(`{"rotation_type":"non-rotating","expiration_type":"expiring"}`)
	assert.Equal(t, []any{256000.0, 128000.0, false}, []any{got["token_lifetime"], got["idle_token_lifetime"], got["infinite_token_lifetime"]}, "they stand again")
	tokens(`null`)
	assert.Equal(t, 2592000.0, tokens(`{"rotation_type":"non-rotating","expiration_type":"non-expiring"}`)["token_lifetime"], "forgotten")
	policies := `[{"audience":"https://api.two.example","scope":["read:two"]}]`
	tokens(`{"rotation_type":"non-rotating","expiration_type":"non-expiring","policies":` + policies + `}`)
	raw := s.call("GET", "/clients/mock-confidential?fields=refresh_token", "").body
	assert.Contains(t, raw, `"policies":`+policies)
}

func TestTheTwoWaysToSayHowAnApplicationAuthenticatesAreExclusive(t *testing.T) {
	s := newSite(t)
	key, publicPEM := rsaKey(t)
	credentials := `{"private_key_jwt":{"credentials":[{"credential_type":"public_key","name":"k","alg":"RS256","pem":` + quoted(publicPEM) + `}]}}`
	both := s.call("POST", "/clients", `{"name":"x","token_endpoint_auth_method":"none","client_authentication_methods":`+credentials+`}`)
	assert.Equal(t, 400, both.status)
	assert.Contains(t, both.body, "mutually exclusive")

	c := s.want(201, "POST", "/clients", `{"name":"x","token_endpoint_auth_method":null,"client_authentication_methods":`+credentials+`,"grant_types":["password","refresh_token"]}`)
	assert.NotContains(t, c, "token_endpoint_auth_method")
	id := c["client_id"].(string)
	assert.True(t, s.authenticates(id, url.Values{"client_assertion": {assertion(t, key, id)}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}))
	assert.False(t, s.authenticates(id, url.Values{"client_secret": {c["client_secret"].(string)}}))
	kept := c["client_authentication_methods"].(map[string]any)["private_key_jwt"].(map[string]any)["credentials"].([]any)[0].(map[string]any)["id"].(string)
	s.want(200, "PATCH", "/clients/"+id, `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"`+kept+`"}]}}}`)
	assert.True(t, s.authenticates(id, url.Values{"client_assertion": {assertion(t, key, id)}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}))

	c = s.want(200, "PATCH", "/clients/"+id, `{"client_authentication_methods":null,"token_endpoint_auth_method":"client_secret_basic"}`)
	assert.NotContains(t, c, "client_authentication_methods")
	assert.False(t, s.authenticates(id, url.Values{"client_assertion": {assertion(t, key, id)}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}))
	s.want(200, "PATCH", "/clients/"+id, `{"token_endpoint_auth_method":"none"}`)
	assert.True(t, s.authenticates(id, url.Values{}))
}

func TestAKeyThatCannotBeUsedIsRefused(t *testing.T) {
	s := newSite(t)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	private, _ := rsaKey(t)
	_, good := rsaKey(t)
	for name, text := range map[string]string{
		"none": "", "no PEM": "x", "too small": publicPEM(t, &small.PublicKey), "elliptic": publicPEM(t, &curve.PublicKey), "followed": good + "x",
		"private": string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})),
		"broken":  "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
	} {
		a := s.call("POST", "/clients", `{"name":"x","client_authentication_methods":{"private_key_jwt":{"credentials":[{"pem":`+quoted(text)+`}]}}}`)
		assert.Equal(t, 400, a.status, name)
		assert.NotContains(t, a.body, "BEGIN", name)
	}
	for _, bad := range []string{`{}`, `{"private_key_jwt":{}}`, `{"private_key_jwt":{"credentials":[{"id":"cred_nobody"}]}}`,
		`{"private_key_jwt":{"credentials":[]},"tls_client_auth":{"credentials":[]}}`, `{"mtls":{"credentials":[]}}`, `{"private_key_jwt":{"credentials":[{"pem":` + quoted(good) + `,"alg":"none"}]}}`} {
		assert.Equal(t, 400, s.call("POST", "/clients", `{"name":"x","client_authentication_methods":`+bad+`}`).status, bad)
	}
}

func TestABrowserMayCallFromEitherListOfOrigins(t *testing.T) {
	s := newSite(t)
	c := s.want(200, "PATCH", "/clients/mock-public", `{"web_origins":["http://a.example"],"allowed_origins":["http://b.example"]}`)
	assert.Equal(t, []any{"http://a.example"}, c["web_origins"])
	assert.Equal(t, []any{"http://b.example"}, c["allowed_origins"])
	c = s.want(200, "PATCH", "/clients/mock-public", `{"allowed_origins":[]}`)
	assert.Equal(t, []any{"http://a.example"}, c["web_origins"])
	assert.Equal(t, []any{}, c["allowed_origins"])
	assert.Equal(t, []any{"http://localhost"}, s.want(200, "GET", "/clients/mock-second", "")["web_origins"], "seeded")
}

func TestDeletingAnApplicationEndsWhatHangsOnItAndRotatingItsSecretDoesNot(t *testing.T) {
	s := newSite(t)
	token, other := s.signIn("confidential", 0, one), s.signIn("second", 0, one)
	secret := s.want(200, "POST", "/clients/mock-confidential/rotate-secret", "")["client_secret"].(string)
	assert.Len(t, s.list(s.ofUser("/device-credentials?client_id=mock-confidential", 0)), 1)
	m := s.post("/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-confidential"}, "client_secret": {secret}, "refresh_token": {token}})
	assert.NotNil(t, m["access_token"], "%v", m)
	s.want(204, "DELETE", "/clients/mock-confidential", "")
	assert.Empty(t, s.list(s.ofUser("/device-credentials?client_id=mock-confidential", 0)))
	assert.Empty(t, s.list("/grants?client_id=mock-confidential"))
	assert.True(t, s.alive("second", other))
	for _, call := range []string{"GET /clients/mock-confidential", "PATCH /clients/mock-confidential", "POST /clients/mock-confidential/rotate-secret"} {
		method, path, _ := strings.Cut(call, " ")
		a := s.call(method, path, `{"description":"x"}`)
		assert.Equal(t, 404, a.status, call)
		assert.Contains(t, a.body, "inexistent_client")
	}
}

func TestAnApplicationTakesKnownFieldsOfTheRightType(t *testing.T) {
	s := newSite(t)
	for _, bad := range []string{`"no_such_field":1`, `"client_id":"x"`, `"global":true`, `"tenant":"x"`, `"app_type":"toaster"`, `"grant_types":["magic"]`, `"grant_types":"password"`,
		`"is_first_party":"yes"`, `"callbacks":[1]`, `"callbacks":[""]`, `"web_origins":{}`, `"token_endpoint_auth_method":"private_key_jwt"`,
		`"token_endpoint_auth_method":"tls_client_auth"`, `"name":""`, `"name":null`, `"client_metadata":{"k":1}`, `"oidc_conformant":1`,
		`"session_transfer":{"no":true}`, `"client_secret":""`, `"client_secret":12345`} {
		a := s.call("PATCH", "/clients/mock-second", `{`+bad+`}`)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, "invalid_body", bad)
		assert.NotContains(t, a.body, "12345", "no value is repeated")
	}
	c := s.want(200, "PATCH", "/clients/mock-second", `{"client_metadata":{"a":"1","b":"2"},"session_transfer":{"enforce_cascade_revocation":false}}`)
	assert.Equal(t, map[string]any{"a": "1", "b": "2"}, c["client_metadata"])
	assert.Equal(t, map[string]any{"b": "2"}, s.want(200, "PATCH", "/clients/mock-second", `{"client_metadata":{"a":null}}`)["client_metadata"])
	assert.Len(t, s.list("/clients?app_type=non_interactive"), 1)
	assert.Empty(t, s.list("/clients?is_first_party=false"))
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func rsaKey(t *testing.T) (*rsa.PrivateKey, string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return key, publicPEM(t, &key.PublicKey)
}

func publicPEM(t *testing.T, key any) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func assertion(t *testing.T, key *rsa.PrivateKey, clientID string) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	require.NoError(t, err)
	now := time.Now()
	out, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: clientID, Subject: clientID, Audience: jwt.Audience{"http://example.com/"},
		ID: rand.Text(), IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute))}).Serialize()
	require.NoError(t, err)
	return out
}

// authenticates says whether the client gets past authentication with these parameters.
func (s *site) authenticates(clientID string, with url.Values) bool {
	v := url.Values{"client_id": {clientID}, "token": {"x"}}
	for name, values := range with {
		v[name] = values
	}
	m := s.post("/oauth/revoke", v)
	return m["error"] != "invalid_client" && m["error"] != "invalid_request"
}
