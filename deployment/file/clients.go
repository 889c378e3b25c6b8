package file

import "slices"

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
