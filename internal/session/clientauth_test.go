package session

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

func sessionOf(t *testing.T, profiles ...string) *Session {
	d, err := serverOf(&file.File{Issuer: "https://acme.example/", Endpoints: file.Endpoints{Token: "https://acme.example/token"}, Profiles: profiles}, Options{})
	require.NoError(t, err)
	return d.NewSession()
}

func TestAuthenticate(t *testing.T) {
	client := file.Client{Role: "confidential", ClientID: "an id", ClientSecret: "s:e c"}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("an+id:s%3Ae+c"))
	tests := map[string]struct {
		auth, profile string
		want          url.Values
		header        string
	}{
		"post":             {file.AuthPost, file.ProfileAuth0, url.Values{"client_id": {"an id"}, "client_secret": {"s:e c"}}, ""},
		"none":             {file.AuthNone, file.ProfileAuth0, url.Values{"client_id": {"an id"}}, ""},
		"basic":            {file.AuthBasic, file.ProfileRFC7009, url.Values{}, basic},
		"basic with Auth0": {file.AuthBasic, file.ProfileAuth0, url.Values{"client_id": {"an id"}}, basic},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			client.Auth = test.auth
			s := sessionOf(t, test.profile)
			form := httpx.Request{}
			require.NoError(t, s.Authenticate(&form, client))
			assert.Equal(t, test.want, form.Form)
			assert.Equal(t, test.header, form.Header.Get("Authorization"))
			object := httpx.Request{JSON: map[string]any{"token": "t"}, Header: http.Header{"X-A": {"b"}}}
			require.NoError(t, s.Authenticate(&object, client))
			for name := range test.want {
				assert.Equal(t, test.want.Get(name), object.JSON[name])
			}
			assert.Len(t, object.JSON, len(test.want)+1)
			assert.Nil(t, object.Form)
			assert.Equal(t, "b", object.Header.Get("X-A"))
		})
	}
	assert.ErrorContains(t, sessionOf(t).Authenticate(&httpx.Request{Body: []byte("x")}, client), "a raw body cannot carry client credentials")
}

// keyFiles writes a key of every kind and returns the paths with the public keys.
func keyFiles(t *testing.T) map[string]any {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(edKey)
	require.NoError(t, err)
	sec1, err := x509.MarshalECPrivateKey(ecKey)
	require.NoError(t, err)
	jwk, err := json.Marshal(jose.JSONWebKey{Key: rsaKey, KeyID: "kid-1", Algorithm: "PS256"})
	require.NoError(t, err)
	files := map[string]any{}
	write := func(name string, data []byte, public any) {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		files[path] = public
	}
	write("pkcs8.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), edKey.Public())
	write("pkcs1.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}), rsaKey.Public())
	write("sec1.pem", pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}), ecKey.Public())
	write("key.jwk", jwk, rsaKey.Public())
	return files
}

func TestAssertions(t *testing.T) {
	algorithms := []jose.SignatureAlgorithm{jose.EdDSA, jose.RS256, jose.ES384, jose.PS256}
	for path, public := range keyFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := sessionOf(t, file.ProfileRFC7009)
			client := file.Client{Role: "jwt", ClientID: "app", Auth: file.AuthPrivateKeyJWT, KeyFile: path}
			request := httpx.Request{}
			require.NoError(t, s.Authenticate(&request, client))
			assert.Equal(t, "app", request.Form.Get("client_id"))
			assert.Equal(t, assertionType, request.Form.Get("client_assertion_type"))
			assertion := request.Form.Get("client_assertion")
			assert.Equal(t, "[assertion 1]", s.Redact(assertion))

			claims := map[string]any{}
			read := func(assertion string) error {
				signed, err := jose.ParseSignedCompact(assertion, algorithms)
				require.NoError(t, err)
				payload, err := signed.Verify(public)
				if err == nil {
					require.NoError(t, json.Unmarshal(payload, &claims))
				}
				return err
			}
			require.NoError(t, read(assertion))
			assert.Equal(t, "https://acme.example/token", claims["aud"])
			assert.Equal(t, "app", claims["iss"])
			assert.Equal(t, "app", claims["sub"])
			assert.InDelta(t, time.Now().Unix(), claims["iat"], 5)
			assert.InDelta(t, time.Now().Add(assertionLifetime).Unix(), claims["exp"], 5)
			first := claims["jti"]

			old, err := s.Assert(client, Assertion{Age: time.Hour, Audience: "https://foreign.example/"})
			require.NoError(t, err)
			require.NoError(t, read(old))
			assert.Equal(t, "https://foreign.example/", claims["aud"])
			assert.Less(t, claims["exp"], float64(time.Now().Add(-50*time.Minute).Unix()))
			assert.NotEqual(t, first, claims["jti"])

			s.Server.ahead.Store(int64(time.Hour))
			later, err := s.Assert(client, Assertion{})
			require.NoError(t, err)
			require.NoError(t, read(later))
			assert.InDelta(t, time.Now().Unix(), claims["iat"], 5, "a client does not follow a clock that was moved")

			alien, err := s.Assert(client, Assertion{Alien: true})
			require.NoError(t, err)
			require.Error(t, read(alien))
			known, err := jose.ParseSignedCompact(assertion, algorithms)
			require.NoError(t, err)
			unknown, err := jose.ParseSignedCompact(alien, algorithms)
			require.NoError(t, err)
			assert.Equal(t, known.Signatures[0].Header.Algorithm, unknown.Signatures[0].Header.Algorithm)
			assert.Equal(t, known.Signatures[0].Header.KeyID, unknown.Signatures[0].Header.KeyID)
		})
	}
}

func TestAudienceOfAssertions(t *testing.T) {
	client := file.Client{ClientID: "app"}
	assert.Equal(t, "https://acme.example/", sessionOf(t, file.ProfileAuth0).audience(client, Assertion{}))
	assert.Equal(t, "https://acme.example/token", sessionOf(t, file.ProfileBCP).audience(client, Assertion{}))
	client.Audience = "declared"
	assert.Equal(t, "declared", sessionOf(t, file.ProfileAuth0).audience(client, Assertion{}))
}
