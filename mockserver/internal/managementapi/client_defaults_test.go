package managementapi_test

import (
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDefaultsFollowWhatAnApplicationIsSaidToBe(t *testing.T) {
	s := newSite(t)
	for given, want := range map[string]struct {
		grants     []any
		conformant bool
		jwt        map[string]any
		rotation   string
	}{
		``:                  {[]any{"authorization_code", "implicit", "refresh_token", "client_credentials"}, false, map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000.0}, "non-rotating"},
		`,"app_type":"spa"`: {[]any{"authorization_code", "implicit", "refresh_token"}, false, map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000.0}, "non-rotating"},
		`,"app_type":"regular_web","token_endpoint_auth_method":"none"`: {[]any{"authorization_code", "implicit", "refresh_token"}, false,
			map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000.0}, "non-rotating"},
		`,"app_type":"resource_server"`:       {[]any{}, true, map[string]any{"secret_encoded": false, "alg": "RS256"}, "non-rotating"},
		`,"app_type":"express_configuration"`: {[]any{"authorization_code", "client_credentials"}, true, map[string]any{"secret_encoded": false, "alg": "RS256"}, "non-rotating"},
		`,"is_first_party":false,"app_type":"spa"`: {[]any{"authorization_code", "implicit", "refresh_token"}, true,
			map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000.0}, "rotating"},
		`,"is_first_party":false,"app_type":"regular_web","third_party_security_mode":"strict"`: {[]any{"authorization_code"}, true,
			map[string]any{"secret_encoded": false, "alg": "RS256", "lifetime_in_seconds": 3600.0}, "non-rotating"},
		`,"grant_types":["password"],"jwt_configuration":{"alg":"RS256"}`: {[]any{"password"}, false, map[string]any{"secret_encoded": false, "alg": "RS256"}, "non-rotating"},
	} {
		c := s.want(201, "POST", "/clients", `{"name":"x"`+given+`}`)
		assert.Equal(t, want.grants, c["grant_types"], given)
		assert.Equal(t, want.conformant, c["oidc_conformant"], given)
		assert.Equal(t, want.jwt, c["jwt_configuration"], given)
		assert.Equal(t, want.rotation, c["refresh_token"].(map[string]any)["rotation_type"], given)
		for name, value := range map[string]bool{"sso_disabled": false, "is_token_endpoint_ip_header_trusted": false, "cross_origin_authentication": false, "custom_login_page_on": true} {
			assert.Equal(t, value, c[name], "%s %s", name, given)
		}
		for _, absent := range []string{"global", "allowed_logout_urls", "allowed_origins", "web_origins"} {
			assert.NotContains(t, c, absent, given)
		}
	}
}

func TestWhoKeepsASecretIsShownLongerLifetimes(t *testing.T) {
	s := newSite(t)
	for method, want := range map[string]float64{``: 2592000, `,"token_endpoint_auth_method":"none"`: 2592000, `,"token_endpoint_auth_method":"client_secret_post"`: 31557600,
		`,"token_endpoint_auth_method":"client_secret_basic"`: 31557600} {
		tokens := s.want(201, "POST", "/clients", `{"name":"x"`+method+`}`)["refresh_token"].(map[string]any)
		assert.Equal(t, want, tokens["token_lifetime"], method)
		assert.Equal(t, "non-expiring", tokens["expiration_type"])
	}
}

func TestJWTConfigurationIsChangedMemberByMember(t *testing.T) {
	s := newSite(t)
	path := "/clients/" + s.want(201, "POST", "/clients", `{"name":"x"}`)["client_id"].(string)
	got := s.want(200, "PATCH", path, `{"jwt_configuration":{"alg":"RS256"}}`)["jwt_configuration"]
	assert.Equal(t, map[string]any{"secret_encoded": false, "alg": "RS256", "lifetime_in_seconds": 36000.0}, got)
}

func TestWhatIsSetToNullIsNotShownAnyMore(t *testing.T) {
	s := newSite(t)
	path := "/clients/" + s.want(201, "POST", "/clients", `{"name":"x","token_quota":{"client_credentials":{"per_day":1}}}`)["client_id"].(string)
	assert.NotContains(t, s.want(200, "PATCH", path, `{"token_quota":null,"signed_request_object":null}`), "token_quota")
	assert.NotContains(t, s.want(200, "GET", path, ""), "signed_request_object")
}

func TestTheSigningKeyOfAnApplicationVerifiesTheTenantsTokens(t *testing.T) {
	s := newSite(t)
	shown := s.want(200, "GET", "/clients/mock-public", "")["signing_keys"].([]any)
	require.Len(t, shown, 1)
	block, _ := pem.Decode([]byte(shown[0].(map[string]any)["cert"].(string)))
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	jws, err := jose.ParseSignedCompact(s.token, []jose.SignatureAlgorithm{jose.ES256})
	require.NoError(t, err)
	_, err = jws.Verify(certificate.PublicKey)
	assert.NoError(t, err)
}
