package managementapi

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	appTypeServer  = "resource_server"
	appTypeExpress = "express_configuration"

	extraJWT      = tenant.ExtraJWTConfiguration
	extraSecurity = "third_party_security_mode"
	strict        = "strict" // of extraSecurity

	// expressCallback is Okta's, which configures such applications.
	expressCallback = "https://system-admin.okta.com/admin/app/generic/oauth20redirect"
)

// jwtDefaults are those of an application's jwt_configuration that nothing was said about.
func jwtDefaults() map[string]any {
	return map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000.0}
}

// alwaysShown are members that every application has, whether they were given or not.
func alwaysShown() item {
	return item{tenant.ExtraOIDCConformant: true, "is_token_endpoint_ip_header_trusted": false, "sso_disabled": false,
		"cross_origin_authentication": false, "custom_login_page_on": true, extraJWT: jwtDefaults()}
}

// newClient is an application of which nothing was said but what decides on the defaults of the rest: its type, whose it is, and
// whether it can keep a secret (go-auth0's and the Terraform provider's recordings of applications that were made so).
func newClient(body map[string]any) tenant.Client {
	appType, method := body["app_type"], body["token_endpoint_auth_method"]
	client := tenant.Client{ID: tenant.NewID(16), Secret: tenant.NewID(32), AuthMethod: tenant.AuthSecretPost, FirstParty: true,
		GrantTypes: []string{tenant.GrantAuthorizationCode, tenant.GrantImplicit, tenant.GrantRefreshToken},
		Extra:      map[string]any{tenant.ExtraOIDCConformant: false, extraJWT: jwtDefaults(), extraAssumed: string(tenant.AuthSecretPost)}}
	browser := appType == "native" || appType == "spa" // neither can keep a secret
	switch {
	case method == string(tenant.AuthNone), method == nil && browser:
		client.AuthMethod = tenant.AuthNone
	default:
		client.GrantTypes = append(client.GrantTypes, tenant.GrantClientCredentials)
	}
	switch {
	case appType == appTypeServer:
		client.GrantTypes = []string{}
		conformant(&client, jwtOf("RS256"))
	case appType == appTypeExpress:
		client.GrantTypes = []string{tenant.GrantAuthorizationCode, tenant.GrantClientCredentials}
		client.RedirectURIs = []string{expressCallback}
		client.AuthMethod, client.Extra["organization_usage"] = tenant.AuthPrivateKeyJWT, "require"
		conformant(&client, jwtOf("RS256"))
	case body["is_first_party"] == false:
		thirdParty(&client, body[extraSecurity] == strict)
	}
	if method == string(tenant.AuthSecretPost) || method == string(tenant.AuthSecretBasic) {
		showLonger(&client)
	}
	if given, said := body[extraJWT].(map[string]any); said && given != nil {
		client.Extra[extraJWT] = map[string]any{"secret_encoded": false} // the rest is given, or is not there
	}
	return client
}

// longerLifetime and longerIdle are what an application is shown that was said to keep a secret.
const (
	longerLifetime = 31557600
	longerIdle     = 2592000
)

func showLonger(client *tenant.Client) {
	client.Extra[hiddenExtras["token_lifetime"]], client.Extra[hiddenExtras["idle_token_lifetime"]] = float64(longerLifetime), float64(longerIdle)
}

func conformant(client *tenant.Client, jwt map[string]any) {
	client.Extra[tenant.ExtraOIDCConformant], client.Extra[extraJWT] = true, jwt
}

func jwtOf(algorithm string) map[string]any {
	return map[string]any{"secret_encoded": false, "alg": algorithm}
}

// thirdParty is of today, or as lenient as they used to be.
func thirdParty(client *tenant.Client, isStrict bool) {
	client.Extra[tenant.ExtraOIDCConformant] = true
	switch {
	case isStrict:
		client.ID = "tpc_" + client.ID
		client.GrantTypes = []string{tenant.GrantAuthorizationCode}
		client.Extra[extraJWT] = map[string]any{"secret_encoded": false, "alg": "RS256", "lifetime_in_seconds": 3600.0}
		client.RefreshTokens.Idle = longerIdle * time.Second
		showLonger(client)
	default:
		client.Extra[extraSecurity] = "permissive"
		if client.Public() {
			client.RefreshTokens = tenant.RefreshTokenOptions{Rotating: true, Lifetime: defaultLifetime * time.Second, Idle: defaultIdle * time.Second}
		}
	}
}

// shownClient shows an application, but for its secret; credentials whole where they have just been made.
func (c *call) shownClient(client *tenant.Client, whole bool) item {
	out := alwaysShown()
	maps.Copy(out, client.Extra)
	maps.DeleteFunc(out, func(name string, _ any) bool { return strings.Contains(name, ".") }) // hidden
	maps.Copy(out, item{"client_id": client.ID, "name": client.Name, "is_first_party": client.FirstParty,
		"grant_types": orEmpty(client.GrantTypes), "refresh_token": clientTokensJSON(client)})
	web, allowed := clientOrigins(client)
	for name, list := range map[string][]string{"callbacks": client.RedirectURIs, "allowed_logout_urls": client.LogoutURIs,
		extraWebOrigins: web, extraAllowedOrigins: allowed} {
		if delete(out, name); list != nil {
			out[name] = slices.Clone(list)
		}
	}
	if client.AppType != "" {
		out["app_type"] = client.AppType
	}
	if logout, _ := client.Extra[tenant.ExtraOIDCLogout].(map[string]any); logout[tenant.BackchannelURLs] != nil {
		out[extraOlderLogout] = item{tenant.BackchannelURLs: logout[tenant.BackchannelURLs]}
	}
	authenticationJSON(client, out, whole)
	out["signing_keys"] = c.signingKeys()
	return out
}

// signingKeys are the certificates that the tenant's signatures verify with; none where whoever verifies could sign.
func (c *call) signingKeys() []item {
	certificate, err := c.signer.Certificate()
	if err != nil {
		c.Failed("certify the key that signs", err)
	}
	if certificate == nil {
		return []item{}
	}
	return []item{{"subject": certificate.Subject, "cert": certificate.PEM, "pkcs7": certificate.PKCS7}}
}
