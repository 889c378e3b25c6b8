package mockserver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/seed"
)

// Seed is what a server starts with: package seed says what each field means.
type Seed = seed.Seed

// SeedClient is an application.
type SeedClient = seed.Client

// SeedUser signs in with an email address and a password.
type SeedUser = seed.User

// SeedAudience is an API.
type SeedAudience = seed.Audience

// SeedRole is permissions that users have together.
type SeedRole = seed.Role

// SeedPermission is a scope of an API.
type SeedPermission = seed.Permission

// SeedError is what is wrong with one value of a Seed.
type SeedError = seed.Error

// Connection is the only one there is.
const Connection = seed.Connection

// What every seeded application may return to, and be called from.
const (
	SeedRedirectURI = seed.RedirectURI
	SeedOrigin      = seed.Origin
)

// DefaultSeed is a tenant with an application of every kind, 16 users and two APIs.
func DefaultSeed(dialect string) Seed { return seed.Default(dialect) }

// ManagementScopes are all scopes of the Management API.
func ManagementScopes() []string { return seed.ManagementScopes() }

// takeSeed is the seed with its defaults, of which what it says of the server's behaviour is added to what options say.
func (c *config) takeSeed() (Seed, error) {
	var s Seed
	if c.seed != nil {
		s = *c.seed
	}
	if s.Dialect != "" && c.dialect != "" && s.Dialect != c.dialect {
		return s, fmt.Errorf("the seed has the dialect %s, and the server is to have %s; leave one of them out", tenant.Shorten(s.Dialect), tenant.Shorten(c.dialect))
	}
	var err error
	if s.Dialect != "" {
		s, err = c.ready()
	} else {
		s.Dialect = c.dialect
		s, err = checked(s)
	}
	c.dialect = s.Dialect
	c.switchNames = unique(slices.Concat(s.Switches, c.switchNames))
	c.deviations = slices.Concat(s.Deviate, c.deviations)
	c.faults = slices.Concat(s.Faults, c.faults)
	return s, err
}

// checked is a seed with its defaults.
func checked(s Seed) (Seed, error) {
	s = s.Complete()
	return s, s.Check()
}

// plant puts the seed into a store. What is there already stays: another node may have planted it.
func plant(ctx context.Context, s Seed, to store.Store, settings func(founded time.Time) tenant.Settings, now time.Time) error {
	_, err := to.UpdateSettings(ctx, func(old tenant.Settings) tenant.Settings {
		if len(old.Flags) > 0 {
			return old
		}
		return settings(s.Founded).Merge(tenant.Settings{Flags: s.Flags, Passwords: tenant.PasswordPolicy(s.Passwords), RolesClaim: s.RolesClaim})
	})
	for _, c := range s.Clients {
		client, keyErr := c.Registered()
		err = errors.Join(err, keyErr, ignoreExisting(to.AddClient(ctx, client)))
	}
	for _, u := range s.Users {
		err = errors.Join(err, ignoreExisting(to.AddUser(ctx, u.Registered(now))))
	}
	for _, r := range s.Roles {
		err = errors.Join(err, ignoreExisting(to.AddRole(ctx, r.Registered())))
	}
	for _, a := range s.Audiences {
		err = errors.Join(err, ignoreExisting(to.AddAudience(ctx, a.Registered())))
	}
	return err
}

func ignoreExisting(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
