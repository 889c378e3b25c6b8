package mockserver

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// FastForward moves the tenant's clock: lifetimes, leeways and lists run on it.
func (r *Running) FastForward(d time.Duration) { r.Server.Clock().Advance(d) }

// SignedIn is what a sign-in yields.
type SignedIn struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	IDToken      string `json:"id_token"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"` // seconds, of the access token
}

// SignIn signs a user of the seed in at an application of the seed, by the password grant, for openid and offline_access. Where that cannot
// be, it ends the test by Fatalf: the application authenticates by a key, say, or a fault is in the way.
func (r *Running) SignIn(t TB, email, clientID string) (tokens SignedIn) {
	t.Helper()
	seed := r.Server.Seed()
	user := slices.IndexFunc(seed.Users, func(u SeedUser) bool { return u.Email == email })
	client := slices.IndexFunc(seed.Clients, func(c SeedClient) bool { return c.ClientID == clientID })
	if user < 0 || client < 0 {
		t.Fatalf("mockserver: the seed has no user %q, or no application %q", email, clientID)
		return tokens
	}
	form := url.Values{"grant_type": {"password"}, "username": {email}, "password": {seed.Users[user].Password}, "scope": {"openid offline_access"}}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.URL+"/oauth/token", nil)
	if err != nil {
		t.Fatalf("mockserver: %v", err)
		return tokens
	}
	switch c := seed.Clients[client]; c.Auth {
	case tenant.AuthPrivateKeyJWT:
		t.Fatalf("mockserver: %s authenticates by a key, and so has to sign its users in itself", clientID)
		return tokens
	case tenant.AuthSecretBasic:
		request.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(c.ClientSecret))
	default:
		form.Set("client_id", clientID)
		if c.ClientSecret != "" {
			form.Set("client_secret", c.ClientSecret)
		}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Body = io.NopCloser(strings.NewReader(form.Encode()))
	answer, err := r.Client.Do(request)
	if err != nil {
		t.Fatalf("mockserver: %s could not be signed in at %s: %v", email, clientID, err)
		return tokens
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK || json.Unmarshal(body.Bytes(), &tokens) != nil {
		t.Fatalf("mockserver: %s could not be signed in at %s: %s %s", email, clientID, answer.Status, body.String())
	}
	return tokens
}

// Token is a refresh token as the tenant knows it: not what it is, but what it is for, and what has become of it.
type Token struct {
	ClientID string
	Audience string
	Scopes   []string
	Live     bool
	Why      string // it is not live: spent, expired, ended; or what has ended it, such as revocation or grant
}

// Tokens are the refresh tokens of a user of the seed, oldest sign-in first; of each line of descent those that are needed still. It ends
// the test by Fatalf where the seed has no such user.
func (r *Running) Tokens(t TB, email string) (all []Token) {
	t.Helper()
	users := r.Server.Seed().Users
	user := slices.IndexFunc(users, func(u SeedUser) bool { return u.Email == email })
	if user < 0 {
		t.Fatalf("mockserver: the seed has no user %q", email)
		return nil
	}
	now := r.Server.Clock().Now()
	err := r.Server.store.Each(context.Background(), tenant.Selector{UserID: users[user].ID}, func(g *tenant.Grant) {
		for _, f := range g.Families {
			for _, token := range f.Tokens {
				all = append(all, tokenOf(g, f, token, now))
			}
		}
	})
	if err != nil {
		t.Fatalf("mockserver: %v", err)
	}
	return all
}

func tokenOf(g *tenant.Grant, f *tenant.Family, token tenant.Token, now time.Time) Token {
	kind := g.Kind(tenant.Place{Grant: g.ID, Family: f.ID, Serial: token.Serial}, now)
	out := Token{ClientID: g.Key.ClientID, Audience: g.Key.Audience, Scopes: slices.Clone(f.Scopes), Live: kind == tenant.KindLive}
	if out.Live {
		return out
	}
	out.Why = string(kind)
	for _, end := range []tenant.End{token.Ended, f.Ended, g.Ended} {
		if kind == tenant.KindEnded && end.Done && end.Cause != "" {
			out.Why = string(end.Cause)
			break
		}
	}
	return out
}
