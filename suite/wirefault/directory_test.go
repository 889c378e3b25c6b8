package wirefault_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// directory is what went over the wire about applications and users, besides what the seed says of them.
type directory struct {
	mu      sync.RWMutex
	clients map[string]*application
	users   map[string]*person // by id
}

// application is one as the Management API showed it last.
type application struct {
	secret         string
	was, auth      mockserver.AuthMethod // before and after the last change
	absolute, idle time.Duration         // how long its refresh tokens live
	changed        time.Duration         // how far the clock was ahead at the last change
	gone           bool
}

// person is a user that was made or changed.
type person struct {
	email, password          string
	blocked, gone, otherPass bool
}

func newDirectory() directory {
	return directory{clients: map[string]*application{}, users: map[string]*person{}}
}

// learn takes in a call that succeeded, of the Management API or the Dashboard, and how far the clock was ahead.
func (d *directory) learn(r *request, a *answer, ahead time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var asked map[string]any
	_ = json.Unmarshal(r.body, &asked)
	switch {
	case strings.HasPrefix(r.path, "/api/v2/clients/") && r.method == http.MethodDelete:
		d.client(r.lastOf()).gone = true
	case strings.HasPrefix(r.path, "/api/v2/clients") && a.field("client_id") != "":
		d.learnClient(a.object(), ahead)
	case savesApplication(nil, r):
		d.client(r.lastOf()).registered(mockserver.AuthMethod(r.param("token_endpoint_auth_method")), ahead)
	case strings.HasPrefix(r.path, "/api/v2/users/") && r.method == http.MethodDelete:
		d.user(r.lastOf()).gone = true
	case strings.HasPrefix(r.path, "/api/v2/users") && a.field("user_id") != "" && asked != nil:
		u := d.user(a.field("user_id"))
		if email := a.field("email"); email != "" {
			u.email = email
		}
		if password, ok := asked["password"].(string); ok {
			u.otherPass = r.method == http.MethodPatch
			u.password = password
		}
		if blocked, ok := asked["blocked"].(bool); ok {
			u.blocked = blocked
		}
	}
}

func (d *directory) learnClient(object map[string]any, ahead time.Duration) {
	id, _ := object["client_id"].(string)
	c := d.client(id)
	if secret, _ := object["client_secret"].(string); secret != "" {
		c.secret = secret
	}
	auth, _ := object["token_endpoint_auth_method"].(string)
	c.registered(mockserver.AuthMethod(auth), ahead)
	options, _ := object["refresh_token"].(map[string]any)
	for name, to := range map[string]*time.Duration{"token_lifetime": &c.absolute, "idle_token_lifetime": &c.idle} {
		if seconds, ok := options[name].(float64); ok {
			*to = time.Duration(seconds) * time.Second
		}
	}
}

func (c *application) registered(auth mockserver.AuthMethod, ahead time.Duration) {
	if auth != "" && auth != c.auth {
		c.was, c.auth, c.changed = c.auth, auth, ahead
	}
}

func (d *directory) client(id string) *application {
	if d.clients[id] == nil {
		d.clients[id] = &application{}
	}
	return d.clients[id]
}

func (d *directory) user(id string) *person {
	if d.users[id] == nil {
		d.users[id] = &person{}
	}
	return d.users[id]
}

// application is what is known of one; nothing where it never went over the wire.
func (d *directory) application(id string) application {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if c := d.clients[id]; c != nil {
		return *c
	}
	return application{}
}

func (d *directory) person(id string) person {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if u := d.users[id]; u != nil {
		return *u
	}
	return person{}
}

func (d *directory) personByEmail(email string) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for id, u := range d.users {
		if u.email == email && email != "" {
			return id
		}
	}
	return ""
}

// overlay is a client of the seed, or one made since, as it is by now.
func (d *directory) overlay(c mockserver.SeedClient, known bool) (mockserver.SeedClient, bool) {
	now := d.application(c.ClientID)
	if now.auth != "" {
		c.Auth = now.auth
	}
	if now.secret != "" {
		c.ClientSecret = now.secret
	}
	if c.Auth == mockserver.AuthNone {
		c.ClientSecret = ""
	}
	return c, known || now.auth != ""
}

// audienceOf is the API that a JWT is for.
func audienceOf(token string) string {
	switch audience := claimsOf(token)["aud"].(type) {
	case string:
		return audience
	case []any:
		for _, one := range audience {
			if name, _ := one.(string); !strings.HasSuffix(name, "/userinfo") {
				return name
			}
		}
	}
	return ""
}

// claimsOf reads a JWT without asking who signed it; nil where it is none.
func claimsOf(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	if err != nil || json.Unmarshal(raw, &claims) != nil {
		return nil
	}
	return claims
}
