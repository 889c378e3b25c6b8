package model_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// client speaks to one mock, without a network.
type client struct {
	t      require.TestingT
	server *mockserver.Server
	seed   mockserver.Seed
	clock  *tenant.MovableClock
	token  string // of the Management API
	store  mockserver.Store
}

// began is when every tenant of these tests begins: the tests do not depend on the time of day.
var began = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// newClient serves a new tenant, in that store; nil: in memory.
func newClient(t require.TestingT, in mockserver.Store, deviations ...string) *client {
	c := &client{t: t, store: in}
	c.serve(deviations...)
	return c
}

// serve serves the tenant, which may be there already.
func (c *client) serve(deviations ...string) {
	c.clock = tenant.NewClock(func() time.Time { return began })
	c.server = mockserver.New(mockserver.WithClock(c.clock), mockserver.WithSigningAlgorithm("HS256"), mockserver.WithDeviations(deviations...),
		mockserver.WithStore(c.store))
	require.NoError(c.t, c.server.Err())
	c.seed = c.server.Seed()
	c.login()
}

func (c *client) send(method, path, contentType, body string) (int, []byte) {
	r, err := http.NewRequest(method, "http://mock.example"+path, strings.NewReader(body)) // httptest's reads what it wrote, which takes long
	require.NoError(c.t, err)
	r.RemoteAddr = "192.0.2.1:1234"
	r.Header.Set("Content-Type", contentType)
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// form posts a form, as an application of the seed.
func (c *client) form(path, role string, pairs ...string) (int, map[string]any) {
	app, _ := c.seed.Client(role)
	v := url.Values{"client_id": {app.ClientID}}
	if app.ClientSecret != "" {
		v.Set("client_secret", app.ClientSecret)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	status, body := c.send("POST", path, "application/x-www-form-urlencoded", v.Encode())
	var object map[string]any
	_ = json.Unmarshal(body, &object) // a revocation has no body
	return status, object
}

// login gets a management token, which lives for a day.
func (c *client) login() {
	status, answer := c.form("/oauth/token", "management", "grant_type", "client_credentials", "audience", "http://mock.example/api/v2/",
		"scope", "read:grants delete:grants read:device_credentials delete:device_credentials update:users update:tenant_settings")
	require.Equal(c.t, 200, status, "%v", answer)
	c.token, _ = answer["access_token"].(string)
}

// item is a grant, or a device credential, of a list.
type item struct {
	ID       string `json:"id"`
	User     string `json:"user_id"`
	Client   string `json:"clientID"`
	Audience string `json:"audience"`
}

// list reads a list of the Management API.
func (c *client) list(path string) (items []item) {
	require.NoError(c.t, json.Unmarshal(c.management(200, "GET", path, ""), &items))
	return items
}

// management calls the Management API, and wants this status.
func (c *client) management(want int, method, path, body string) []byte {
	status, answer := c.send(method, "/api/v2"+path, "application/json", body)
	require.Equal(c.t, want, status, "%s %s: %s", method, path, answer)
	return answer
}

// credentials lists the ids of a user's device credentials, of both types. Who does not page is shown fifty.
func (c *client) credentials(user string) []string {
	items := c.list("/device-credentials?user_id=" + url.QueryEscape(user))
	require.Less(c.t, len(items), 50, "there may be more")
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return ids
}

func (c *client) grants(user string) []item {
	return c.list("/grants?per_page=100&page=0&user_id=" + url.QueryEscape(user))
}
