package control_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func do(s http.Handler, method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestClock(t *testing.T) {
	start := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	clock := tenant.NewClock(func() time.Time { return start })
	s := mockserver.New(mockserver.WithControl("key"), mockserver.WithClock(clock))
	assert.Equal(t, 200, do(s, "POST", "/_mock/clock", "key", `{"advance":"10m"}`).Code)
	assert.Equal(t, start.Add(10*time.Minute), clock.Now())
	w := do(s, "GET", "/_mock/clock", "key", "")
	assert.JSONEq(t, `{"now":"2026-03-01T12:10:00Z","ahead":"10m0s"}`, w.Body.String())
	assert.Equal(t, 200, do(s, "POST", "/_mock/clock", "key", `{"now":"2030-01-01T00:00:00Z"}`).Code)
	assert.Equal(t, 2030, clock.Now().Year())
	for _, bad := range []string{"", "{}", `{"advance":"x"}`, `{"now":"x"}`, `{"now":"2030-01-01T00:00:00Z","advance":"1m"}`, `[]`,
		`{"advance":"2562047h"}`, `{"advance":"-2562047h"}`, `{"now":"9999-01-01T00:00:00Z"}`, `{"now":"1666-01-01T00:00:00Z"}`} {
		assert.Equal(t, 400, do(s, "POST", "/_mock/clock", "key", bad).Code, bad)
		assert.Equal(t, 2030, clock.Now().Year(), "unmoved by what was refused")
	}
	for range 3 { // each near enough, but not all of them together
		do(s, "POST", "/_mock/clock", "key", `{"advance":"350400h"}`)
	}
	assert.Equal(t, 2109, clock.Now().Year())
	assert.Equal(t, 204, do(s, "POST", "/_mock/reset", "key", "").Code)
	assert.Equal(t, start, clock.Now())
}

func TestTheControlAPIIsGuarded(t *testing.T) {
	s := mockserver.New(mockserver.WithControl("key"))
	for _, token := range []string{"", "wrong", "key "} {
		for _, path := range []string{"/_mock/clock", "/_mock/reset"} {
			assert.Equal(t, 401, do(s, "POST", path, token, `{"advance":"1h"}`).Code)
		}
	}
	assert.Equal(t, 404, do(mockserver.New(), "POST", "/_mock/clock", "", `{}`).Code, "not offered unless asked for")
}
