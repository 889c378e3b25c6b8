package wirefault_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// as is a request of the proxy's own, with the credentials of a client.
func (p *proxy) as(clientID, path string, form url.Values) *request {
	r := &request{method: http.MethodPost, path: path, query: url.Values{}, arrived: time.Now(),
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	form.Set("client_id", clientID)
	c, _ := p.seedClient(clientID)
	switch {
	case c.Auth == mockserver.AuthPrivateKeyJWT:
		form.Set("client_assertion_type", assertionType)
		form.Set("client_assertion", p.assert(c))
	case c.Auth == mockserver.AuthSecretBasic:
		out, _ := http.NewRequest(http.MethodPost, "http://unused", nil)
		out.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(c.ClientSecret))
		r.header.Set("Authorization", out.Header.Get("Authorization"))
	case c.ClientSecret != "":
		form.Set("client_secret", c.ClientSecret)
	}
	r.body = []byte(form.Encode())
	return r
}

func (l *ledger) seedClient(id string) (mockserver.SeedClient, bool) {
	i := slices.IndexFunc(l.seed.Clients, func(c mockserver.SeedClient) bool { return c.ClientID == id })
	if i < 0 {
		return l.overlay(mockserver.SeedClient{ClientID: id}, false)
	}
	return l.overlay(l.seed.Clients[i], true)
}

// revoke revokes a token as its client would.
func (p *proxy) revoke(t token) *answer {
	return p.send(p.as(t.client, "/oauth/revoke", url.Values{"token": {t.value}}))
}

// exchange exchanges a token as its client would.
func (p *proxy) exchange(t token) *answer {
	return p.send(p.as(t.client, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.value}}))
}

// signIn signs the token's user in again, at the same client and audience.
func (p *proxy) signIn(t token, scope string) *answer {
	form := url.Values{"grant_type": {"password"}, "username": {t.username}, "password": {t.password}, "scope": {scope}}
	if t.audience != "" {
		form.Set("audience", t.audience)
	}
	return p.send(p.as(t.client, "/oauth/token", form))
}

// manage calls the Management API with all scopes.
func (p *proxy) manage(method, path string, query url.Values, object any) *answer {
	r := &request{method: method, path: "/api/v2" + path, query: query, header: http.Header{"Authorization": {"Bearer " + p.managementToken()}}}
	if object != nil {
		r.body, _ = json.Marshal(object)
		r.header.Set("Content-Type", "application/json")
	}
	if a := p.send(r); a.status != http.StatusUnauthorized {
		return a
	}
	p.mu.Lock()
	p.manager = "" // it has expired: a scenario moved the clock
	p.mu.Unlock()
	r.header.Set("Authorization", "Bearer "+p.managementToken())
	return p.send(r)
}

func (p *proxy) managementToken() string {
	p.mu.Lock()
	token := p.manager
	p.mu.Unlock()
	if token != "" {
		return token
	}
	c, _ := p.seed.Client("management")
	a := p.send(p.as(c.ClientID, "/oauth/token", url.Values{"grant_type": {"client_credentials"}, "audience": {p.front.URL + "/api/v2/"}}))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.manager = a.field("access_token")
	return p.manager
}

// settingOn says whether revoking deletes the grant.
func (p *proxy) settingOn() bool {
	flags, _ := p.manage(http.MethodGet, "/tenants/settings", nil, nil).object()["flags"].(map[string]any)
	on, _ := flags["revoke_refresh_token_grant"].(bool)
	return on
}
