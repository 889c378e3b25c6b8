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
)

// hooked is a mock, and what is asked of it.
type hooked struct {
	*testing.T
	http.Handler
	client url.Values // who asks at the token endpoint
}

func newHooked(t *testing.T, deviations ...string) hooked {
	s := mockserver.New(mockserver.WithControl("key"), mockserver.WithDialect("rfc"), mockserver.WithDeviations(deviations...))
	require.NoError(t, s.Err())
	c, _ := s.Seed().Client("confidential")
	return hooked{t, s, url.Values{"client_id": {c.ClientID}, "client_secret": {c.ClientSecret}}}
}

// run runs a hook, which has to answer with that status.
func (h hooked) run(status int, name, body string) map[string]any {
	h.Helper()
	w := do(h, "POST", "/_mock/hooks/"+name, "key", body)
	assert.Equal(h, status, w.Code, "%s %s: %s", name, body, w.Body)
	var answer map[string]any
	require.NoError(h, json.Unmarshal(w.Body.Bytes(), &answer))
	return answer
}

func (h hooked) post(path string, parameters ...string) (int, string) {
	form := url.Values{}
	for name, values := range h.client {
		form[name] = values
	}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var answer struct {
		RefreshToken string `json:"refresh_token"`
	}
	_ = json.Unmarshal(w.Body.Bytes(), &answer)
	return w.Code, answer.RefreshToken
}

func (h hooked) signIn(password string) (int, string) {
	return h.post("/oauth/token", "grant_type", "password", "username", "new@example.com", "password", password, "scope", "openid offline_access", "audience", "https://api.one.example")
}

func (h hooked) exchange(token string) int {
	code, _ := h.post("/oauth/token", "grant_type", "refresh_token", "refresh_token", token)
	return code
}

const (
	newUser = `{"username":"new@example.com"}`
	named   = `{"username":"new@example.com","password":"p-1"}`
)

func TestHooksOfAUser(t *testing.T) {
	h := newHooked(t)
	assert.Equal(t, map[string]any{"username": "new@example.com"}, h.run(200, "create_user", named), "no password is told")
	code, token := h.signIn("p-1")
	require.Equal(t, 200, code)
	require.Equal(t, 200, h.exchange(token))
	h.run(200, "disable_user", newUser)
	assert.Equal(t, 400, h.exchange(token))
	code, _ = h.signIn("p-1")
	assert.Equal(t, 400, code)
	h.run(200, "enable_user", newUser)
	assert.Equal(t, 200, h.exchange(token))
	h.run(200, "change_password", `{"username":"new@example.com","password":"p-2"}`)
	assert.Equal(t, 400, h.exchange(token), "in this dialect a new password ends them")
	code, token = h.signIn("p-2")
	require.Equal(t, 200, code)
	h.run(200, "log_out_everywhere", newUser)
	assert.Equal(t, 400, h.exchange(token))
	_, token = h.signIn("p-2")
	h.run(200, "withdraw_consent", `{"username":"new@example.com","client_id":"another"}`)
	assert.Equal(t, 200, h.exchange(token))
	h.run(200, "withdraw_consent", `{"username":"new@example.com","client_id":"`+h.client.Get("client_id")+`"}`)
	assert.Equal(t, 400, h.exchange(token))
	_, token = h.signIn("p-2")
	h.run(200, "delete_user", newUser)
	assert.Equal(t, 400, h.exchange(token))
	h.run(200, "delete_user", newUser)
	h.run(200, "create_user", named)
}

func TestHooksOfAnApplication(t *testing.T) {
	h := newHooked(t)
	h.run(200, "create_user", named)
	made := h.run(200, "create_application", `{"client_name":"made","client_auth":"post","grant_types":"password refresh_token"}`)
	h.client = url.Values{"client_id": {made["client_id"].(string)}, "client_secret": {made["client_secret"].(string)}}
	code, token := h.signIn("p-1")
	require.Equal(t, 200, code)
	require.Equal(t, 200, h.exchange(token))
	h.run(200, "delete_application", `{"client_id":"`+h.client.Get("client_id")+`"}`)
	assert.Equal(t, 401, h.exchange(token))
	public := h.run(200, "create_application", `{"client_auth":"none"}`)
	assert.NotContains(t, public, "client_secret")
}

func TestABrokenStoreIsAnswered503(t *testing.T) {
	h := newHooked(t)
	h.run(200, "create_user", named)
	_, token := h.signIn("p-1")
	h.run(200, "break_store", "")
	assert.Equal(t, 503, h.exchange(token))
	code, _ := h.post("/oauth/revoke", "token", token)
	assert.Equal(t, 503, code)
	h.run(200, "mend_store", "")
	assert.Equal(t, 200, h.exchange(token))
	h.run(200, "break_store", "")
	assert.Equal(t, 204, do(h, "POST", "/_mock/reset", "key", "").Code)
	h.run(200, "create_user", named)
	code, _ = h.signIn("p-1")
	assert.Equal(t, 200, code, "a reset mends it")
}

// What a hook does is the tenant's own doing: deviations reach it.
func TestARestart(t *testing.T) {
	for deviation, want := range map[string]int{"": 400, "restart-forgets-revocations": 200} {
		h := newHooked(t)
		if deviation != "" {
			h = newHooked(t, deviation)
		}
		h.run(200, "create_user", named)
		_, token := h.signIn("p-1")
		code, _ := h.post("/oauth/revoke", "token", token)
		require.Equal(t, 200, code)
		h.run(200, "restart", "")
		assert.Equal(t, want, h.exchange(token), deviation)
	}
}

func TestWrongHooks(t *testing.T) {
	h := newHooked(t)
	h.run(404, "reboot", "")
	for name, body := range map[string]string{
		"create_user": newUser, "disable_user": newUser, "enable_user": `{}`, "change_password": newUser, "withdraw_consent": named,
		"log_out_everywhere": newUser, "create_application": `{"client_auth":"secret"}`, "delete_application": `{}`, "restart": `{"when":"now"}`,
	} {
		h.run(400, name, body)
	}
	h.run(200, "create_user", named)
	h.run(400, "create_user", named)
	h.run(400, "withdraw_consent", newUser)
	assert.Equal(t, 401, do(h, "POST", "/_mock/hooks/restart", "", "").Code)
}
