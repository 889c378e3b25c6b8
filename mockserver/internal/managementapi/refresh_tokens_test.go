package managementapi_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// delay is long enough to look into it.
const delay = 3 * time.Second

func slowly(p *tenant.Policy) { p.Management.Delay = delay }

func (s *site) wait(d time.Duration) { s.server.Clock().Advance(d) }

func (s *site) tokenIDs(user int) []string {
	var out []string
	for _, t := range s.want(200, "GET", "/users/"+url.PathEscape(s.userID(user))+"/refresh-tokens", "")["tokens"].([]any) {
		out = append(out, t.(map[string]any)["id"].(string))
	}
	return out
}

// newest is the id of the token that was issued last.
func (s *site) newest(user int, clientID string) string {
	all := s.list(s.ofUser("/device-credentials?client_id="+clientID, user))
	require.NotEmpty(s.t, all)
	return all[len(all)-1]["id"].(string)
}

func TestARefreshTokenShowsWhatIsDocumentedAndNeverItself(t *testing.T) {
	s := newSite(t)
	token := s.signIn("rotating", 0, one)
	id := s.newest(0, "mock-rotating")
	got := s.want(200, "GET", "/refresh-tokens/"+id, "")
	assert.ElementsMatch(t, []string{"id", "user_id", "created_at", "idle_expires_at", "expires_at", "device", "client_id", "session_id",
		"rotating", "resource_servers", "last_exchanged_at"}, keysOf(got))
	assert.Equal(t, id, got["id"], "the id of the device credential")
	assert.Equal(t, true, got["rotating"])
	assert.Nil(t, got["session_id"])
	assert.Nil(t, got["last_exchanged_at"])
	assert.Equal(t, []any{map[string]any{"audience": one, "scopes": "offline_access"}}, got["resource_servers"])
	device := got["device"].(map[string]any)
	assert.Equal(t, "a device", device["initial_user_agent"])
	for _, field := range []string{"created_at", "expires_at", "idle_expires_at"} {
		_, err := time.Parse("2006-01-02T15:04:05.000Z", got[field].(string))
		assert.NoError(t, err, field)
	}
	next := s.exchange("rotating", token)["refresh_token"].(string)
	raw := s.call("GET", "/refresh-tokens/"+id, "").body
	assert.NotContains(t, raw, `"last_exchanged_at":null`)
	for _, secret := range []string{token, next} {
		assert.NotContains(t, raw, secret)
		assert.Equal(t, 404, s.call("GET", "/refresh-tokens/"+secret, "").status, "a token is not its id")
	}
	plain := s.signIn("confidential", 0, one)
	got = s.want(200, "GET", "/refresh-tokens/"+s.newest(0, "mock-confidential")+"?fields=expires_at,idle_expires_at", "")
	assert.Equal(t, map[string]any{"expires_at": nil, "idle_expires_at": nil}, got)
	assert.True(t, s.alive("confidential", plain))
}

func TestADeletionIsAcceptedAtOnceAndHoldsLater(t *testing.T) {
	s := newSite(t, mockserver.WithSwitch(slowly))
	s.want(200, "PATCH", "/tenants/settings", `{"flags":{"revoke_refresh_token_grant":true}}`)
	token, sibling := s.signIn("confidential", 0, one), s.signIn("confidential", 0, one)
	all := s.list(s.ofUser("/device-credentials", 0))
	path := "/refresh-tokens/" + all[0]["id"].(string)
	a := s.call("DELETE", path, "")
	assert.Equal(t, 202, a.status)
	assert.Equal(t, "{}", a.body)
	s.wait(delay - time.Second/2)
	assert.True(t, s.alive("confidential", token), "not yet")
	s.want(200, "GET", path, "")
	s.want(202, "DELETE", path, "")
	s.wait(time.Second / 2)
	assert.False(t, s.alive("confidential", token), "a second deletion does not put off the first")
	a = s.call("GET", path, "")
	assert.Equal(t, 404, a.status)
	assert.Contains(t, a.body, "The refresh token does not exist.")
	assert.Equal(t, 404, s.call("PATCH", path, `{"refresh_token_metadata":{}}`).status)
	s.want(202, "DELETE", path, "")
	s.want(202, "DELETE", "/refresh-tokens/dcr_nobody", "")
	assert.True(t, s.alive("confidential", sibling), "the setting speaks of the Authentication API")
	assert.Len(t, s.list(s.ofUser("/grants", 0)), 1)
	assert.Len(t, s.list(s.ofUser("/device-credentials", 0)), 1)
}

func TestEachFormOfRevocationEndsWhatItNamesAndNothingElse(t *testing.T) {
	type held struct{ name, role, token string }
	for _, tc := range []struct {
		form string
		dies []string
	}{
		{`{"user_id":"%USER"}`, []string{"a1", "a2", "b1"}},
		{`{"user_id":"%USER","client_id":"mock-confidential"}`, []string{"a1", "a2"}},
		{`{"user_id":"%USER","client_id":"mock-confidential","audience":"` + one + `"}`, []string{"a1"}},
		{`{"ids":["%A1"]}`, []string{"a1"}},
		{`{"ids":["%A1","%A1","dcr_nobody","x"]}`, []string{"a1"}},
		{`{"ids":["dcr_nobody","x"]}`, nil},
	} {
		s := newSite(t)
		a1 := s.signIn("confidential", 0, one)
		id := s.newest(0, "mock-confidential")
		all := []held{{"a1", "confidential", a1}, {"a2", "confidential", s.signIn("confidential", 0, two)}, {"b1", "second", s.signIn("second", 0, one)},
			{"other", "confidential", s.signIn("confidential", 1, one)}}
		s.want(202, "POST", "/refresh-tokens/revoke", strings.NewReplacer("%USER", s.userID(0), "%A1", id).Replace(tc.form))
		s.wait(time.Second)
		for _, h := range all {
			assert.Equal(t, !slices.Contains(tc.dies, h.name), s.alive(h.role, h.token), "%s: %s", tc.form, h.name)
		}
	}
}

func TestARevocationThatIsNotExactlyOneOfTheFormsIsRefused(t *testing.T) {
	s := newSite(t)
	token := s.signIn("confidential", 0, one)
	user := s.userID(0)
	many := `"x"` + strings.Repeat(`,"x"`, 100)
	for _, bad := range []string{`{}`, ``, `{"client_id":"mock-confidential"}`, `{"audience":"` + one + `"}`, `{"client_id":"mock-confidential","audience":"` + one + `"}`,
		`{"user_id":"` + user + `","audience":"` + one + `"}`, `{"ids":["x"],"user_id":"` + user + `"}`, `{"ids":["x"],"client_id":"mock-confidential"}`,
		`{"ids":[]}`, `{"ids":["` + strings.Repeat("x", 31) + `"]}`, `{"ids":[` + many + `]}`, `{"ids":"x"}`, `{"ids":[1]}`, `{"ids":[""]}`, `{"user_id":""}`, `{"user_id":null}`, `{"user_id":["` + user + `"]}`,
		`{"user_id":"` + user + `","client_id":""}`, `{"user_id":"` + user + `","client_id":null}`, `{"user_id":"` + user + `","all":true}`} {
		a := s.call("POST", "/refresh-tokens/revoke", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, "invalid_body", bad)
	}
	s.wait(time.Minute)
	assert.True(t, s.alive("confidential", token))
}

func TestARevocationNamesWhatThereIs(t *testing.T) {
	s := newSite(t)
	token := s.signIn("confidential", 0, one)
	of := `{"user_id":"` + s.userID(0) + `","client_id":"`
	for bad, message := range map[string]string{
		`{"user_id":"auth0|nobody"}`:                                 "The user does not exist",
		`{"user_id":"auth0|nobody","client_id":"mock-confidential"}`: "The user does not exist",
		of + `nobody"}`: "The client does not exist",
		of + `mock-confidential","audience":"urn:nobody"}`:                       "The resource server does not exist",
		of + strings.Repeat("x", 65) + `"}`:                                      "String is too long (65 chars), maximum 64' on property client_id",
		of + `mock-confidential","audience":"` + strings.Repeat("x", 601) + `"}`: "String is too long (601 chars), maximum 600' on property audience",
	} {
		a := s.call("POST", "/refresh-tokens/revoke", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, message, bad)
	}
	s.wait(time.Minute)
	assert.True(t, s.alive("confidential", token))
	for _, audience := range []string{"http://example.com/userinfo", "http://example.com/api/v2/"} {
		s.want(202, "POST", "/refresh-tokens/revoke", of+`mock-confidential","audience":"`+audience+`"}`)
	}
}

func TestAUsersRefreshTokensAreListedPageByPageAndDeleted(t *testing.T) {
	s := newSite(t)
	for range 7 {
		s.signIn("confidential", 0, one)
	}
	other := s.signIn("confidential", 1, one)
	path := "/users/" + url.PathEscape(s.userID(0)) + "/refresh-tokens"
	var seen []string
	next := ""
	for pages := 1; ; pages++ {
		page := s.want(200, "GET", path+"?take=3"+next, "")
		for _, t := range page["tokens"].([]any) {
			seen = append(seen, t.(map[string]any)["id"].(string))
		}
		if page["next"] == nil {
			assert.Equal(t, 3, pages)
			break
		}
		next = "&from=" + url.QueryEscape(page["next"].(string))
		if pages == 1 { // what goes while one pages neither shifts nor ends the list
			s.want(204, "DELETE", "/device-credentials/"+seen[2], "")
		}
	}
	assert.Len(t, seen, 7)
	assert.IsIncreasing(t, seen)
	assert.Len(t, s.tokenIDs(0), 6)
	assert.Len(t, s.want(200, "GET", s.ofUser("/refresh-tokens?client_id=mock-second", 0), "")["refresh_tokens"], 0)
	assert.Len(t, s.want(200, "GET", s.ofUser("/refresh-tokens?client_id=mock-confidential", 0), "")["refresh_tokens"], 6)
	assert.Equal(t, `{}`, s.call("DELETE", path, "").body)
	s.wait(time.Second)
	assert.Empty(t, s.tokenIDs(0))
	assert.True(t, s.alive("confidential", other))
	for method, path := range map[string]string{"GET": "/users/auth0%7Cnobody/refresh-tokens", "DELETE": "/users/auth0%7Cnobody/refresh-tokens"} {
		a := s.call(method, path, "")
		assert.Equal(t, 404, a.status)
		assert.Contains(t, a.body, "inexistent_user")
	}
	assert.Equal(t, 404, s.call("GET", "/refresh-tokens?user_id=nobody", "").status)
	assert.Equal(t, 404, s.call("GET", s.ofUser("/refresh-tokens?client_id=nobody", 0), "").status)
	assert.Equal(t, 400, s.call("GET", "/refresh-tokens", "").status, "user_id is required")
}

func TestACheckpointIsForOneListingAndADay(t *testing.T) {
	s := newSite(t)
	for range 3 {
		s.signIn("confidential", 0, one)
		s.signIn("confidential", 1, one)
	}
	path := "/users/" + url.PathEscape(s.userID(0)) + "/refresh-tokens?take=1"
	next := url.QueryEscape(s.want(200, "GET", path, "")["next"].(string))
	s.want(200, "GET", path+"&from="+next, "")
	for _, elsewhere := range []string{"/users/" + url.PathEscape(s.userID(1)) + "/refresh-tokens?from=" + next, "/clients?from=" + next,
		s.ofUser("/refresh-tokens?from="+next, 0), path + "&from=garbage", path + "&from=" + next[:10], path + "&from="} {
		a := s.call("GET", elsewhere, "")
		assert.Equal(t, 400, a.status, elsewhere)
		assert.Contains(t, a.body, "invalid_query_string")
	}
	for _, bad := range []string{"0", "101", "-1", "x", "1.5", ""} {
		assert.Equal(t, 400, s.call("GET", strings.Replace(path, "take=1", "take="+bad, 1), "").status, bad)
	}
	s.wait(24*time.Hour - time.Minute) // the test takes its time as well
	s.token = s.managementToken("")
	s.want(200, "GET", path+"&from="+next, "")
	s.wait(time.Minute)
	s.token = s.managementToken("")
	a := s.call("GET", path+"&from="+next, "")
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, "expired")
	assert.Contains(t, a.body, "from")
}

func TestMetadataOfARefreshTokenIsBounded(t *testing.T) {
	s := newSite(t)
	token := s.signIn("rotating", 0, one)
	path := "/refresh-tokens/" + s.newest(0, "mock-rotating")
	object := func(n int, value string) string {
		var members []string
		for i := range n {
			members = append(members, fmt.Sprintf(`"k%d":%s`, i, value))
		}
		return `{"refresh_token_metadata":{` + strings.Join(members, ",") + `}}`
	}
	long := func(n int) string { return `"` + strings.Repeat("x", n) + `"` }
	assert.Len(t, s.want(200, "PATCH", path, object(25, long(255)))["refresh_token_metadata"], 25)
	for _, bad := range []string{object(26, `"v"`), object(1, long(256)), object(1, `1`), object(1, `null`), `{"refresh_token_metadata":{` + long(256) + `:"v"}}`,
		`{"refresh_token_metadata":[]}`, `{"refresh_token_metadata":"x"}`, `{}`, `{"rotating":false}`, `{"refresh_token_metadata":{},"expires_at":null}`} {
		assert.Equal(t, 400, s.call("PATCH", path, bad).status, bad)
	}
	s.exchange("rotating", token)
	assert.Len(t, s.want(200, "GET", path, "")["refresh_token_metadata"], 25, "it outlives a rotation")
	assert.NotContains(t, s.want(200, "PATCH", path, `{"refresh_token_metadata":null}`), "refresh_token_metadata")
}
