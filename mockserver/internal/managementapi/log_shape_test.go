package managementapi_test

import (
	"encoding/base64"
	"maps"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// logMembers are those of every event in go-auth0's recordings TestLogManager; scope is of some.
var logMembers = []string{"_id", "audience", "client_id", "client_name", "connection", "connection_id", "date", "description", "details",
	"hostname", "ip", "isMobile", "location_info", "log_id", "organization_id", "organization_name", "strategy", "strategy_type", "type",
	"user_agent", "user_id", "user_name"}

// logged is the newest event of that type.
func (s *site) logged(of string) map[string]any {
	s.t.Helper()
	events := s.logs("type:" + of)
	require.NotEmpty(s.t, events, of)
	return events[0]
}

func TestAnEventHasWhatItsTypeTells(t *testing.T) {
	s := newSite(t)
	const connection = "Username-Password-Authentication"
	s.signIn("confidential", 0, one)
	u := s.want(201, "POST", "/users", newUser+`"email":"ann@example.com"}`)
	path := "/users/" + url.PathEscape(u["user_id"].(string))
	s.want(200, "PATCH", path, `{"password":"Pass-word-2"}`)
	s.want(204, "DELETE", path, "")
	login := s.client("confidential")
	for name, value := range map[string]string{"grant_type": "password", "username": s.server.Seed().Users[0].Email, "password": "wrong"} {
		login.Set(name, value)
	}
	s.post("/oauth/token", login)
	for kind, want := range map[string]map[string]any{
		"seccft": {"hostname": "example.com", "connection": nil, "connection_id": nil, "strategy": nil, "strategy_type": nil, "client_id": "mock-management"},
		"sepft":  {"hostname": nil, "connection": connection, "connection_id": "con_000000000000000001", "strategy": nil, "user_name": "user01@example.com"},
		"fepft":  {"hostname": "example.com", "connection": connection, "connection_id": "con_000000000000000001", "strategy": nil},
		"ss":     {"hostname": nil, "connection": connection, "strategy": "auth0", "strategy_type": "database", "user_name": "ann@example.com"},
		"scp":    {"hostname": nil, "connection": connection, "strategy": "auth0", "strategy_type": "database", "user_id": u["user_id"]},
		"sdu":    {"hostname": nil, "connection": connection, "strategy": "auth0", "strategy_type": "database", "user_id": u["user_id"]},
		"sapi":   {"hostname": nil, "connection": nil, "connection_id": nil, "strategy": nil, "user_id": nil, "client_name": "management"},
	} {
		e := s.logged(kind)
		for name, value := range want {
			assert.Equal(t, value, e[name], "%s of %s", name, kind)
		}
		there := slices.Sorted(maps.Keys(e))
		there = slices.DeleteFunc(there, func(name string) bool { return name == "scope" })
		assert.Equal(t, logMembers, there, kind)
		assert.Regexp(t, `^900\d{53}$`, e["log_id"])
		assert.Equal(t, e, s.want(200, "GET", "/logs/"+e["log_id"].(string), ""))
	}
	assert.Equal(t, "offline_access", s.logged("sepft")["scope"])
}

func TestAnEventTellsOfTheSDKAndThePhone(t *testing.T) {
	s := newSite(t)
	ask := func(agent, header string) map[string]any {
		v := s.client("confidential")
		v.Set("grant_type", "refresh_token")
		v.Set("refresh_token", "made-up")
		r := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", agent)
		r.Header.Set("Auth0-Client", header)
		s.server.ServeHTTP(httptest.NewRecorder(), r)
		return s.logged("fertft")
	}
	e := ask("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148",
		base64.StdEncoding.EncodeToString([]byte(`{"name":"auth0-spa-js","version":"2.1.3","env":{"node":"22"},"secret":"x"}`)))
	assert.Equal(t, true, e["isMobile"])
	assert.Equal(t, map[string]any{"name": "auth0-spa-js", "version": "2.1.3", "env": map[string]any{"node": "22"}}, e["auth0_client"])
	for _, odd := range []string{"", "!", "e30", base64.StdEncoding.EncodeToString([]byte(`{"name":7}`)), strings.Repeat("A", 4096)} {
		e = ask("Mozilla/5.0 (X11; Linux x86_64)", odd)
		assert.Equal(t, false, e["isMobile"])
		assert.NotContains(t, e, "auth0_client", odd)
	}
}
