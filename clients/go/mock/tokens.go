package mock

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
)

// SignIn is who signs in where, and what for.
type SignIn struct {
	Username string `json:"username"`
	ClientID string `json:"client_id"`
	Audience string `json:"audience,omitempty"`
	Scope    string `json:"scope,omitempty"` // empty: openid offline_access
}

// Tokens are what a sign-in yields.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	IDToken      string `json:"id_token"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"` // seconds, of the access token
}

// SignIn signs a user in at an application, without password, secret or page.
func (m *Mock) SignIn(ctx context.Context, who SignIn) (Tokens, error) {
	var tokens Tokens
	err := m.Control(ctx, http.MethodPost, "/sign-in", who, &tokens)
	return tokens, err
}

// Token is a refresh token as the mock knows it: not what it is, but what has become of it.
type Token struct {
	ClientID string
	Audience string
	Scopes   []string
	Live     bool
	Why      string // it is not live: spent, expired, or what has ended it, such as revocation
}

type ended struct{ Cause string }

type grant struct {
	UserID   string `json:"user_id"`
	ClientID string `json:"client_id"`
	Audience string
	Scopes   []string
	Ended    ended
	Families []struct {
		Ended  ended
		Tokens []struct {
			State string
			Ended ended
		}
	}
}

// Tokens are the refresh tokens of a user, oldest sign-in first: what is live, and what ended the rest.
func (m *Mock) Tokens(ctx context.Context, username string) ([]Token, error) {
	var state struct {
		Users []struct {
			ID    string `json:"user_id"`
			Email string
		}
		Grants []grant
	}
	if err := m.Control(ctx, http.MethodGet, "/state", nil, &state); err != nil {
		return nil, err
	}
	user := ""
	for _, u := range state.Users {
		if u.Email == username {
			user = u.ID
		}
	}
	if user == "" {
		return nil, fmt.Errorf("mock: there is no user %q", username)
	}
	all := []Token{}
	for _, g := range state.Grants {
		if g.UserID == user {
			all = append(all, g.tokens()...)
		}
	}
	return all, nil
}

func (g grant) tokens() (all []Token) {
	for _, f := range g.Families {
		for _, t := range f.Tokens {
			token := Token{ClientID: g.ClientID, Audience: g.Audience, Scopes: g.Scopes, Live: t.State == "live"}
			switch {
			case token.Live:
			case t.State == "ended":
				token.Why = cmp.Or(t.Ended.Cause, f.Ended.Cause, g.Ended.Cause, t.State)
			default:
				token.Why = t.State
			}
			all = append(all, token)
		}
	}
	return all
}
