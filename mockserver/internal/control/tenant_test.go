package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// tested is a mock with its control API, and what tests do with it.
type tested struct {
	*testing.T
	*mockserver.Server
}

func controlled(t *testing.T, options ...mockserver.Option) tested {
	t.Helper()
	s := mockserver.New(append(options, mockserver.WithControl("key"), mockserver.WithSigningAlgorithm("ES256"))...)
	require.NoError(t, s.Err())
	return tested{t, s}
}

// control asks the control API and returns its answer as JSON.
func (s tested) control(method, path, body string, status int) map[string]any {
	s.Helper()
	w := do(s.Server, method, path, "key", body)
	require.Equal(s, status, w.Code, w.Body.String())
	var out map[string]any
	if w.Body.Len() > 0 {
		require.NoError(s, json.Unmarshal(w.Body.Bytes(), &out))
	}
	return out
}

// post sends a form as the client of that role.
func (s tested) post(path, role string, pairs ...string) map[string]any {
	s.Helper()
	c, _ := s.Server.Seed().Client(role)
	form := url.Values{"client_id": {c.ClientID}}
	if c.ClientSecret != "" {
		form.Set("client_secret", c.ClientSecret)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var out map[string]any
	if w.Body.Len() > 0 {
		require.NoError(s, json.Unmarshal(w.Body.Bytes(), &out))
	}
	return out
}

func (s tested) signIn(role string, user int) string {
	s.Helper()
	u := s.Server.Seed().Users[user]
	token, ok := s.post("/oauth/token", role, "grant_type", "password", "username", u.Email, "password", u.Password,
		"scope", "openid offline_access")["refresh_token"].(string)
	require.True(s, ok)
	return token
}

func (s tested) exchange(role, token string) map[string]any {
	return s.post("/oauth/token", role, "grant_type", "refresh_token", "refresh_token", token)
}

// at follows keys and indices into JSON.
func at(value any, path ...any) any {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[key]
		case int:
			list, _ := value.([]any)
			if key >= len(list) {
				return nil
			}
			value = list[key]
		}
	}
	return value
}

func TestResetToATenantOfAnotherAge(t *testing.T) {
	s := controlled(t)
	setting := func() any {
		return at(s.control("GET", "/_mock/state", "", 200), "flags", "revoke_refresh_token_grant")
	}
	assert.Equal(t, false, setting())
	s.control("POST", "/_mock/reset", `{"founded": "2020-06-01T00:00:00Z"}`, 204)
	assert.Equal(t, true, setting())
	s.control("POST", "/_mock/reset", `{"founded": "2021-01-13T00:00:00Z"}`, 204)
	assert.Equal(t, false, setting())
	s.control("POST", "/_mock/reset", `{"founded": "2020-06-01T00:00:00Z"}`, 204)
	s.control("POST", "/_mock/reset", "", 204)
	assert.Equal(t, false, setting(), "as the seed says")
	for _, bad := range []string{`{"founded": "long ago"}`, `{"founded": 2020}`, `{"found": ""}`, `[]`, `{} {}`} {
		s.control("POST", "/_mock/reset", bad, 400)
	}
}

func TestState(t *testing.T) {
	s := controlled(t)
	first := s.signIn("rotating", 0)
	second := s.exchange("rotating", first)["refresh_token"].(string)
	s.signIn("confidential", 1)
	all := s.control("GET", "/_mock/state", "", 200)
	assert.Len(t, all["grants"], 2)
	assert.Len(t, all["users"], 16)
	user := s.Server.Seed().Users[0].ID
	query := "/_mock/state?user_id=" + url.QueryEscape(user)
	one := s.control("GET", query, "", 200)
	require.Len(t, one["grants"], 1)
	assert.Len(t, one["users"], 1)
	assert.Equal(t, "mock-rotating", at(one, "grants", 0, "client_id"))
	assert.Equal(t, "spent", at(one, "grants", 0, "families", 0, "tokens", 0, "state"))
	assert.Equal(t, "live", at(one, "grants", 0, "families", 0, "tokens", 1, "state"))
	assert.InDelta(t, 0, at(one, "grants", 0, "families", 0, "tokens", 1, "parent"), 0)
	assert.Nil(t, at(one, "grants", 0, "families", 0, "ended"))

	s.exchange("rotating", first) // a reuse
	one = s.control("GET", query, "", 200)
	assert.Equal(t, "live", at(one, "grants", 0, "state"))
	assert.Equal(t, "reuse", at(one, "grants", 0, "families", 0, "ended", "cause"))
	assert.NotEmpty(t, at(one, "grants", 0, "families", 0, "ended", "at"))
	assert.Equal(t, "ended", at(one, "grants", 0, "families", 0, "tokens", 1, "state"))

	text := do(s.Server, "GET", "/_mock/state", "key", "").Body.String()
	for _, secret := range secretsOf(s.Seed(), first, second) {
		assert.NotContains(t, text, secret)
	}
	s.control("GET", "/_mock/state?user=x", "", 400)
}

// secretsOf are the seed's secrets, and others.
func secretsOf(seed mockserver.Seed, more ...string) []string {
	for _, c := range seed.Clients {
		if c.ClientSecret != "" {
			more = append(more, c.ClientSecret)
		}
	}
	for _, u := range seed.Users {
		more = append(more, u.Password)
	}
	return more
}

func TestDeviations(t *testing.T) {
	s := controlled(t, mockserver.WithDeviations("success-is-202"))
	on := func() []string {
		names := []string{}
		for _, d := range s.control("GET", "/_mock/deviations", "", 200)["deviations"].([]any) {
			assert.NotEmpty(t, at(d, "sentence"))
			assert.NotEmpty(t, at(d, "rule"))
			if at(d, "on") == true {
				names = append(names, at(d, "name").(string))
			}
		}
		return names
	}
	revoke := func() int {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/oauth/revoke", strings.NewReader("client_id=mock-public&token=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		s.ServeHTTP(w, r)
		return w.Code
	}
	assert.Equal(t, []string{"success-is-202"}, on())
	assert.Equal(t, 202, revoke())
	s.control("PUT", "/_mock/deviations", `{"names": []}`, 200)
	assert.Empty(t, on())
	assert.Equal(t, 200, revoke())
	s.control("PUT", "/_mock/deviations", `{"names": ["setting-off-ends-siblings", "success-is-202"]}`, 200)
	assert.Equal(t, 202, revoke())
	assert.Len(t, on(), 2)
	for bad, want := range map[string]string{
		`{"names": ["success-is-20"]}`:  "success-is-202",
		`{"names": ["no-challenge"]}`:   "no-challenge", // of the other dialect
		`{"names": "success-is-202"}`:   "names",
		`{"name": ["success-is-202"]}`:  "name",
		``:                              "names",
		`{"names": ["success-is-202"]]`: "",
	} {
		assert.Contains(t, s.control("PUT", "/_mock/deviations", bad, 400)["error"], want)
	}
	assert.Len(t, on(), 2, "on an error, nothing changes")
}

// Whatever the mock was made to do wrong, the control API does right.
func TestNoDeviationReachesTheControlAPI(t *testing.T) {
	for _, dialect := range []string{"auth0", "rfc"} {
		var breaks bool
		s := controlled(t, mockserver.WithDialect(dialect), mockserver.WithSwitch(func(p *tenant.Policy) {
			p.Wire = func(tenant.Request, tenant.Answer) tenant.Answer { // as a deviation might
				breaks = true
				return tenant.Answer{Status: 500}
			}
			p.Parameters.MaxBody = 1
		}))
		for i, d := range mockserver.Deviations() {
			if testing.Short() && i%20 != 0 || s.Deviate(d.Name) != nil {
				continue // one of many, or of the other dialect
			}
			for path, body := range map[string]string{"/_mock/clock": `{"advance":"1s"}`, "/_mock/reset": ""} {
				w := do(s.Server, "POST", path, "key", body)
				assert.Contains(t, []int{200, 204}, w.Code, d.Name)
				assert.Equal(t, 401, do(s.Server, "POST", path, "wrong", body).Code, d.Name)
				assert.Equal(t, 401, do(s.Server, "POST", path, "", body).Code, d.Name)
			}
			for _, path := range []string{"/_mock/state", "/_mock/requests", "/_mock/deviations", "/_mock/clock"} {
				if path == "/_mock/deviations" && i%20 != 0 {
					continue // it tells of all of them, whichever there is
				}
				w := do(s.Server, "GET", path, "key", "")
				assert.Equal(t, 200, w.Code, d.Name)
				assert.True(t, json.Valid(w.Body.Bytes()), d.Name)
				assert.Equal(t, "application/json; charset=utf-8", w.Header().Get("Content-Type"), d.Name)
			}
			s.control("PUT", "/_mock/deviations", `{"names":["`+d.Name+`"]}`, 200)
		}
		assert.False(t, breaks)
	}
}
