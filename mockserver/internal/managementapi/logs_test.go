package managementapi_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (s *site) logs(q string) []map[string]any {
	return s.list("/logs?per_page=100&q=" + url.QueryEscape(q))
}

func TestAWriteIsLoggedAndARefusalIsNot(t *testing.T) {
	s := newSite(t)
	s.want(200, "PATCH", "/tenants/settings", `{"friendly_name":"x"}`)
	assert.Equal(t, 400, s.call("PATCH", "/tenants/settings", `{"nonsense":1}`).status)
	assert.Equal(t, 404, s.call("PATCH", "/clients/nobody", `{"name":"x"}`).status)
	s.want(200, "GET", "/tenants/settings", "")
	logged := s.logs("type:sapi")
	require.Len(t, logged, 1)
	e := logged[0]
	assert.Equal(t, "Update tenant settings", e["description"])
	assert.Equal(t, "mock-management", e["client_id"])
	assert.Equal(t, "management", e["client_name"])
	assert.Equal(t, e["_id"], e["log_id"])
	assert.Equal(t, false, e["isMobile"])
	details := e["details"].(map[string]any)
	request := details["request"].(map[string]any)
	assert.Equal(t, "patch", request["method"])
	assert.Equal(t, "/api/v2/tenants/settings", request["path"])
	assert.NotContains(t, request, "body")
	assert.EqualValues(t, 200, details["response"].(map[string]any)["statusCode"])
	assert.Equal(t, e, s.want(200, "GET", "/logs/"+e["log_id"].(string), ""))
	assert.Equal(t, 404, s.call("GET", "/logs/1", "").status)
}

func TestReadingASecretIsLoggedAndReadingAnApplicationIsNot(t *testing.T) {
	s := newSite(t)
	narrow := s.tokenWith("read:clients", "read:logs")
	s.as(narrow, func() { s.want(200, "GET", "/clients/mock-confidential", "") })
	s.want(200, "GET", "/clients/mock-public", "")
	s.want(200, "GET", "/clients/mock-confidential?fields=name", "")
	s.want(200, "GET", "/clients?fields=client_secret&include_fields=false", "")
	assert.Empty(t, s.logs("type:mgmt_api_read"))
	s.want(200, "GET", "/clients/mock-confidential", "")
	require.Len(t, s.logs("type:mgmt_api_read"), 1)
	s.want(200, "GET", "/clients", "")
	assert.Len(t, s.logs("type:mgmt_api_read"), 2, "one for a list of secrets")
	assert.Equal(t, "Get a client", s.logs("type:mgmt_api_read")[1]["description"])
}

func TestNoSecretIsInTheLog(t *testing.T) {
	s := newSite(t)
	const password = "canary-Password"
	c := s.want(201, "POST", "/clients", `{"name":"x","client_secret":"canary-secret"}`)
	path := "/clients/" + c["client_id"].(string)
	rotated := s.want(200, "POST", path+"/rotate-secret", "")["client_secret"].(string)
	u := s.want(201, "POST", "/users", `{"connection":"Username-Password-Authentication","email":"n@example.com","password":"`+password+`"}`)
	user := "/users/" + url.PathEscape(u["user_id"].(string))
	s.want(200, "PATCH", user, `{"password":"canary-Password-2"}`)
	s.want(204, "DELETE", user, "")
	token := s.signIn("confidential", 0, one)
	for _, secret := range []string{token, rotated, password, s.token} {
		for _, collection := range []string{"device-credentials", "grants", "clients", "users", "refresh-tokens", "sessions", "resource-servers", "client-grants"} {
			a := s.call("DELETE", "/"+collection+"/"+url.PathEscape(secret), "")
			assert.Contains(t, []int{202, 204, 400}, a.status, a.body)
		}
	}
	raw := s.call("GET", "/logs?per_page=100", "").body
	for _, secret := range []string{token, rotated, "canary", s.token} {
		assert.NotContains(t, raw, secret)
	}
	assert.Len(t, s.logs("type:sdu"), 1)
	scp := s.logs("type:scp AND user_id:" + `"` + u["user_id"].(string) + `"`)
	require.Len(t, scp, 1)
	assert.Equal(t, "n@example.com", scp[0]["user_name"])
}

func TestLogsAreSearchedSortedAndPaged(t *testing.T) {
	s := newSite(t)
	for i := range 7 {
		s.want(200, "PATCH", "/tenants/settings", fmt.Sprintf(`{"friendly_name":"%d"}`, i))
	}
	s.want(204, "DELETE", "/grants/x", "")
	all := s.logs("type:sapi AND client_id:mock-management")
	require.Len(t, all, 8)
	assert.Equal(t, "Delete a grant", all[0]["description"], "the newest first")
	assert.Empty(t, s.logs("client_id:mock-second AND type:sapi"))
	assert.Equal(t, "Delete a grant", s.list("/logs?sort=date:1&per_page=100&search=type:sapi")[7]["description"])
	var seen []string
	for page := range 4 {
		for _, e := range s.list(fmt.Sprintf("/logs?q=type:sapi&page=%d&per_page=3", page)) {
			seen = append(seen, e["log_id"].(string))
		}
	}
	assert.Len(t, seen, 8)
	totals := s.want(200, "GET", "/logs?q=type:sapi&include_totals=true&per_page=3&fields=type,date", "")
	assert.EqualValues(t, 8, totals["total"])
	assert.EqualValues(t, 3, totals["length"])
	assert.EqualValues(t, 2, s.want(200, "GET", "/logs?q=type:sapi&include_totals=true&per_page=3&page=2", "")["length"])
	assert.Contains(t, s.want(200, "GET", "/users?include_totals=true", ""), "length")
	assert.NotContains(t, s.want(200, "GET", "/grants?include_totals=true", ""), "length")
	assert.Len(t, totals["logs"].([]any)[0], 2)
	for _, bad := range []string{"q=(nonsense", "q=type:[a%20TO", "sort=date", "sort=date:2", "page=10&per_page=100", "per_page=101", "from=x", "take=0", "type=sapi"} {
		assert.Equal(t, 400, s.call("GET", "/logs?"+bad, "").status, bad)
	}
	assert.Contains(t, s.call("GET", "/logs?page=10&per_page=100", "").body, "invalid_paging")
	assert.Equal(t, 200, s.call("GET", "/logs?page=9&per_page=100", "").status)
}

func TestLogsGoOnBehindAnEvent(t *testing.T) {
	s := newSite(t)
	for range 5 {
		s.want(204, "DELETE", "/grants/x", "")
	}
	first := s.list("/logs?take=2&sort=date:-1&q=type:nothing")
	require.Len(t, first, 2, "with take, all else is ignored")
	var seen []any
	for from := first[1]["log_id"].(string); ; {
		page := s.list("/logs?take=2&from=" + from)
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			seen = append(seen, e["log_id"])
		}
		from = page[len(page)-1]["log_id"].(string)
	}
	all := s.list("/logs?per_page=100&sort=log_id:1")
	var ids []any
	for _, e := range all[2:] {
		ids = append(ids, e["log_id"])
	}
	assert.Equal(t, ids, seen)
	assert.Empty(t, s.list("/logs?from="+strings.Repeat("9", 56)))
	assert.Equal(t, all[0]["log_id"], s.list("/logs?from=0&take=1")[0]["log_id"])
}

func TestThePolicyHasTheLastWordOnTheLog(t *testing.T) {
	s := newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) {
		p.Log = func(e tenant.LogEvent) (tenant.LogEvent, bool) { return e, e.Type != tenant.LogManagement }
	}))
	s.want(204, "DELETE", "/grants/x", "")
	assert.Empty(t, s.logs("type:sapi"))
}

func TestAUsersLogIsAboutThatUser(t *testing.T) {
	s := newSite(t)
	for user := range 2 {
		s.want(200, "PATCH", "/users/"+url.PathEscape(s.userID(user)), `{"password":"Pass-word-2"}`)
	}
	a := s.call("GET", "/users/"+url.PathEscape(s.userID(1))+"/logs", "")
	var logged []map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &logged))
	require.NotEmpty(t, logged)
	for _, e := range logged {
		assert.Equal(t, s.userID(1), e["user_id"])
	}
}
