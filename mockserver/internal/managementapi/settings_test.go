package managementapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAFlagIsChangedAndAllOthersAreKept(t *testing.T) {
	s := newSite(t)
	before := s.want(200, "GET", "/tenants/settings", "")
	after := s.want(200, "PATCH", "/tenants/settings", `{"flags":{"revoke_refresh_token_grant":true}}`)
	assert.Equal(t, true, after["flags"].(map[string]any)["revoke_refresh_token_grant"])
	before["flags"].(map[string]any)["revoke_refresh_token_grant"] = true
	after["sandbox_versions_available"] = before["sandbox_versions_available"] // which a change does not show
	assert.Equal(t, before, after, "nothing else has changed")
	s.want(200, "PATCH", "/tenants/settings", `{"flags":{}}`)
	assert.Equal(t, before, s.want(200, "GET", "/tenants/settings", ""))
	s.want(200, "PATCH", "/tenants/settings", `{"flags":{"enable_apis_section":true}}`)
	assert.Equal(t, true, s.want(200, "GET", "/tenants/settings?fields=flags,device_flow", "")["flags"].(map[string]any)["enable_apis_section"])
}

func TestSettingsThatAreRefusedChangeNothing(t *testing.T) {
	s := newSite(t)
	before := s.want(200, "GET", "/tenants/settings", "")
	for _, bad := range []string{
		`{"flags":{"revoke_refresh_token_grant":true,"no_such_flag":true}}`,
		`{"flags":{"revoke_refresh_token_grant":true},"no_such_property":1}`,
		`{"flags":{"revoke_refresh_token_grant":"true"}}`, `{"flags":{"revoke_refresh_token_grant":1}}`,
		`{"flags":{"revoke_refresh_token_grant":null}}`, `{"flags":null}`, `{"flags":[]}`, `{"flags":true}`,
		`{"flags":{"revoke_refresh_token_grant":true},"device_flow":{"charset":"base64"}}`,
		`{"device_flow":{"mask":"***"}}`, `{"device_flow":{"mask":"****-***"}}`, `{"device_flow":{"charset":"digits"}}`,
		`{"device_flow":{"charset":"digits","mask":"****-****"}}`, `{"device_flow":{"mask":"********************-"}}`,
		`{"device_flow":{"mask":"ABCDEFGH********"}}`, `{"device_flow":{"mask":""}}`, `{"device_flow":{"charset":"digits","mask":"***-***-***","x":1}}`,
		`{"device_flow":"base20"}`, `{"session_lifetime":"168"}`, `{"session_lifetime":-1}`, `{"friendly_name":7}`, `{"enabled_locales":"en"}`,
		`{"flags":{"revoke_refresh_token_grant":true}} {}`, `{"flags":{`, `null`, `true`,
	} {
		a := s.call("PATCH", "/tenants/settings", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, "invalid_body", bad)
		assert.Contains(t, a.body, `"error":"Bad Request"`)
	}
	assert.Equal(t, before, s.want(200, "GET", "/tenants/settings", ""))
}

func TestDeviceFlowIsCompletedFromWhatItWas(t *testing.T) {
	s := newSite(t)
	flow := func(body string) any { return s.want(200, "PATCH", "/tenants/settings", body)["device_flow"] }
	digits := map[string]any{"charset": "digits", "mask": "***-***-***"}
	assert.Equal(t, digits, flow(`{"device_flow":{"charset":"digits","mask":"***-***-***"}}`))
	assert.Equal(t, map[string]any{"charset": "digits", "mask": "*********"}, flow(`{"device_flow":{"mask":"*********"}}`))
	assert.Equal(t, map[string]any{"charset": "base20", "mask": "*********"}, flow(`{"device_flow":{"charset":"base20"}}`))
	assert.Equal(t, map[string]any{"charset": "base20", "mask": "****-****"}, flow(`{"device_flow":null}`))
}

func TestABodyOfAnotherTypeIsNotRead(t *testing.T) {
	s := newSite(t)
	for _, contentType := range []string{"text/plain", "application/x-www-form-urlencoded", ""} {
		a := s.send("PATCH", "/tenants/settings", s.token, `{"flags":{"revoke_refresh_token_grant":true}}`, contentType)
		assert.Equal(t, 400, a.status, contentType)
	}
	require.Contains(t, s.call("GET", "/tenants/settings", "").body, `"revoke_refresh_token_grant":false`)
	assert.Equal(t, 200, s.send("PATCH", "/tenants/settings", s.token, `{"flags":{}}`, "application/json; charset=utf-8").status)
}

func TestSettingsOfTodayAreKept(t *testing.T) {
	s := newSite(t)
	before := s.want(200, "GET", "/tenants/settings", "")
	for _, absent := range []string{"device_flow", "default_audience", "mtls", "error_page"} {
		assert.NotContains(t, before, absent, "until somebody sets it")
	}
	for _, present := range []string{"enabled_locales", "sandbox_version", "sandbox_versions_available", "universal_login", "oidc_logout", "change_password",
		"guardian_mfa_page", "resource_parameter_profile", "ephemeral_session_lifetime", "client_id_metadata_document_supported"} {
		assert.Contains(t, before, present)
	}
	after := s.want(200, "PATCH", "/tenants/settings", `{"client_id_metadata_document_supported":true,"mtls":{"enable_endpoint_aliases":true},
		"authorization_response_iss_parameter_supported":true,"include_session_metadata_in_tenant_logs":true,"session_cookie":{"mode":"non-persistent"},
		"country_codes":{"list":["CA"],"mode":"allow"},"default_token_quota":{"clients":{"client_credentials":{"per_day":1}}}}`)
	assert.Equal(t, true, after["client_id_metadata_document_supported"])
	assert.Equal(t, map[string]any{"enable_endpoint_aliases": true}, after["mtls"])
	assert.NotContains(t, s.want(200, "PATCH", "/tenants/settings", `{"mtls":null}`), "mtls")
	assert.Equal(t, 400, s.call("PATCH", "/tenants/settings", `{"sandbox_versions_available":["22"]}`).status, "is only read")
}

func TestALifetimeMayBeSaidInMinutes(t *testing.T) {
	s := newSite(t)
	after := s.want(200, "PATCH", "/tenants/settings", `{"session_lifetime_in_minutes":90,"idle_ephemeral_session_lifetime_in_minutes":15}`)
	assert.Equal(t, 1.5, after["session_lifetime"])
	assert.Equal(t, 0.25, after["idle_ephemeral_session_lifetime"])
	assert.NotContains(t, after, "session_lifetime_in_minutes")
	a := s.call("PATCH", "/tenants/settings", `{"session_lifetime_in_minutes":90,"session_lifetime":1}`)
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, "mutually exclusive")
}
