package mockserver

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// fill puts the seed into a store. What is there already stays: another node may have planted it.
func (s Seed) fill(ctx context.Context, to store.Store, settings func(founded time.Time) tenant.Settings, now time.Time) error {
	_, err := to.UpdateSettings(ctx, func(old tenant.Settings) tenant.Settings {
		if len(old.Flags) > 0 {
			return old
		}
		return settings(s.Founded).Merge(tenant.Settings{Flags: s.Flags})
	})
	for _, c := range s.Clients {
		client, keyErr := c.client()
		err = errors.Join(err, keyErr, ignoreExisting(to.AddClient(ctx, client)))
	}
	for _, u := range s.Users {
		user := tenant.User{ID: u.ID, Email: u.Email, Name: u.Name, Connection: Connection, Blocked: u.Blocked, CreatedAt: now}
		user.SetPassword(u.Password, now)
		err = errors.Join(err, ignoreExisting(to.AddUser(ctx, user)))
	}
	for _, a := range s.Audiences {
		err = errors.Join(err, ignoreExisting(to.AddAudience(ctx, tenant.Audience{Identifier: a.Identifier, Name: a.Name, Scopes: a.Scopes,
			AllowOfflineAccess: *a.AllowOfflineAccess, AccessLifetime: a.AccessLifetime})))
	}
	return err
}

func ignoreExisting(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

func (c SeedClient) client() (tenant.Client, error) {
	out := tenant.Client{
		ID: c.ClientID, Name: c.Name, Secret: c.ClientSecret, AuthMethod: c.Auth, AppType: c.AppType, FirstParty: !c.ThirdParty,
		GrantTypes: c.GrantTypes, RedirectURIs: c.RedirectURIs, LogoutURIs: c.LogoutURIs, Origins: c.Origins,
		RefreshTokens:  tenant.RefreshTokenOptions{Rotating: c.Rotating, Leeway: c.Leeway, Lifetime: c.Lifetime, Idle: c.IdleLifetime},
		AccessLifetime: c.AccessLifetime, Audiences: maps.Clone(c.Audiences),
	}
	if len(c.ManagementScopes) > 0 {
		if out.Audiences == nil {
			out.Audiences = map[string][]string{}
		}
		out.Audiences[tenant.ManagementAudience] = c.ManagementScopes
	}
	if c.Auth != tenant.AuthPrivateKeyJWT {
		return out, nil
	}
	var err error
	out.PublicKeys, err = c.publicKeys()
	return out, err
}

// publicKeys is the JSON Web Key Set of a private_key_jwt client.
func (c SeedClient) publicKeys() ([]byte, error) {
	if c.PublicKey != "" {
		return keys.PublicKeys(c.PublicKey)
	}
	return keys.ClientPublicKeys(c.PrivateKey)
}
