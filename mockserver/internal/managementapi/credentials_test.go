package managementapi_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// byAssertion says whether the application gets in by an assertion of that key.
func (s *site) byAssertion(clientID string, key *rsa.PrivateKey) bool {
	return s.authenticates(clientID, url.Values{"client_assertion": {assertion(s.t.(*testing.T), key, clientID)},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}})
}

func using(credential any) string {
	return `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"` + credential.(string) + `"}]}},"token_endpoint_auth_method":null}`
}

func TestACredentialAuthenticatesWhileItIsThereAndInUse(t *testing.T) {
	s := newSite(t)
	path := "/clients/" + s.want(201, "POST", "/clients", `{"name":"x","grant_types":["client_credentials"]}`)["client_id"].(string)
	id := path[len("/clients/"):]
	key, public := rsaKey(t)
	k := s.want(201, "POST", path+"/credentials", `{"credential_type":"public_key","name":"k","pem":`+quoted(public)+`}`)
	assert.Equal(t, "RS256", k["alg"])
	assert.Len(t, k["kid"], 43, "a thumbprint")
	assert.Equal(t, k["created_at"], k["updated_at"])
	assert.NotContains(t, k, "expires_at")
	assert.False(t, s.byAssertion(id, key), "nobody uses it yet")

	shown := s.want(200, "PATCH", path, using(k["id"]))
	assert.Equal(t, map[string]any{"private_key_jwt": map[string]any{"credentials": []any{map[string]any{"id": k["id"]}}}}, shown["client_authentication_methods"])
	assert.NotContains(t, shown, "token_endpoint_auth_method")
	assert.True(t, s.byAssertion(id, key))

	one := path + "/credentials/" + k["id"].(string)
	assert.Equal(t, k, s.want(200, "GET", one, ""))
	in := s.server.Clock().Now().Add(time.Hour).UTC()
	assert.Equal(t, in.Format("2006-01-02T15:04:05.000Z"), s.want(200, "PATCH", one, `{"expires_at":"`+in.Format(time.RFC3339Nano)+`"}`)["expires_at"])
	assert.True(t, s.byAssertion(id, key))
	s.server.Clock().Advance(time.Hour)
	assert.False(t, s.byAssertion(id, key), "expired")
	s.token = s.managementToken("")
	assert.NotContains(t, s.want(200, "PATCH", one, `{"expires_at":null}`), "expires_at")
	assert.True(t, s.byAssertion(id, key))

	s.want(204, "DELETE", one, "")
	assert.False(t, s.byAssertion(id, key), "deleted")
	assert.Empty(t, s.list(path+"/credentials"))
	s.want(204, "DELETE", one, "")
	for _, gone := range []string{"GET", "PATCH"} {
		a := s.call(gone, one, `{"expires_at":null}`)
		assert.Equal(t, 404, a.status)
		assert.Contains(t, a.body, "The credential does not exist")
	}
	assert.Equal(t, 404, s.call("POST", "/clients/nobody/credentials", `{"credential_type":"public_key","pem":`+quoted(public)+`}`).status)
}

func TestTwoCredentialsServeWhileKeysAreChanged(t *testing.T) {
	s := newSite(t)
	old, oldPEM := rsaKey(t)
	next, nextPEM := rsaKey(t)
	c := s.want(201, "POST", "/clients", `{"name":"x","client_authentication_methods":{"private_key_jwt":{"credentials":[{"name":"old","credential_type":"public_key","pem":`+quoted(oldPEM)+`}]}}}`)
	made := c["client_authentication_methods"].(map[string]any)["private_key_jwt"].(map[string]any)["credentials"].([]any)[0].(map[string]any)
	assert.Equal(t, "old", made["name"], "what has just been made is shown whole")
	id, path := c["client_id"].(string), "/clients/"+c["client_id"].(string)
	second := s.want(201, "POST", path+"/credentials", `{"credential_type":"public_key","alg":"RS256","kid":"0123456789","pem":`+quoted(nextPEM)+`}`)
	assert.Equal(t, "0123456789", second["kid"])
	all := s.list(path + "/credentials?include_totals=true&per_page=50")
	require.Len(t, all, 2)
	assert.Equal(t, second["id"], all[0]["id"], "the newest first")
	s.want(200, "PATCH", path, `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"`+second["id"].(string)+`"},{"id":"`+made["id"].(string)+`"}]}}}`)
	assert.True(t, s.byAssertion(id, old))
	assert.True(t, s.byAssertion(id, next))
	s.want(200, "PATCH", path, using(second["id"]))
	assert.False(t, s.byAssertion(id, old))
	assert.True(t, s.byAssertion(id, next))
	assert.Len(t, s.list(path+"/credentials"), 2, "what is not in use stays")
}

func TestTheKeyOfASeededApplicationIsACredential(t *testing.T) {
	s := newSite(t)
	const path = "/clients/mock-jwt"
	all := s.list(path + "/credentials")
	require.Len(t, all, 1)
	id := all[0]["id"].(string)
	assert.Equal(t, id, s.list(path + "/credentials")[0]["id"], "and always the same")
	s.want(200, "PATCH", path, using(id))
	s.want(204, "DELETE", path+"/credentials/"+id, "")
	assert.Empty(t, s.list(path+"/credentials"))
}

func certificatePEM(t *testing.T) string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(2033, 5, 13, 9, 33, 13, 0, time.UTC),
		Subject: pkix.Name{Country: []string{"JP"}, Organization: []string{"Client"}, CommonName: "client.example.org"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestCertificatesOfClientsAreKeptAndLetNobodyIn(t *testing.T) {
	s := newSite(t)
	c := s.want(201, "POST", "/clients", `{"name":"x"}`)
	path, secret := "/clients/"+c["client_id"].(string), url.Values{"client_secret": {c["client_secret"].(string)}}
	certificate := quoted(certificatePEM(t))
	named := s.want(201, "POST", path+"/credentials", `{"credential_type":"cert_subject_dn","pem":`+certificate+`}`)
	assert.Equal(t, "C=JP\nO=Client\nCN=client.example.org", named["subject_dn"])
	assert.Equal(t, "CN=x", s.want(201, "POST", path+"/credentials", `{"credential_type":"cert_subject_dn","subject_dn":"CN=x"}`)["subject_dn"])
	own := s.want(201, "POST", path+"/credentials", `{"credential_type":"x509_cert","pem":`+certificate+`}`)
	assert.Len(t, own["thumbprint_sha256"], 43)
	assert.Equal(t, "2033-05-13T09:33:13.000Z", own["expires_at"])
	key := s.want(201, "POST", path+"/credentials", `{"credential_type":"public_key","parse_expiry_from_cert":true,"pem":`+certificate+`}`)
	assert.Equal(t, own["expires_at"], key["expires_at"])

	assert.True(t, s.authenticates(c["client_id"].(string), secret))
	for method, credential := range map[string]map[string]any{"tls_client_auth": named, "self_signed_tls_client_auth": own} {
		body := `{"client_authentication_methods":{"` + method + `":{"credentials":[{"id":"` + credential["id"].(string) + `"}]}}}`
		assert.Contains(t, s.want(200, "PATCH", path, body)["client_authentication_methods"], method)
		assert.False(t, s.authenticates(c["client_id"].(string), secret), "a secret is not what it is registered for")
		assert.False(t, s.authenticates(c["client_id"].(string), url.Values{}))
	}
	a := s.call("PATCH", path, using(named["id"]))
	assert.Equal(t, 400, a.status, "a name is no key")
	assert.NotContains(t, s.want(200, "PATCH", path, `{"client_authentication_methods":null}`), "client_authentication_methods")
	assert.True(t, s.authenticates(c["client_id"].(string), secret))
}

func TestCredentialsThatCannotBeAreRefused(t *testing.T) {
	s := newSite(t)
	_, public := rsaKey(t)
	for _, bad := range []string{`{}`, `{"credential_type":"password"}`, `{"credential_type":"public_key"}`, `{"credential_type":"x509_cert","pem":` + quoted(public) + `}`,
		`{"credential_type":"cert_subject_dn"}`, `{"credential_type":"public_key","kid":"short","pem":` + quoted(public) + `}`,
		`{"credential_type":"public_key","expires_at":"tomorrow","pem":` + quoted(public) + `}`, `{"credential_type":"public_key","alg":"none","pem":` + quoted(public) + `}`} {
		a := s.call("POST", "/clients/mock-confidential/credentials", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.NotContains(t, a.body, "BEGIN")
	}
}
