package managementapi_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestUsersAreFoundByEmailAndByID(t *testing.T) {
	s := newSite(t)
	u := s.server.Seed().Users[2]
	for _, q := range []string{`email:"` + u.Email + `"`, `user_id:"` + u.ID + `"`, `email:` + u.Email + ` AND user_id:"` + u.ID + `"`} {
		found := s.list("/users?search_engine=v3&q=" + url.QueryEscape(q))
		require.Len(t, found, 1, q)
		assert.Equal(t, u.ID, found[0]["user_id"])
	}
	assert.Len(t, s.list("/users-by-email?email=USER03@example.com"), 1)
	assert.Equal(t, "[]", s.call("GET", "/users-by-email?email=nobody@example.com", "").body)
	assert.Equal(t, 400, s.call("GET", "/users-by-email", "").status)
	assert.Empty(t, s.list("/users?q=blocked:true"))
	s.want(200, "PATCH", "/users/"+url.PathEscape(u.ID), `{"blocked":true,"user_metadata":{"plan":"gold"}}`)
	assert.Len(t, s.list("/users?q=blocked:true"), 1)
	assert.Len(t, s.list("/users?q=user_metadata.plan:gold"), 1)
	for _, bad := range []string{"q=", "q=nonsense", "q=a%20b", "page=10&per_page=100", "sort=email", "search_engine=v4"} {
		assert.Equal(t, 400, s.call("GET", "/users?"+bad, "").status, bad)
	}
	descending := s.list("/users?sort=email:-1")
	assert.Equal(t, "user16@example.com", descending[0]["email"])
}

func TestAUserTakesKnownFieldsOfTheRightType(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	for _, bad := range []string{`{"blocked":"true"}`, `{"blocked":null}`, `{"user_id":"x"}`, `{"identities":[]}`, `{"password":""}`, `{"password":null}`, `{"password":1}`,
		`{"email":"no address"}`, `{"email":""}`, `{"email":["a@b"]}`, `{"name":1}`, `{"created_at":"x"}`, `{"no_such":1}`, `{"password":"x","email":"y@z"}`,
		`{"password":"x","username":"y"}`, `{"connection":"nowhere"}`, `[]`} {
		assert.Equal(t, 400, s.call("PATCH", path, bad).status, bad)
	}
	assert.Equal(t, 409, s.call("PATCH", path, `{"email":"USER02@example.com"}`).status, "somebody else's")
	s.want(200, "PATCH", path, `{"email":"user01@example.com"}`)
	assert.Equal(t, 404, s.call("PATCH", "/users/auth0%7Cnobody", `{"blocked":true}`).status)
	u := s.want(200, "PATCH", path, `{"user_metadata":{"a":1,"b":2},"given_name":"Ann"}`)
	assert.Equal(t, "Ann", u["given_name"])
	u = s.want(200, "PATCH", path, `{"user_metadata":{"a":null},"given_name":null}`)
	assert.Equal(t, map[string]any{"b": 2.0}, u["user_metadata"])
	assert.NotContains(t, u, "given_name")
	assert.NotContains(t, u, "password")
	const body = `{"connection":"%","email":"x@example.com","password":"p"}`
	a := s.call("POST", "/users", `{"connection":"elsewhere","email":"x@example.com","password":"p"}`)
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, "inexistent_connection", body)
}

func TestANewPasswordTakesABlockAway(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	s.want(200, "PATCH", path, `{"blocked":true}`)
	assert.Equal(t, false, s.want(200, "PATCH", path, `{"password":"Pass-word-2"}`)["blocked"])
	assert.Equal(t, true, s.want(200, "PATCH", path, `{"password":"Pass-word-3","blocked":true}`)["blocked"])
}

func TestWhatDeletionsAndPasswordsEndIsThePolicysToSay(t *testing.T) {
	type ended struct {
		cause tenant.Cause
		user  string
	}
	var asked []ended
	ask := func(e *tenant.Ending) {
		assert.False(t, e.Now.IsZero())
		asked = append(asked, ended{e.Cause, e.Grant.Key.UserID})
	}
	s := newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) {
		p.Users = tenant.UserPolicy{Deleted: ask, ClientDeleted: ask, PasswordChanged: ask}
	}))
	token := s.signIn("confidential", 0, one)
	s.signIn("second", 1, one)
	path := "/users/" + url.PathEscape(s.userID(0))
	s.want(200, "PATCH", path, `{"password":"Pass-word-2"}`)
	s.want(204, "DELETE", path, "")
	s.want(204, "DELETE", "/clients/mock-second", "")
	assert.Equal(t, []ended{{tenant.CausePassword, s.userID(0)}, {tenant.CauseUserDeleted, s.userID(0)}, {tenant.CauseClient, s.userID(1)}}, asked)
	assert.Len(t, s.list(s.ofUser("/device-credentials?client_id=mock-confidential", 0)), 1, "and here it said: nothing")
	assert.Contains(t, s.exchange("confidential", token)["error_description"], "doesn't exist anymore")
}
