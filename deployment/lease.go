package deployment

import (
	"context"
	"fmt"
	"sync"

	"github.com/revokespec/revokespec/deployment/file"
)

// Want is what a scenario needs for itself.
type Want struct {
	Scenario string // for messages
	Users    int
	Setting  file.Setting // SettingAny, SettingOn, SettingOff or SettingChanged
	Clock    bool         // moves the clock far, so that where there is one for all it must be alone
	Company  int          // so many users more, or as many as there are; only for who is alone
	Alone    bool         // does to the server what no other scenario would survive, so that none may be beside it
	Apart    bool         // waits for long, and cares for nothing but the tokens of its users: what else is lent goes on beside it
}

// Lease is what a scenario is lent. Release gives it back; it may be called more than once.
type Lease struct {
	*Session
	Users   []file.User
	Setting file.Setting // the value now: SettingOn, SettingOff, or "" when it is not known
	Release func()

	beside func() []string
}

// Beside names the scenarios that have held a lease of this deployment at the same time: where a token dies that nobody
// here touched, one of them may have killed it.
func (l *Lease) Beside() []string {
	if l.beside == nil {
		return nil
	}
	return l.beside()
}

// Possible says why something can never be lent, as a *NotApplicable; nil where it can.
func (d *Deployment) Possible(w Want) error { return d.leases.possible(w) }

// Lease blocks until the setting and all users wanted are free, and takes them together. A *NotApplicable says that they
// can never be had.
func (d *Deployment) Lease(ctx context.Context, w Want) (*Lease, error) {
	if err := d.leases.possible(w); err != nil {
		return nil, err
	}
	w.Alone = w.Alone || w.Clock && d.File.Control != nil // elsewhere time passes for everybody alike
	g, err := d.leases.take(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("no lease: %w", err)
	}
	value := d.leases.setting()
	if g.settlesSetting {
		if value, err = d.tenant.Settle(ctx, w.Setting); err != nil {
			d.leases.release(g)
			return nil, d.Redacted(err)
		}
		d.leases.settingSettled(g, value)
	}
	lease := &Lease{Session: d.Session(), Setting: value}
	lease.RereadsSetting(d.File.Management != nil && (w.Setting == file.SettingOn || w.Setting == file.SettingOff))
	lease.Release = sync.OnceFunc(func() {
		lease.ReleaseRequests()
		d.leases.release(g)
	})
	lease.beside = func() []string { return d.leases.neighbours(g) }
	for i, index := range g.users {
		user := d.File.Users[index]
		lease.Users = append(lease.Users, user)
		lease.Name(user.Password, fmt.Sprintf("password of user %d", i+1))
	}
	for _, other := range d.File.Users {
		lease.Name(other.Password, "password of another user")
	}
	return lease, nil
}
