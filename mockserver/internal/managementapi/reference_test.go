package managementapi_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the reference of Auth0's Management API lets a caller send is taken, and kept, though the mock has no use for it.
func TestFieldsOfTheReferenceAreKept(t *testing.T) {
	s := newSite(t)
	const client = `{"name":"x","description":"d","app_type":"salesforce","addons":{"samlp":{}},"encryption_key":null,"form_template":"<form>",
		"native_social_login":{"apple":{"enabled":true}},"oidc_backchannel_logout":{"backchannel_logout_urls":["https://a.example"]},
		"default_organization":null,"organization_usage":"deny","organization_require_behavior":"no_prompt","compliance_level":"none",
		"custom_login_page":"<html>","signed_request_object":{"required":false},"token_quota":{"client_credentials":{"per_day":1}},
		"token_exchange":{"allow_any_profile_of_type":[]},"skip_non_verifiable_callback_uri_confirmation_prompt":true,
		"organization_discovery_methods":["email"],"third_party_security_mode":"strict","par_request_expiry":60,"session_transfer":null,
		"jwt_configuration":{"alg":"RS256","secret_encoded":true},"mobile":{"ios":{}}}`
	const settings = `{"enable_ai_guide":true,"resource_parameter_profile":"compatibility","security_headers":null,"country_codes":null,"legacy_sandbox_version":"12","error_page":null,
		"ephemeral_session_lifetime":24,"flags":{"genai_trial":true,"custom_domains_provisioning":false,"improved_signup_bot_detection_in_classic":true}}`
	const api = `{"identifier":"urn:kept","signing_alg":"RS512","authorization_details":[{"type":"t"}],"token_encryption":null,"proof_of_possession":null,
		"consent_policy":null,"allow_online_access_with_ephemeral_sessions":false,"authorization_policy":null}`
	kept := func(status int, method, path, body string) map[string]any {
		t.Helper()
		var sent map[string]any
		require.NoError(t, json.Unmarshal([]byte(body), &sent))
		got := s.want(status, method, path, body)
		for name, value := range sent {
			if name != "flags" {
				assert.Equal(t, value, got[name], name)
			}
		}
		return got
	}
	id := kept(201, "POST", "/clients", client)["client_id"].(string)
	kept(200, "PATCH", "/clients/"+id, `{"organization_usage":null,"organization_require_behavior":null,"cross_origin_loc":null,"token_exchange":null}`)
	kept(200, "PATCH", "/tenants/settings", settings)
	kept(201, "POST", "/resource-servers", api)
}

func TestBodiesThatTheReferenceForbidsAreRefused(t *testing.T) {
	s := newSite(t)
	grant := s.list("/client-grants")[0]["id"].(string)
	for _, path := range []string{"/tenants/settings", "/clients/mock-public", "/client-grants/" + grant} {
		a := s.call("PATCH", path, `{}`)
		assert.Equal(t, 400, a.status, path)
		assert.Contains(t, a.body, "Too few properties defined (0), minimum 1", path)
	}
	const rotation = `"rotation_type":"non-rotating","expiration_type":"non-expiring"`
	for _, bad := range []string{`"name":"<b>"`, `"description":"` + strings.Repeat("d", 141) + `"`, `"organization_usage":"maybe"`,
		`"organization_require_behavior":"x"`, `"session_transfer":{"enforce_device_binding":"x"}`,
		`"session_transfer":{"allowed_authentication_methods":["x"]}`, `"refresh_token":{` + rotation + `,"policies":[]}`} {
		assert.Equal(t, 400, s.call("PATCH", "/clients/mock-public", `{`+bad+`}`).status, bad)
	}
	assert.Equal(t, 400, s.call("PATCH", "/tenants/settings", `{"session_lifetime":0}`).status)
	assert.Equal(t, 400, s.call("POST", "/resource-servers", `{"identifier":"urn:x","name":"<b>"}`).status)
}

func TestAPIsAreFoundBySeveralIdentifiers(t *testing.T) {
	s := newSite(t)
	one, two := url.QueryEscape("https://api.one.example"), url.QueryEscape("https://api.two.example")
	assert.Len(t, s.list("/resource-servers?identifiers="+one), 1)
	assert.Len(t, s.list("/resource-servers?identifiers="+one+"&identifiers="+two), 2)
	assert.Len(t, s.list("/resource-servers?identifiers="+one+"&identifiers=urn:nothing"), 1)
	assert.Equal(t, 400, s.call("GET", "/resource-servers?identifiers="+one+"&identifiers=", "").status)
	many := "/resource-servers?identifiers=" + one
	for range 10 {
		many += "&identifiers=" + two
	}
	assert.Equal(t, 400, s.call("GET", many, "").status, "eleven")
	next, _ := s.want(200, "GET", "/resource-servers?take=1&identifiers="+one+"&identifiers="+two, "")["next"].(string)
	from := "/resource-servers?from=" + url.QueryEscape(next) + "&identifiers=" + one
	assert.Equal(t, 400, s.call("GET", from, "").status, "a checkpoint of other identifiers")
	assert.Equal(t, 200, s.call("GET", from+"&identifiers="+two, "").status)
}

func TestTheGlobalApplicationHoldsTheLoginPageAndNothingElse(t *testing.T) {
	s := newSite(t)
	all := s.list("/clients?is_global=true")
	require.Len(t, all, 1)
	assert.Equal(t, true, all[0]["global"])
	path := "/clients/" + all[0]["client_id"].(string)
	assert.NotContains(t, s.want(200, "GET", path, ""), "custom_login_page")
	assert.Equal(t, "<html>", s.want(200, "PATCH", path, `{"custom_login_page":"<html>","custom_login_page_on":false}`)["custom_login_page"])
	s.want(200, "PATCH", "/tenants/settings", `{"friendly_name":"x"}`)
	again := s.want(200, "GET", path, "")
	assert.Equal(t, "<html>", again["custom_login_page"])
	assert.Equal(t, false, again["custom_login_page_on"])
	assert.Equal(t, 400, s.call("PATCH", path, `{"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring"}}`).status)
	assert.Equal(t, 404, s.call("POST", path+"/rotate-secret", "").status)
	for _, c := range s.list("/clients") {
		assert.NotContains(t, c, "global")
	}
	assert.Len(t, s.list("/clients?is_global=false"), len(s.list("/clients")))
	assert.NotContains(t, s.call("GET", "/tenants/settings", "").body, "<html>")
}

func TestSomeFieldsOfAUserAreChangedOneAtATime(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	values := map[string]string{"password": `"Rs-1-new"`, "email": `"new@example.com"`, "email_verified": "true", "username": `"new"`}
	for _, pair := range [][2]string{{"password", "email"}, {"password", "email_verified"}, {"username", "email"},
		{"username", "email_verified"}, {"username", "password"}} {
		a := s.call("PATCH", path, fmt.Sprintf(`{%q:%s,%q:%s}`, pair[0], values[pair[0]], pair[1], values[pair[1]]))
		assert.Equal(t, 400, a.status, pair)
		assert.Contains(t, a.body, fmt.Sprintf("Cannot update %s and %s simultaneously", pair[0], pair[1]))
	}
	s.want(200, "PATCH", path, `{"email":"new@example.com","email_verified":true}`)
}

// Asking for no items, but for totals, is how they are counted.
func TestSomeListingsHavePagesOfNothing(t *testing.T) {
	s := newSite(t)
	for path, name := range map[string]string{"/clients": "clients", "/users": "users", "/logs": "logs"} {
		got := s.want(200, "GET", path+"?per_page=0&include_totals=true", "")
		assert.Empty(t, got[name], path)
		assert.NotZero(t, got["total"], path)
	}
	for _, path := range []string{"/grants", "/device-credentials", "/resource-servers"} {
		assert.Equal(t, 400, s.call("GET", path+"?per_page=0", "").status, path)
	}
}

func TestAnAddressIsNotVerifiedUnlessItIsSaidToBe(t *testing.T) {
	s := newSite(t)
	for said, want := range map[string]bool{``: false, `,"email_verified":false`: false, `,"email_verified":true`: true} {
		email := "new" + strings.Repeat("x", len(said)) + "@example.com"
		made := s.want(201, "POST", "/users", `{"connection":"Username-Password-Authentication","email":"`+email+`","password":"Rs-1-new"`+said+`}`)
		assert.Equal(t, want, made["email_verified"], said)
		v := s.client("confidential")
		for name, value := range map[string]string{"grant_type": "password", "username": email, "password": "Rs-1-new", "scope": "openid email"} {
			v.Set(name, value)
		}
		token, _ := s.post("/oauth/token", v)["id_token"].(string)
		_, rest, _ := strings.Cut(token, ".")
		payload, _, _ := strings.Cut(rest, ".")
		claims, err := base64.RawURLEncoding.DecodeString(payload)
		require.NoError(t, err)
		assert.Contains(t, string(claims), fmt.Sprintf(`"email_verified":%v`, want), said)
	}
	assert.Equal(t, true, s.want(200, "GET", "/users/"+url.PathEscape(s.userID(0)), "")["email_verified"], "seeded users' are")
}
