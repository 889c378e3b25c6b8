package mockserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// named is a tenant of the built-in seed, with that name and those domains.
func named(name string, opts ...mockserver.Option) *mockserver.Server {
	name, domains, _ := strings.Cut(name, " ")
	seed := mockserver.Seed{Tenant: name, Domains: strings.Fields(domains)}
	return mockserver.New(append(opts, mockserver.WithSeed(seed), mockserver.WithSigningAlgorithm("ES256"), mockserver.WithControl("of "+name))...)
}

// serveTenants serves them, and returns an address, and a browser that finds every name there.
func serveTenants(t *testing.T, servers ...*mockserver.Server) (origin string, b browser) {
	t.Helper()
	tenants, err := mockserver.NewTenants(servers...)
	require.NoError(t, err)
	web := httptest.NewServer(tenants)
	t.Cleanup(web.Close)
	b = newBrowser(t)
	b.http.Transport = &http.Transport{MaxIdleConnsPerHost: 32, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, web.Listener.Addr().String())
	}}
	t.Cleanup(b.http.CloseIdleConnections)
	return web.URL, b
}

// ask sends a request that bears a token, and returns its status and what its answer says.
func (b browser) ask(method, address, bearer, agent string, body any) (status int, said map[string]any) {
	b.Helper()
	text, kind := []byte(nil), ""
	switch body := body.(type) {
	case url.Values:
		text, kind = []byte(body.Encode()), "application/x-www-form-urlencoded"
	case string:
		text, kind = []byte(body), "application/json"
	}
	r, err := http.NewRequestWithContext(b.Context(), method, address, bytes.NewReader(text))
	require.NoError(b, err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", agent)
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	answer, page := b.answer(b.http.Do(r))
	_ = json.Unmarshal([]byte(page), &said)
	return answer.StatusCode, said
}

// isolated is one of the tenants of the test below.
type isolated struct {
	browser
	number                   int
	name, at, agent, control string // at is its issuer without the slash
	refresh, access, manages string
}

func (i *isolated) signIn() {
	_, tokens := i.ask("POST", i.at+"/oauth/token", "", i.agent, url.Values{"grant_type": {"password"}, "client_id": {"mock-public"},
		"username": {"user01@example.com"}, "password": {"mock-password-01"}, "scope": {"openid offline_access"}})
	require.Contains(i, tokens, "refresh_token", tokens)
	i.refresh, i.access = tokens["refresh_token"].(string), tokens["access_token"].(string)
	_, tokens = i.ask("POST", i.at+"/oauth/token", "", i.agent, url.Values{"grant_type": {"client_credentials"}, "client_id": {"mock-management"},
		"client_secret": {"mock-secret-of-management-good-for-nothing-else"}, "audience": {i.at + "/api/v2/"}})
	i.manages = tokens["access_token"].(string)
	i.browser.signIn(i.at+"/", mockserver.DefaultSeed("auth0").Users[0])
}

func (i *isolated) exchange() int {
	status, _ := i.ask("POST", i.at+"/oauth/token", "", i.agent, url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-public"}, "refresh_token": {i.refresh}})
	return status
}

func (i *isolated) revoke() int {
	status, _ := i.ask("POST", i.at+"/oauth/revoke", "", i.agent, url.Values{"client_id": {"mock-public"}, "token": {i.refresh}})
	return status
}

// silently says whether the browser is signed in there.
func (i *isolated) silently() bool {
	r, _ := i.answer(i.http.Get(i.at + "/authorize?" + url.Values{"response_type": {"code"}, "client_id": {"mock-public"}, "scope": {"openid"}, "prompt": {"none"},
		"redirect_uri": {mockserver.SeedRedirectURI}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"}}.Encode()))
	return !strings.Contains(i.led(r), "login_required")
}

// Twenty tenants at one address, half of them by path and half by host name, share nothing.
func TestTenantsAreIsolated(t *testing.T) {
	var servers []*mockserver.Server
	for n := range 20 {
		name := fmt.Sprint("t", n)
		if n%2 == 1 {
			name += fmt.Sprintf(" t%d.example alias%d.example", n, n)
		}
		servers = append(servers, named(name))
	}
	origin, b := serveTenants(t, servers...)
	var all []*isolated
	for n, s := range servers {
		name := s.Seed().Tenant
		all = append(all, &isolated{browser: b, number: n, name: name, at: s.Address(origin), agent: "app of " + name, control: "of " + name})
	}
	each := func(phase string, do func(own, other *isolated)) {
		t.Run(phase, func(t *testing.T) {
			var before []isolated
			for _, own := range all {
				before = append(before, *own)
			}
			for n, own := range all {
				t.Run(own.name, func(t *testing.T) {
					t.Parallel()
					mine, other := before[n], before[(n+1)%len(before)]
					mine.T, other.T = t, t
					do(&mine, &other)
					own.refresh, own.access, own.manages = mine.refresh, mine.access, mine.manages
				})
			}
		})
	}
	each("sign in", func(own, _ *isolated) {
		own.signIn()
		assert.Equal(own, 200, own.exchange())
		assert.True(own, own.silently())
	})
	each("tokens", func(own, other *isolated) {
		_, claims := own.ask("GET", own.at+"/userinfo", own.access, own.agent, nil)
		assert.Equal(own, mockserver.DefaultSeed("auth0").Users[0].ID, claims["sub"], claims)
		status, _ := own.ask("GET", own.at+"/api/v2/users", own.manages, own.agent, nil)
		assert.Equal(own, 200, status)
		other.agent = "a stranger"
		for path, token := range map[string]string{"/userinfo": own.access, "/api/v2/users": own.manages, "/_mock/clock": own.control} {
			status, _ = own.ask("GET", other.at+path, token, other.agent, nil)
			assert.Equal(own, 401, status, path)
		}
		other.refresh = own.refresh
		assert.Equal(own, 403, other.exchange(), "another's refresh token")
		assert.Equal(own, 200, other.revoke(), "as of an unknown one")
		assert.Equal(own, 200, own.exchange(), "it lives")
	})
	each("keys", func(own, other *isolated) {
		_, mine := own.ask("GET", own.at+"/.well-known/jwks.json", "", own.agent, nil)
		_, others := own.ask("GET", other.at+"/.well-known/jwks.json", "", "a stranger", nil)
		assert.NotEqual(own, mine, others)
	})
	each("cookies", func(own, _ *isolated) {
		if own.number%2 == 0 {
			r, _ := own.answer(own.http.Get(own.at + "/v2/logout?client_id=mock-public"))
			assert.Less(own, r.StatusCode, 400)
		}
	})
	each("sessions", func(own, _ *isolated) {
		assert.Equal(own, own.number%2 == 1, own.silently(), "who logged out elsewhere is logged in here")
	})
	each("clock, faults, deviations", func(own, _ *isolated) {
		status, _ := own.ask("POST", own.at+"/_mock/clock", own.control, own.agent, fmt.Sprintf(`{"advance": "%dm"}`, own.number))
		assert.Equal(own, 200, status)
		switch own.number % 3 {
		case 0:
			status, _ = own.ask("POST", own.at+"/_mock/faults", own.control, own.agent, fmt.Sprintf(`{"path": "/oauth/revoke", "status": %d}`, 500+own.number))
			assert.Equal(own, 201, status)
		case 1:
			status, _ = own.ask("PUT", own.at+"/_mock/deviations", own.control, own.agent, `{"names": ["success-is-202"]}`)
			assert.Equal(own, 200, status)
		}
	})
	each("what came of it", func(own, _ *isolated) {
		_, clock := own.ask("GET", own.at+"/_mock/clock", own.control, own.agent, nil)
		ahead, err := time.ParseDuration(clock["ahead"].(string))
		require.NoError(own, err)
		assert.Equal(own, time.Duration(own.number)*time.Minute, ahead.Round(time.Minute))
		assert.Equal(own, []int{500 + own.number, 202, 200}[own.number%3], own.revoke())
		_, recorded := own.ask("GET", own.at+"/_mock/requests", own.control, own.agent, nil)
		requests := recorded["requests"].([]any)
		assert.Greater(own, len(requests), 10)
		for _, request := range requests {
			agent, _ := request.(map[string]any)["user_agent"].(string)
			assert.True(own, slices.Contains([]string{own.agent, "a stranger", "Go-http-client/1.1"}, agent), agent)
		}
	})
}
