package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
)

func asked(s *mockserver.Server, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Authorization", "Bearer control")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// Health is the process's, readiness the store's.
func TestHealthAndReadiness(t *testing.T) {
	s := mockserver.New(mockserver.WithSigningAlgorithm("ES256"))
	for _, method := range []string{"GET", "HEAD"} {
		assert.Equal(t, 200, asked(s, method, "/healthz").Code)
		assert.Equal(t, 200, asked(s, method, "/readyz").Code)
		s.BreakStore(true)
		assert.Equal(t, 200, asked(s, method, "/healthz").Code)
		unready := asked(s, method, "/readyz")
		assert.Equal(t, 503, unready.Code)
		assert.Equal(t, "no-store", unready.Header().Get("Cache-Control"))
		s.BreakStore(false)
	}
	assert.JSONEq(t, `{"status":"ok"}`, asked(s, "GET", "/readyz").Body.String())
	assert.Equal(t, 405, asked(s, "POST", "/healthz").Code)
}

// What is wrong with the tenant on purpose is not wrong with the process, and who watches it is not recorded.
func TestProbesAreNoPartOfTheTenant(t *testing.T) {
	s := mockserver.New(mockserver.WithSigningAlgorithm("ES256"), mockserver.WithControl("control"), mockserver.WithSwitches("free-tenant-limit"),
		mockserver.WithFaults(mockserver.Fault{Status: 503}))
	for range 400 { // the limit of the Authentication API is 300 a minute
		assert.Equal(t, 200, asked(s, "GET", "/healthz").Code)
		assert.Equal(t, 200, asked(s, "GET", "/readyz").Code)
	}
	assert.Equal(t, 503, asked(s, "GET", "/.well-known/jwks.json").Code, "the fault is there")
	recorded := asked(s, "GET", "/_mock/requests").Body.String()
	assert.NotContains(t, recorded, "readyz")
	assert.Contains(t, recorded, "jwks.json")
}

// The front page leads to what there is.
func TestFrontPage(t *testing.T) {
	plain := asked(mockserver.New(), "GET", "/")
	assert.Equal(t, 200, plain.Code)
	assert.Contains(t, plain.Header().Get("Content-Type"), "text/html")
	assert.Contains(t, plain.Body.String(), "/.well-known/openid-configuration")
	assert.NotContains(t, plain.Body.String(), "/dashboard")
	full := mockserver.New(mockserver.WithDashboard("admin", ""), mockserver.WithControl("control"))
	page := asked(full, "GET", "/").Body.String()
	for _, place := range []string{"/dashboard", "/_mock/", "/api/v2/openapi.json"} {
		assert.Contains(t, page, place)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = `x"><script>.example`
	w := httptest.NewRecorder()
	full.ServeHTTP(w, r)
	assert.False(t, strings.Contains(w.Body.String(), "<script>"))
}
