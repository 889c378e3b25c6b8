package managementapi_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const newKey = `{"device_name":"phone","type":"public_key","value":"MFkw...","device_id":"0A-f"}`

func TestAUserKeepsOnePublicKeyADevice(t *testing.T) {
	s := newSite(t)
	s.as(s.userToken(0), func() {
		id := s.want(201, "POST", "/device-credentials", newKey)["id"]
		assert.NotEmpty(t, id)
		s.want(409, "POST", "/device-credentials", newKey)
		s.want(201, "POST", "/device-credentials", strings.Replace(newKey, "0A-f", "0A-e", 1))
	})
	s.as(s.userToken(1), func() { s.want(201, "POST", "/device-credentials", newKey) })
	keys := s.list(s.ofUser("/device-credentials?type=public_key", 0))
	require.Len(t, keys, 2)
	assert.Equal(t, map[string]any{"id": keys[0]["id"], "device_name": "phone", "device_id": "0A-f", "type": "public_key",
		"user_id": s.userID(0), "client_id": "mock-confidential"}, keys[0], "all six fields and no value")
	assert.Len(t, s.list("/device-credentials"), 3, "without a type and without pages, all are listed")
	assert.Empty(t, s.list("/device-credentials?per_page=5"), "with pages, refresh tokens alone")
	s.want(204, "DELETE", "/device-credentials/"+keys[0]["id"].(string), "")
	s.want(204, "DELETE", "/device-credentials/"+keys[0]["id"].(string), "")
	assert.Len(t, s.list(s.ofUser("/device-credentials?type=public_key", 0)), 1)
	s.as(s.userToken(0), func() { s.want(201, "POST", "/device-credentials", newKey) })
}

func TestOfManySimultaneousPublicKeysOfADeviceOneIsKept(t *testing.T) {
	s := newSite(t)
	token := s.userToken(0)
	var wg sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for range 8 {
		wg.Go(func() {
			a := s.plain("POST", "/device-credentials", token, newKey)
			mu.Lock()
			statuses[a.status]++
			mu.Unlock()
		})
	}
	wg.Wait()
	assert.Equal(t, map[int]int{201: 1, 409: 7}, statuses)
}

func TestAPublicKeyIsRefusedThatIsNotOne(t *testing.T) {
	s := newSite(t)
	s.as(s.userToken(0), func() {
		for _, bad := range []string{``, `{}`, `[]`, `null`, `"x"`, strings.Replace(newKey, "public_key", "refresh_token", 1),
			strings.Replace(newKey, "public_key", "rotating_refresh_token", 1), strings.Replace(newKey, "0A-f", "xyz", 1),
			strings.Replace(newKey, "0A-f", strings.Repeat("a", 37), 1), strings.Replace(newKey, "0A-f", "", 1),
			strings.Replace(newKey, `"phone"`, `""`, 1), strings.Replace(newKey, `"phone"`, `1`, 1),
			strings.Replace(newKey, `"value":"MFkw..."`, `"value":null`, 1), strings.Replace(newKey, `{`, `{"user_id":"auth0|x",`, 1)} {
			a := s.call("POST", "/device-credentials", bad)
			assert.Equal(t, 400, a.status, bad)
			assert.Contains(t, a.body, "invalid_body", bad)
		}
		a := s.call("POST", "/device-credentials", strings.Replace(newKey, `{`, `{"client_id":"nobody",`, 1))
		assert.Equal(t, 404, a.status)
		assert.Contains(t, a.body, "inexistent_client")
	})
	assert.Equal(t, 403, s.plain("POST", "/device-credentials", s.tokenWith("create:current_user_device_credentials"), newKey).status,
		"an application is not a user")
	assert.Equal(t, 403, s.plain("POST", "/device-credentials", s.tokenWith("create:device_credentials"), newKey).status)
	assert.Empty(t, s.list("/device-credentials?type=public_key"))
}

// As recorded, of a 204 as well.
func TestEveryAnswerHasATypeOfContent(t *testing.T) {
	s := newSite(t)
	for _, at := range [][]string{{"DELETE", "/device-credentials/dcr_0000000000000001"}, {"DELETE", "/grants/123456789012345678901234"}, {"GET", "/clients"}} {
		assert.Equal(t, "application/json; charset=utf-8", s.call(at[0], at[1], "").header.Get("Content-Type"), at)
	}
}

func TestAUserDeletesHisOwnCredentialsOnly(t *testing.T) {
	s := newSite(t)
	mine, theirs := s.signIn("confidential", 0, one), s.signIn("confidential", 1, one)
	id := func(user int) string {
		return s.list(s.ofUser("/device-credentials?client_id=mock-confidential&type=refresh_token", user))[0]["id"].(string)
	}
	my, their := id(0), id(1)
	s.as(s.userToken(1), func() { s.want(201, "POST", "/device-credentials", newKey) })
	key := s.list(s.ofUser("/device-credentials?type=public_key", 1))[0]["id"].(string)
	s.as(s.userToken(0), func() {
		for _, other := range []string{their, key} {
			a := s.call("DELETE", "/device-credentials/"+other, "")
			assert.Equal(t, 403, a.status)
			assert.Contains(t, a.body, "insufficient_scope")
		}
		s.want(204, "DELETE", "/device-credentials/"+my, "")
		s.want(204, "DELETE", "/device-credentials/"+my, "")
		s.want(204, "DELETE", "/device-credentials/dcr_0000000000000001", "")
	})
	assert.False(t, s.alive("confidential", mine))
	assert.True(t, s.alive("confidential", theirs))
	assert.Len(t, s.list(s.ofUser("/device-credentials?type=public_key", 1)), 1)
}

func TestCredentialsAreAskedForByOneUserWhereTheTenantWantsThat(t *testing.T) {
	s := newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) { p.Management.UserRequired = true }))
	for _, path := range []string{"/device-credentials", "/device-credentials?client_id=mock-confidential&type=refresh_token"} {
		a := s.call("GET", path, "")
		assert.Equal(t, 400, a.status)
		assert.Contains(t, a.body, "user_id")
		assert.Contains(t, a.body, "invalid_query_string")
	}
	s.want(200, "GET", s.ofUser("/device-credentials", 0), "")
}

func TestAListingOfCredentialsTakesWhatIsDocumentedAndNothingElse(t *testing.T) {
	s := newSite(t)
	s.signIn("confidential", 0, one)
	for _, query := range []string{"fields=value", "fields=id,created_at", "fields=", "fields=id,", "type=", "type=Refresh_token", "user_id=", "client_id=",
		"user_id=a&user_id=b", "page=0&page=1", "page=1.0", "page=1e1", "page= 1", "page=%2B1x", "per_page=9999999999999999999999", "audience=x", "q=x", "include_fields=maybe",
		"from=x", "User_id=x"} {
		a := s.call("GET", "/device-credentials?"+strings.ReplaceAll(query, " ", "%20"), "")
		assert.Equal(t, 400, a.status, query)
		assert.Contains(t, a.body, "invalid_query_string", query)
	}
	all := s.list(s.ofUser("/device-credentials?type=refresh_token&fields=id,device_name,device_id,type,user_id,client_id", 0))
	assert.Len(t, all[0], 5, "a refresh token has no device_id")
	but := s.list(s.ofUser("/device-credentials?type=refresh_token&fields=id,device_name&include_fields=false", 0))
	assert.ElementsMatch(t, []string{"type", "user_id", "client_id"}, keysOf(but[0]))
}

func TestAtMostAThousandCredentialsAreReached(t *testing.T) {
	s := newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) { p.SignIn.Limit = 0 }))
	for range 260 { // at four applications
		for _, role := range []string{"confidential", "second", "basic", "public"} {
			s.signIn(role, 0, one)
		}
	}
	totals := s.want(200, "GET", s.ofUser("/device-credentials?page=9&per_page=100&include_totals=true", 0), "")
	assert.EqualValues(t, 1000, totals["total"])
	assert.Len(t, totals["device_credentials"], 100)
	assert.Equal(t, "[]", s.call("GET", s.ofUser("/device-credentials?page=10&per_page=100", 0), "").body)
	assert.Len(t, s.list(s.ofUser("/device-credentials", 0)), 50, "unpaged, the first fifty")
}

func TestEveryMalformedCredentialIDIsNoCredential(t *testing.T) {
	s := newSite(t)
	token := s.signIn("confidential", 0, one)
	id := s.list(s.ofUser("/device-credentials", 0))[0]["id"].(string)
	for _, bad := range []string{"x", "dcr_", id + "0", id[:len(id)-1], strings.ToUpper(id), "dcr_" + id, id + "%00", token} {
		assert.Equal(t, 204, s.call("DELETE", "/device-credentials/"+bad, "").status, bad)
	}
	a := s.call("DELETE", "/device-credentials/"+strings.Repeat("x", 301), "")
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, "invalid_uri")
	assert.True(t, s.alive("confidential", token))
	logged := s.call("GET", "/logs?per_page=100", "").body
	assert.Contains(t, logged, "/api/v2/device-credentials/{id}")
	assert.NotContains(t, logged, token, "what somebody put into a path by mistake")
	s.want(204, "DELETE", "/device-credentials/"+id, "")
	assert.Contains(t, s.call("GET", "/logs?per_page=100", "").body, fmt.Sprintf("/api/v2/device-credentials/%s", id))
}
