package managementapi_test

import (
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func limited(n int) mockserver.Option {
	return mockserver.WithSwitch(func(p *tenant.Policy) {
		p.Limits.Management = tenant.RateLimit{Burst: n, Refill: n, Period: time.Second}
	})
}

func TestBeyondTheLimitACallerIsToldWhenToComeBack(t *testing.T) {
	at := time.Date(2026, time.March, 1, 12, 0, 0, 250_000_000, time.UTC)
	clock := tenant.NewClock(func() time.Time { return at })
	s := newSite(t, limited(3), mockserver.WithClock(clock))
	header := func(a answer, name string) int {
		n, err := strconv.Atoi(a.header.Get(name))
		require.NoError(t, err, "%s: %q", name, a.header.Get(name))
		return n
	}
	for _, left := range []int{2, 1, 0} {
		a := s.call("GET", "/grants", "")
		assert.Equal(t, 200, a.status)
		assert.Equal(t, 3, header(a, "x-ratelimit-limit"))
		assert.Equal(t, left, header(a, "x-ratelimit-remaining"))
		assert.EqualValues(t, at.Unix()+1, header(a, "x-ratelimit-reset"), "UNIX seconds")
	}
	token := s.signIn("confidential", 0, one)
	for range 3 {
		a := s.call("DELETE", "/grants?user_id="+url.QueryEscape(s.userID(0)), "")
		assert.Equal(t, 429, a.status)
		assert.JSONEq(t, `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}`, a.body)
		assert.Equal(t, 0, header(a, "x-ratelimit-remaining"))
	}
	assert.True(t, s.alive("confidential", token), "what is refused is not done")
	assert.Equal(t, 429, s.do("GET", "/api/v2/grants", s.tokenWith("read:clients"), "").status, "another token of the same application")
	assert.Equal(t, 401, s.do("GET", "/api/v2/grants", "nonsense", "").status, "somebody else")
	clock.Advance(time.Hour)
	assert.Equal(t, 429, s.call("GET", "/grants", "").status, "who moves the clock has not waited")
	clock.Advance(-time.Hour)
	at = at.Add(749 * time.Millisecond)
	assert.Equal(t, 429, s.call("GET", "/grants", "").status)
	at = at.Add(time.Millisecond)
	assert.Equal(t, 200, s.call("GET", "/grants", "").status, "the top of the second")
	at = at.Add(time.Second)
	told := s.logs("type:api_limit")
	require.Len(t, told, 1, "once")
	assert.Equal(t, "mock-management", told[0]["client_id"])
}

// In dialect auth0 every answer says what is left, as that of a tenant that is hardly ever refused.
func TestWhatIsLeftIsToldAndNobodyIsRefused(t *testing.T) {
	at := time.Date(2026, time.March, 1, 12, 0, 0, 250_000_000, time.UTC)
	s := newSite(t, mockserver.WithClock(tenant.NewClock(func() time.Time { return at })))
	told := func(a answer) []string {
		h := a.header
		return []string{h.Get("x-ratelimit-limit"), h.Get("x-ratelimit-remaining"), h.Get("x-ratelimit-reset"), h.Get("retry-after")}
	}
	reset := strconv.FormatInt(at.Unix()+1, 10)
	assert.Equal(t, []string{"5000", "4999", reset, ""}, told(s.call("GET", "/grants", "")))
	assert.Equal(t, []string{"5000", "4998", reset, ""}, told(s.call("PATCH", "/tenants/settings", `{"nonsense":1}`)), "refused for another reason")
	assert.Equal(t, "4999", told(s.do("GET", "/api/v2/grants", "nonsense", ""))[1], "somebody else")
	at = at.Add(time.Second)
	assert.Equal(t, "4999", told(s.call("GET", "/grants", ""))[1], "filled up")

	s = newSite(t, mockserver.WithSwitch(func(p *tenant.Policy) { p.Limits.Management.Burst = 1 }))
	for range 3 {
		a := s.call("GET", "/grants", "")
		assert.Equal(t, 200, a.status)
		assert.Equal(t, "0", told(a)[1])
	}
	assert.Empty(t, s.logs("type:api_limit"))
	s = newSite(t, mockserver.WithDialect(tenant.DialectRFC))
	assert.Equal(t, []string{"", "", "", ""}, told(s.call("GET", "/grants", "")))
}
