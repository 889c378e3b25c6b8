package file

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/closest"
)

// role is one key below clients and the client that fills it.
type role struct {
	name   string
	client **Client
	auth   string // the only way in which a client of this role authenticates; "" = any
}

// roles lists all roles in the order of the file's fields.
func (c *Clients) roles() []role {
	return []role{
		{"confidential", &c.Confidential, ""},
		{"second", &c.Second, ""},
		{"public", &c.Public, AuthNone},
		{"rotating", &c.Rotating, ""},
		{"leeway", &c.Leeway, ""},
		{"basic", &c.Basic, AuthBasic},
		{"jwt", &c.JWT, AuthPrivateKeyJWT},
		{"device", &c.Device, ""},
	}
}

// Roles names all roles that a file can describe.
func Roles() (names []string) {
	for _, r := range new(Clients).roles() {
		names = append(names, r.name)
	}
	return names
}

// All returns the clients by order of role; one application may be there several times.
func (c Clients) All() []Client {
	var clients []Client
	for _, r := range c.roles() {
		if *r.client != nil {
			clients = append(clients, **r.client)
		}
	}
	return clients
}

// Distinct returns the clients by order of role, each client_id once.
func (c Clients) Distinct() []Client {
	var clients []Client
	for _, client := range c.All() {
		if !slices.ContainsFunc(clients, func(o Client) bool { return o.ClientID == client.ClientID }) {
			clients = append(clients, client)
		}
	}
	return clients
}

// Confidentials returns the clients that authenticate, each client_id once.
func (c Clients) Confidentials() []Client {
	return slices.DeleteFunc(c.Distinct(), func(client Client) bool { return client.Auth == AuthNone })
}

// ByRole returns the client that fills the role, if any does.
func (c Clients) ByRole(name string) (Client, bool) {
	for _, r := range c.roles() {
		if r.name == name && *r.client != nil {
			return **r.client, true
		}
	}
	return Client{}, false
}

func (c checker) clients() {
	all := c.Clients.All()
	if len(all) == 0 && !c.tenant {
		c.report("clients", "no clients; describe at least one application, under confidential or public")
	}
	for _, r := range c.Clients.roles() {
		if *r.client != nil {
			c.client("clients."+r.name, **r.client, r.auth)
		}
	}
	if r := c.Clients.Rotating; r != nil && r.Leeway > 0 {
		c.report("clients.rotating.leeway", "clients.rotating is a client without leeway; describe one that has a leeway under clients.leeway")
	}
	if l := c.Clients.Leeway; l != nil && l.Leeway <= 0 {
		c.report("clients.leeway", "clients.leeway has no leeway; add leeway: 10s, as the application is configured")
	}
	if a, b := c.Clients.Confidential, c.Clients.Second; a != nil && b != nil && a.ClientID == b.ClientID {
		c.report("clients.second.client_id", "clients.second is the same application as clients.confidential; give another one or remove it")
	}
	if a := c.Clients.Confidential; a != nil && a.Auth == AuthNone {
		c.report("clients.confidential", "clients.confidential has no credentials; add client_secret or key_file, or describe it under public")
	}
}

func (c checker) client(key string, client Client, demanded string) {
	if client.ClientID == "" {
		c.say(key, "%s has no client_id; add it", key)
	}
	if !slices.Contains(authMethods, client.Auth) {
		c.say(key+".auth", "%s.auth is unknown; %s", key, closest.Hint(client.Auth, authMethods))
		return
	}
	if demanded != "" && client.Auth != demanded {
		c.say(key+".auth", "a client in this role authenticates by %s; correct %s.auth or describe the client under another role", demanded, key)
		return
	}
	switch {
	case client.Auth == AuthNone && client.ClientSecret != "":
		c.say(key+".client_secret", "%s has auth none and a client_secret; remove one of them", key)
	case (client.Auth == AuthPost || client.Auth == AuthBasic) && client.ClientSecret == "":
		c.say(key, "%s needs a client_secret for auth %s; add client_secret: ${NAME}", key, client.Auth)
	case client.Auth == AuthPrivateKeyJWT && client.KeyFile == "":
		c.say(key, "%s needs a key_file for auth %s; add the path of its private key (PEM or JWK)", key, client.Auth)
	}
	if client.Lifetime < 0 || client.Idle < 0 || client.Lifetime > 0 && client.Idle > client.Lifetime {
		c.say(key, "%s.lifetime and idle must not be negative, nor idle longer than lifetime; give them as the application is configured", key)
	}
	c.optionalURL(key+".origin", client.Origin)
	if u, err := url.Parse(client.RedirectURI); client.RedirectURI != "" && (err != nil || !u.IsAbs()) {
		c.say(key+".redirect_uri", "%s.redirect_uri is no absolute URI; give it as it is registered", key)
	}
}

func (c checker) users() {
	if len(c.Users) == 0 && !c.tenant {
		c.report("users", "no users; list at least one test user with username and password")
	}
	seen := map[string]bool{}
	for i, user := range c.Users {
		key := fmt.Sprintf("users[%d]", i)
		switch {
		case user.Username == "":
			c.say(key, "%s has no username; add it", key)
		case user.Password == "":
			c.say(key, "%s has no password; add password: ${NAME}", key)
		case seen[user.Username]:
			c.say(key+".username", "%s is listed twice; scenarios are kept apart by user, so list each once", key)
		}
		seen[user.Username] = true
	}
}
