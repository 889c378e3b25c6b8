package hosting_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
)

const processToken = "of-the-process"

func newHost(opts ...mockserver.Option) *hosting.Host {
	return hosting.New(hosting.Options{Token: processToken, Make: func(seed mockserver.Seed, control string) *mockserver.Server {
		return mockserver.New(append(opts, mockserver.WithSeed(seed), mockserver.WithControl(control), mockserver.WithSigningAlgorithm("ES256"))...)
	}})
}

// made is what is told of a tenant.
type made struct {
	Tenant, URL, Issuer, Dialect, Dashboard, Error string
	Control                                        struct{ URL, Token string }
	Seed                                           json.RawMessage
	Tenants                                        []made
}

func ask(t testing.TB, h http.Handler, method, address, token, body string) (*httptest.ResponseRecorder, made) {
	t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var m made
	if w.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &m), w.Body)
	}
	return w, m
}

func signIn(t testing.TB, h http.Handler, at string) (status int) {
	t.Helper()
	r := httptest.NewRequest("POST", at+"/oauth/token", strings.NewReader(url.Values{"grant_type": {"password"}, "client_id": {"mock-public"},
		"username": {"user01@example.com"}, "password": {"mock-password-01"}, "scope": {"offline_access"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestATenantOfItsOwn(t *testing.T) {
	h := newHost(mockserver.WithDashboard("", ""))
	require.NoError(t, h.Add(mockserver.New(), processToken))
	w, one := ask(t, h, "POST", "http://mock.test:1/_mock/tenants", processToken, "")
	require.Equal(t, 201, w.Code, one.Error)
	assert.Equal(t, "t1", one.Tenant)
	assert.Equal(t, "http://mock.test:1/t/t1", one.URL)
	assert.Equal(t, one.URL+"/", one.Issuer)
	assert.Equal(t, one.URL+"/dashboard", one.Dashboard)
	assert.Equal(t, "auth0", one.Dialect)
	assert.Equal(t, "/_mock/tenants/t1", w.Header().Get("Location"))
	assert.Equal(t, 200, signIn(t, h, one.URL))

	w, _ = ask(t, h, "GET", one.Control.URL+"/_mock/clock", one.Control.Token, "")
	assert.Equal(t, 200, w.Code)
	w, _ = ask(t, h, "GET", one.Control.URL+"/_mock/clock", processToken, "")
	assert.Equal(t, 401, w.Code, "the token of the process is none of the tenant's")
	for _, token := range []string{one.Control.Token, "", "wrong"} {
		for _, address := range []string{"/_mock/tenants", "/_mock/tenants/t1"} {
			w, m := ask(t, h, "GET", address, token, "")
			assert.Equal(t, 401, w.Code)
			assert.Contains(t, m.Error, "the token that the mock was started with, not a tenant's")
		}
	}

	w, _ = ask(t, h, "DELETE", "/_mock/tenants/t1", processToken, "")
	assert.Equal(t, 204, w.Code)
	assert.Equal(t, 404, signIn(t, h, one.URL))
	w, m := ask(t, h, "DELETE", "/_mock/tenants/t1", processToken, "")
	assert.Equal(t, 404, w.Code)
	assert.Equal(t, `there is no tenant "t1"; GET /_mock/tenants lists those that there are`, m.Error)
	assert.Equal(t, 200, signIn(t, h, "http://mock.test:1"), "the one without a name is still there")
}

func TestATenantOfASeed(t *testing.T) {
	h := newHost()
	w, shop := ask(t, h, "POST", "https://mock.test/_mock/tenants", processToken, `{"tenant": "shop", "domains": ["shop.example", "www.shop.example"], "dialect": "rfc",
		"deviate": ["success-is-202"], "faults": [{"path": "/oauth/token", "times": 1, "status": 503}],
		"clients": [{"client_id": "mock-public"}], "users": [{"email": "user01@example.com", "password": "mock-password-01"}]}`)
	require.Equal(t, 201, w.Code, shop.Error)
	assert.Equal(t, "https://shop.example", shop.URL)
	assert.Equal(t, "rfc", shop.Dialect)
	assert.Equal(t, 503, signIn(t, h, shop.URL))
	assert.Equal(t, 200, signIn(t, h, "http://www.shop.example:8420"))
	assert.Contains(t, string(shop.Seed), `"mock-password-01"`, "who made it may use it")

	copied := strings.NewReplacer(`"shop"`, `"copy"`, `shop.example`, `copy.example`).Replace(string(shop.Seed))
	w, other := ask(t, h, "POST", "http://shop.example/_mock/tenants", processToken, copied)
	require.Equal(t, 201, w.Code, other.Error)
	assert.Equal(t, "copy", other.Tenant)
	_, list := ask(t, h, "GET", "/_mock/tenants", processToken, "")
	require.Len(t, list.Tenants, 2)
	assert.Equal(t, "copy", list.Tenants[0].Tenant)
	assert.Empty(t, list.Tenants[0].Control.Token, "a list shows no token")
	_, again := ask(t, h, "GET", "https://mock.test/_mock/tenants/shop", processToken, "")
	assert.Equal(t, shop, again)

	fixed := hosting.New(hosting.Options{Token: processToken, Origin: "https://mock.example/auth", Make: func(seed mockserver.Seed, _ string) *mockserver.Server {
		return mockserver.New(mockserver.WithSeed(seed))
	}})
	_, m := ask(t, fixed, "POST", "/_mock/tenants", processToken, "tenant: yaml\n")
	assert.Equal(t, "https://mock.example/auth/t/yaml/", m.Issuer)
}

func TestTenantsThatAreRefused(t *testing.T) {
	h := newHost()
	_, m := ask(t, h, "POST", "/_mock/tenants", processToken, `{"tenant": "one", "domains": ["one.example"]}`)
	require.Empty(t, m.Error)
	for body, want := range map[string]string{
		`{"tenant": "One"}`: "400 body:1:2: tenant: is no name of a tenant",
		"{\n\t\"tenat\": \"a\",\n\t\"deviate\": [\"x\"]}": `400 body:2:1: unknown key "tenat"; did you mean "tenant"?`,
		`{"deviate": ["success-is-22"]}`:                  `400 body:1:14: deviate[0]: deviation "success-is-22" is unknown; the nearest is "success-is-202"`,
		`{"faults": [{"stauts": 1}]}`:                     `400 body:1:14: unknown key "stauts"; did you mean "status"?`,
		`{"dialect": "x", "switches": ["y"]}`:             `400 body:1:2: dialect: "x" is none; use one of auth0, rfc; body:1:31: switches[0]: switch "y" is unknown; use one of `,
		`[]`:                                              "400 body:1:1: the file must be a mapping",
		`{`:                                               "400 body:1:1: not YAML",
		`{"tenant": "one"}`:                               "409 there is a tenant one already; give this one another name",
		`{"tenant": "two", "domains": ["one.example"]}`: "409 the domain one.example of tenant two is one of tenant one already",
		strings.Repeat(" ", 1<<20) + "{}":               "413 the body is too large",
	} {
		w, m := ask(t, h, "POST", "/_mock/tenants", processToken, body)
		assert.Contains(t, fmt.Sprint(w.Code, " ", m.Error), want, body[max(0, len(body)-100):])
		assert.NotContains(t, m.Error, "\n")
	}
	for request, want := range map[string]int{"PUT /_mock/tenants": 405, "POST /_mock/tenants/one": 405, "GET /_mock/tenants/two": 404, "GET /_mock/tenants/": 404, "DELETE /_mock/tenants/": 404, "GET /_mock/tenants/one/x": 404} {
		method, address, _ := strings.Cut(request, " ")
		w, m := ask(t, h, method, address, processToken, "")
		assert.Equal(t, want, w.Code, request)
		assert.NotEmpty(t, m.Error)
	}
	without := hosting.New(hosting.Options{Make: func(mockserver.Seed, string) *mockserver.Server { return nil }})
	w, _ := ask(t, without, "POST", "/_mock/tenants", "", "")
	assert.Equal(t, 404, w.Code, "without a token nobody makes any")
}

func TestThereAreNotTooManyTenants(t *testing.T) {
	h := newHost()
	for range hosting.Most {
		w, m := ask(t, h, "POST", "/_mock/tenants", processToken, `{"clients": []}`)
		require.Equal(t, 201, w.Code, m.Error)
	}
	w, m := ask(t, h, "POST", "/_mock/tenants", processToken, "")
	assert.Equal(t, 409, w.Code)
	assert.Equal(t, "there are 256 tenants, and no more can be; end one by DELETE /_mock/tenants/NAME", m.Error)
	ask(t, h, "DELETE", "/_mock/tenants/t7", processToken, "")
	_, m = ask(t, h, "POST", "/_mock/tenants", processToken, "")
	assert.Equal(t, "t7", m.Tenant, "the first free name")
}

// Each of many tests makes its tenant, uses it and ends it.
func TestTenantsOfParallelTests(t *testing.T) {
	h := newHost()
	var names sync.Map
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			_, m := ask(t, h, "POST", "/_mock/tenants", processToken, "")
			_, twice := names.LoadOrStore(m.Tenant, true)
			assert.False(t, twice, m.Tenant)
			assert.Equal(t, 200, signIn(t, h, m.URL))
			ask(t, h, "POST", m.Control.URL+"/_mock/clock", m.Control.Token, `{"advance": "1h"}`)
			ask(t, h, "GET", "/_mock/tenants", processToken, "")
			names.Delete(m.Tenant) // from here on another test may have it
			w, _ := ask(t, h, "DELETE", "/_mock/tenants/"+m.Tenant, processToken, "")
			assert.Equal(t, 204, w.Code)
		})
	}
	all.Wait()
	assert.Empty(t, h.Servers())
}
