package managementapi_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSettings(t *testing.T) {
	s := newSite(t)
	a := s.call("PATCH", "/tenants/settings", `{"flags":{"revoke_refresh_token_grant":true},"friendly_name":"x"}`)
	require.Equal(t, 200, a.status)
	assert.Contains(t, a.body, `"revoke_refresh_token_grant":true`)
	assert.Contains(t, a.body, `"enable_sso":true`, "other flags stay")
	a = s.call("GET", "/tenants/settings?fields=flags", "")
	assert.Contains(t, a.body, `"revoke_refresh_token_grant":true`)
	assert.NotContains(t, a.body, "friendly_name")
	assert.NotContains(t, s.call("GET", "/tenants/settings?fields=flags&include_fields=false", "").body, "flags")
	for _, bad := range []string{``, `[]`, `{"flags":1}`, `{"flags":{"enable_sso":"yes"}}`} {
		a := s.call("PATCH", "/tenants/settings", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, "invalid_body")
	}
	x, y := s.signIn("confidential", 0, one), s.signIn("confidential", 0, one)
	z := s.signIn("confidential", 0, two)
	v := s.client("confidential")
	v.Set("token", x)
	s.post("/oauth/revoke", v)
	assert.False(t, s.alive("confidential", y), "same grant")
	assert.True(t, s.alive("confidential", z), "another audience")
}

func TestGrants(t *testing.T) {
	s := newSite(t)
	a1, a2 := s.signIn("confidential", 0, one), s.signIn("confidential", 0, one)
	b := s.signIn("confidential", 0, two)
	c := s.signIn("second", 0, one)
	d := s.signIn("confidential", 1, one)
	assert.Len(t, s.list("/grants"), 4)
	assert.Len(t, s.list(s.ofUser("/grants", 0)), 3)
	assert.Len(t, s.list(s.ofUser("/grants?client_id=mock-second", 0)), 1)
	of := s.list(s.ofUser("/grants?client_id=mock-confidential&audience="+url.QueryEscape(one), 0))
	require.Len(t, of, 1)
	assert.Equal(t, "mock-confidential", of[0]["clientID"])
	assert.Equal(t, []any{"offline_access"}, of[0]["scope"])

	path := fmt.Sprint("/grants/", of[0]["id"])
	for range 2 {
		got := s.call("DELETE", path, "")
		assert.Equal(t, 204, got.status)
		assert.Empty(t, got.body)
	}
	assert.False(t, s.alive("confidential", a1))
	assert.False(t, s.alive("confidential", a2))
	assert.True(t, s.alive("confidential", b))
	assert.True(t, s.alive("second", c))
	assert.Equal(t, 400, s.call("DELETE", "/grants", "").status)
	assert.Equal(t, 204, s.call("DELETE", s.ofUser("/grants", 0), "").status)
	assert.False(t, s.alive("confidential", b))
	assert.False(t, s.alive("second", c))
	assert.True(t, s.alive("confidential", d), "another user")
	again := s.signIn("confidential", 0, one)
	assert.True(t, s.alive("confidential", again))
	assert.False(t, s.alive("confidential", a1))
	assert.Len(t, s.list(s.ofUser("/grants", 0)), 1)
}

func TestDeviceCredentials(t *testing.T) {
	s := newSite(t)
	token := s.signIn("confidential", 0, one)
	other := s.signIn("confidential", 0, one)
	s.signIn("second", 0, one)
	s.signIn("confidential", 1, one)
	rotating := s.signIn("rotating", 0, one)
	newest := s.exchange("rotating", rotating)["refresh_token"].(string)

	all := s.list(s.ofUser("/device-credentials?type=refresh_token", 0))
	require.Len(t, all, 3)
	assert.Equal(t, "a device", all[0]["device_name"])
	assert.Len(t, s.list(s.ofUser("/device-credentials?type=refresh_token&client_id=mock-second", 0)), 1)
	families := s.list(s.ofUser("/device-credentials?type=rotating_refresh_token", 0))
	require.Len(t, families, 1, "one credential a family")
	assert.Empty(t, s.list("/device-credentials?type=public_key"))
	assert.Len(t, s.list(s.ofUser("/device-credentials?page=0", 0)), 3, "a listing that pages defaults to refresh_token")
	raw := s.call("GET", s.ofUser("/device-credentials", 0), "").body
	for _, secret := range []string{token, other, rotating, newest} {
		assert.NotContains(t, raw, secret)
	}
	fields := s.list(s.ofUser("/device-credentials?fields=id,type", 0))
	assert.Len(t, fields[0], 2)

	for range 2 {
		a := s.call("DELETE", fmt.Sprint("/device-credentials/", all[0]["id"]), "")
		assert.Equal(t, 204, a.status)
		assert.Empty(t, a.body)
	}
	assert.False(t, s.alive("confidential", token))
	assert.True(t, s.alive("confidential", other))
	assert.Len(t, s.list(s.ofUser("/device-credentials?type=refresh_token", 0)), 2)
	assert.Equal(t, 204, s.call("DELETE", fmt.Sprint("/device-credentials/", families[0]["id"]), "").status)
	assert.False(t, s.alive("rotating", newest))
	assert.Equal(t, 204, s.call("DELETE", "/device-credentials/dcr_0000000000000001", "").status)
	assert.Equal(t, 400, s.call("GET", "/device-credentials?type=banana", "").status)
}

func TestUnlinkingFollowsTheSetting(t *testing.T) {
	s := newSite(t)
	s.call("PATCH", "/tenants/settings", `{"flags":{"revoke_refresh_token_grant":true}}`)
	s.signIn("confidential", 0, one)
	other := s.signIn("confidential", 0, one)
	s.call("DELETE", fmt.Sprint("/device-credentials/", s.list("/device-credentials")[0]["id"]), "")
	assert.False(t, s.alive("confidential", other))
	assert.Empty(t, s.list("/grants"))
}

func TestPaging(t *testing.T) {
	s := newSite(t)
	for range 7 {
		s.signIn("confidential", 0, one)
	}
	seen := map[any]int{}
	for page := range 5 {
		for _, item := range s.list(s.ofUser(fmt.Sprintf("/device-credentials?page=%d&per_page=3", page), 0)) {
			seen[item["id"]]++
		}
	}
	assert.Len(t, seen, 7)
	for _, n := range seen {
		assert.Equal(t, 1, n)
	}
	a := s.call("GET", s.ofUser("/device-credentials?page=2&per_page=3&include_totals=true", 0), "")
	var totals map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &totals))
	assert.EqualValues(t, 6, totals["start"])
	assert.EqualValues(t, 3, totals["limit"])
	assert.EqualValues(t, 7, totals["total"])
	assert.Len(t, totals["device_credentials"], 1)
	for _, bad := range []string{"page=-1", "page=x", "per_page=-1", "per_page=101", "per_page=x", "include_totals=banana"} {
		for _, path := range []string{"/device-credentials", "/grants", "/clients", "/users"} {
			a := s.call("GET", path+"?"+bad, "")
			assert.Equal(t, 400, a.status, path+bad)
			assert.Contains(t, a.body, "invalid_query_string")
		}
	}
	assert.Equal(t, "[]", s.call("GET", s.ofUser("/device-credentials?page=9", 0), "").body)
}
