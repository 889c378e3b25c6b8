// Package store keeps a tenant and makes what happens to it atomic: a change of a grant, however many requests ask
// for one at once, is one step for all of them.
//
// The domain's functions run inside Update calls. They must be quick and may be run again, so they have no side
// effects but on the value they are given and on variables they assign anew.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// ErrNotFound is returned by every method that is asked for one thing that is not there.
var ErrNotFound = errors.New("store: not found")

// IgnoreMissing returns an error unless it is ErrNotFound: what is gone, or never was, is no error to whoever wants it gone.
func IgnoreMissing(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// ErrExists is returned when something is added under an identifier that is taken.
var ErrExists = errors.New("store: already exists")

// Store keeps one tenant, within Limits. It is safe for concurrent use. What it returns belongs to the caller. Package storetest says what it
// promises. Its errors are logged: none may have a token, a code or a secret in its text.
type Store interface {
	Directory
	Grants
	Expiring

	// Beginning is what Begin was told last; ErrNotFound before, and after a Reset.
	Beginning(ctx context.Context) (*tenant.Beginning, error)
	Begin(ctx context.Context, b tenant.Beginning) error
	// Ahead is how far the tenant's clock is moved: 0 until SetAhead says otherwise, and after a Reset.
	Ahead(ctx context.Context) (time.Duration, error)
	SetAhead(ctx context.Context, ahead time.Duration) error

	// Reset forgets everything.
	Reset(ctx context.Context) error
}

// Shared is a store that other processes may change as well.
type Shared interface {
	Store
	// Found has a tenant begin with what fill puts into the store that it is given, in one step for all: nobody sees a part of it. Anew it does so
	// in place of what there is, and otherwise returns ErrExists where the tenant has begun.
	Found(ctx context.Context, anew bool, fill func(Store) error) error
}

// Directory is what a tenant consists of, besides what users do.
type Directory interface {
	Settings(ctx context.Context) (tenant.Settings, error) // to be read alone: others may have the same
	UpdateSettings(ctx context.Context, change func(tenant.Settings) tenant.Settings) (tenant.Settings, error)

	Client(ctx context.Context, id string) (*tenant.Client, error)
	Clients(ctx context.Context) ([]*tenant.Client, error) // oldest first
	AddClient(ctx context.Context, c tenant.Client) error
	UpdateClient(ctx context.Context, id string, change func(*tenant.Client) error) (*tenant.Client, error)
	DeleteClient(ctx context.Context, id string) error

	User(ctx context.Context, id string) (*tenant.User, error)
	UserByEmail(ctx context.Context, email string) (*tenant.User, error)
	Users(ctx context.Context) ([]*tenant.User, error) // oldest first
	AddUser(ctx context.Context, u tenant.User) error
	UpdateUser(ctx context.Context, id string, change func(*tenant.User) error) (*tenant.User, error)
	DeleteUser(ctx context.Context, id string) error

	Audience(ctx context.Context, identifier string) (*tenant.Audience, error)
	Audiences(ctx context.Context) ([]*tenant.Audience, error)
	AddAudience(ctx context.Context, a tenant.Audience) error
	UpdateAudience(ctx context.Context, identifier string, change func(*tenant.Audience) error) (*tenant.Audience, error)
	DeleteAudience(ctx context.Context, identifier string) error

	Role(ctx context.Context, id string) (*tenant.Role, error)
	Roles(ctx context.Context) ([]*tenant.Role, error) // oldest first
	AddRole(ctx context.Context, r tenant.Role) error
	UpdateRole(ctx context.Context, id string, change func(*tenant.Role) error) (*tenant.Role, error)
	DeleteRole(ctx context.Context, id string) error

	PublicKeys(ctx context.Context) ([]*tenant.PublicKeyCredential, error) // oldest first
	AddPublicKey(ctx context.Context, k tenant.PublicKeyCredential) error
	DeletePublicKey(ctx context.Context, id string) error

	// AddLog appends an event, as LogEvent.Bounded has it, under an ID above all before. Only the newest are kept.
	AddLog(ctx context.Context, e tenant.LogEvent) error
	Logs(ctx context.Context) ([]tenant.LogEvent, error) // oldest first
}

// Grants are kept one by one: a grant with its families is what changes as a whole.
type Grants interface {
	// Place finds a refresh token by its hash.
	Place(ctx context.Context, h tenant.Hash) (tenant.Place, error)
	// SignIn runs open with the newest grant of the key, or nil, and keeps what it returns; where that is nil, nothing.
	SignIn(ctx context.Context, key tenant.GrantKey, open func(current *tenant.Grant) *tenant.Grant) error
	// Look runs look on the grant, which look neither changes nor keeps.
	Look(ctx context.Context, id string, look func(*tenant.Grant)) error
	// UpdateGrant runs change on the grant and keeps the outcome, with the tokens that were issued.
	UpdateGrant(ctx context.Context, id string, change func(*tenant.Grant)) error
	// Each runs look, as Look does, on every grant that is picked, oldest first, ended ones included.
	Each(ctx context.Context, s tenant.Selector, look func(*tenant.Grant)) error
}

// Select returns copies of the grants that are picked, oldest first.
func Select(ctx context.Context, from Grants, s tenant.Selector) ([]*tenant.Grant, error) {
	var out []*tenant.Grant
	err := from.Each(ctx, s, func(g *tenant.Grant) { out = append(out, g.Clone()) })
	return out, err
}

// UpdateEach changes the grants that are picked, one after another, and returns how many there were. One that is forgotten meanwhile
// is no obstacle.
func UpdateEach(ctx context.Context, in Grants, s tenant.Selector, change func(*tenant.Grant)) (int, error) {
	var picked []string
	err := in.Each(ctx, s, func(g *tenant.Grant) { picked = append(picked, g.ID) })
	for _, id := range picked {
		if err == nil {
			err = IgnoreMissing(in.UpdateGrant(ctx, id, change))
		}
	}
	return len(picked), err
}

// End ends what the selectors pick.
func End(ctx context.Context, in Grants, selectors ...tenant.Selector) error {
	for _, s := range selectors {
		if _, err := UpdateEach(ctx, in, s, s.End); err != nil {
			return err
		}
	}
	return nil
}

// Expiring are kept for a while. Expiry is the tenant's time; an expired entry may vanish at any time.
type Expiring interface {
	PutAccessToken(ctx context.Context, a tenant.AccessToken) error
	AccessToken(ctx context.Context, id string) (*tenant.AccessToken, error)
	UpdateAccessToken(ctx context.Context, id string, change func(*tenant.AccessToken)) error

	PutCode(ctx context.Context, h tenant.Hash, c tenant.Code) error
	// UpdateCode runs change on the code and keeps the outcome: taking a code is such a change.
	UpdateCode(ctx context.Context, h tenant.Hash, change func(*tenant.Code)) error

	// Key seals what the tenant's nodes hand out to have it back. After a Reset it is another one.
	Key(ctx context.Context) (tenant.Hash, error)

	PutSession(ctx context.Context, h tenant.Hash, s tenant.Session) error
	Session(ctx context.Context, h tenant.Hash) (*tenant.Session, error)
	// Sessions returns those of a user, or all of them for an empty user, oldest first.
	Sessions(ctx context.Context, userID string) ([]*tenant.Session, error)
	// UpdateSession changes the session of that ID: its value is known to its browser alone.
	UpdateSession(ctx context.Context, id string, change func(*tenant.Session)) error
	DeleteSession(ctx context.Context, h tenant.Hash) error

	PutDevice(ctx context.Context, h tenant.Hash, d tenant.DeviceAuthorization) error
	// DeviceByUserCode finds the newest request that shows the user that code.
	DeviceByUserCode(ctx context.Context, code string) (tenant.Hash, *tenant.DeviceAuthorization, error)
	// UpdateDevice runs change on the request and keeps the outcome: polling is such a change.
	UpdateDevice(ctx context.Context, h tenant.Hash, change func(*tenant.DeviceAuthorization)) error

	// Once says whether the name has not been seen before; it is remembered until then.
	Once(ctx context.Context, name string, until, now time.Time) (bool, error)
}
