package authapi_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// free is a free tenant, whose outside time stands at the top of a minute until it is moved.
func free(t *testing.T) (s *site, outside *time.Time) {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	return newSite(t, "", mockserver.WithSwitches("free-tenant-limit"), mockserver.WithClock(tenant.NewClock(func() time.Time { return now }))), &now
}

func (a answer) rate(t *testing.T, name string) int {
	n, err := strconv.Atoi(a.header.Get("X-RateLimit-" + name))
	require.NoError(t, err, name)
	return n
}

// tries is a sign-in that may be refused.
func (s *site) tries(role string, user int) answer {
	u := s.seed.Users[user]
	return s.post("/oauth/token", s.as(role, "grant_type", "password", "username", u.Email, "password", u.Password))
}

func TestTheTokenEndpointHasALimitOfItsOwn(t *testing.T) {
	s, outside := free(t)
	token := s.refreshToken("confidential", 0)
	for left := 28; left >= 0; left-- {
		a := s.exchange("confidential", token)
		require.Equal(t, 200, a.status)
		assert.Equal(t, []int{30, left}, []int{a.rate(t, "Limit"), a.rate(t, "Remaining")})
		assert.EqualValues(t, outside.Unix()+1, a.rate(t, "Reset"))
	}
	a := s.exchange("confidential", token)
	assert.Equal(t, 429, a.status)
	assert.Equal(t, "too_many_requests", a.field("error"))
	s.advance(time.Hour)
	assert.Equal(t, 429, s.exchange("confidential", token).status, "who moves the clock has not waited")
	assert.Equal(t, 200, s.revoke("confidential", "nonsense").status, "another endpoint")
	*outside = outside.Add(time.Second)
	assert.Equal(t, 200, s.exchange("confidential", token).status)
}

// A request counts against the limit of the API as well; the answer tells of the one with less left.
func TestTheAuthenticationAPIHasOneLimit(t *testing.T) {
	s, outside := free(t)
	for range 299 {
		s.revoke("confidential", "nonsense")
	}
	a := s.exchange("confidential", "nonsense")
	assert.Equal(t, 403, a.status)
	assert.Equal(t, []int{300, 0}, []int{a.rate(t, "Limit"), a.rate(t, "Remaining")})
	a = s.revoke("confidential", "nonsense")
	assert.Equal(t, 429, a.status)
	assert.EqualValues(t, outside.Unix()+60, a.rate(t, "Reset"))
	*outside = outside.Add(time.Minute)
	assert.Equal(t, 200, s.revoke("confidential", "nonsense").status)
}

func TestTheAuthenticationAPITellsWhatIsLeft(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		for _, a := range []answer{s.signIn("confidential", 0), s.revoke("confidential", "x"), s.exchange("confidential", "x"), s.userinfo("x")} {
			if dialect == tenant.DialectRFC {
				assert.Empty(t, a.header.Get("X-RateLimit-Limit"))
				continue
			}
			assert.Equal(t, 10_000, a.rate(t, "Limit"))
			assert.Positive(t, a.rate(t, "Remaining"))
			assert.Positive(t, a.rate(t, "Reset"))
		}
	})
}

func TestSignInsOfOneUserAreLimited(t *testing.T) {
	s, outside := free(t)
	for range 20 {
		require.Equal(t, 200, s.signIn("confidential", 0).status)
	}
	a := s.tries("public", 0)
	assert.Equal(t, 429, a.status)
	assert.Equal(t, []int{20, 0}, []int{a.rate(t, "Limit"), a.rate(t, "Remaining")})
	assert.Equal(t, 200, s.signIn("confidential", 1).status, "another user")
	login, state := s.browser(), ""
	_, state = login.follow(login.open("GET", authorizeURL("confidential"), nil))
	u := s.seed.Users[0]
	assert.Equal(t, 429, login.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password)).status, "by the page as well")
	*outside = outside.Add(time.Minute)
	for range 10 {
		require.Equal(t, 200, s.signIn("confidential", 0).status)
	}
	assert.Equal(t, 429, s.tries("confidential", 0).status, "ten a minute from then on")
}

func TestUserinfoIsLimitedForEachUser(t *testing.T) {
	s, _ := free(t)
	ann, ben := s.signIn("confidential", 0).field("access_token"), s.signIn("confidential", 1).field("access_token")
	for range 10 {
		require.Equal(t, 200, s.userinfo(ann).status)
	}
	assert.Equal(t, 429, s.userinfo(ann).status)
	assert.Equal(t, 200, s.userinfo(ben).status)
}
