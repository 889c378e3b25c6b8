package control

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// readState shows what the tenant holds: identifiers and what became of them, no secret and no token. The parameter
// user_id leaves out what is another user's.
func (a *API) readState(c *wire.Call) tenant.Answer {
	for name := range c.Request.Query {
		if name != "user_id" {
			return refuse(http.StatusBadRequest, fmt.Sprintf("unknown parameter %q; there is user_id", name))
		}
	}
	s, err := a.state(c, c.Request.Query.Get("user_id"))
	if err != nil {
		c.Failed("show the tenant", err)
		return refuse(http.StatusServiceUnavailable, "the store does not answer")
	}
	return ok(s)
}

type state struct {
	Now       string         `json:"now"`
	Flags     any            `json:"flags"`
	Settings  any            `json:"settings"`
	Clients   []clientState  `json:"clients"`
	Users     []userState    `json:"users"`
	Audiences []audience     `json:"audiences"`
	Grants    []grantState   `json:"grants"`
	Sessions  []sessionState `json:"sessions"`
}

type clientState struct {
	ID         string              `json:"client_id"`
	Name       string              `json:"name"`
	AuthMethod tenant.AuthMethod   `json:"auth_method"`
	GrantTypes []string            `json:"grant_types"`
	Rotating   bool                `json:"rotating"`
	Leeway     string              `json:"leeway,omitempty"`
	Lifetime   string              `json:"lifetime,omitempty"`
	Idle       string              `json:"idle_lifetime,omitempty"`
	Audiences  map[string][]string `json:"audiences,omitempty"`
}

type userState struct {
	ID      string `json:"user_id"`
	Email   string `json:"email"`
	Blocked bool   `json:"blocked"`
}

type audience struct {
	Identifier    string   `json:"identifier"`
	Scopes        []string `json:"scopes"`
	OfflineAccess bool     `json:"offline_access"`
}

func (a *API) state(c *wire.Call, userID string) (*state, error) {
	settings, err := a.Store.Settings(c.Ctx)
	if err != nil {
		return nil, err
	}
	s := &state{Now: formatTime(c.Now), Flags: settings.Flags, Settings: settings.Other,
		Clients: []clientState{}, Users: []userState{}, Audiences: []audience{}, Grants: []grantState{}, Sessions: []sessionState{}}
	if err := a.directory(c.Ctx, s, userID); err != nil {
		return nil, err
	}
	grants, err := store.Select(c.Ctx, a.Store, tenant.Selector{UserID: userID})
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		s.Grants = append(s.Grants, stateOfGrant(g, c.Now))
	}
	sessions, err := a.Store.Sessions(c.Ctx, userID)
	if err != nil {
		return nil, err
	}
	for _, session := range sessions {
		s.Sessions = append(s.Sessions, stateOfSession(session, c.Now))
	}
	return s, nil
}

func (a *API) directory(ctx context.Context, s *state, userID string) error {
	clients, err := a.Store.Clients(ctx)
	if err != nil {
		return err
	}
	for _, c := range clients {
		r := c.RefreshTokens
		s.Clients = append(s.Clients, clientState{ID: c.ID, Name: c.Name, AuthMethod: c.AuthMethod, GrantTypes: c.GrantTypes,
			Rotating: r.Rotating, Leeway: formatDuration(r.Leeway), Lifetime: formatDuration(r.Lifetime), Idle: formatDuration(r.Idle), Audiences: c.Audiences})
	}
	users, err := a.Store.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		if userID == "" || u.ID == userID {
			s.Users = append(s.Users, userState{ID: u.ID, Email: u.Email, Blocked: u.Blocked})
		}
	}
	audiences, err := a.Store.Audiences(ctx)
	for _, api := range audiences {
		s.Audiences = append(s.Audiences, audience{api.Identifier, slices.Clone(api.Scopes), api.AllowOfflineAccess})
	}
	return err
}
