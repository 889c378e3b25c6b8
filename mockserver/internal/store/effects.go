package store

import (
	"context"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// DeleteDevice deletes a device credential, in the Management API or in the Dashboard: end ends what hangs on its
// family. A credential that is gone already, or never was, is no error.
func DeleteDevice(ctx context.Context, in Store, id string, now time.Time, end func(*tenant.Ending)) (tenant.DeviceDeletion, error) {
	grant, wellFormed := tenant.GrantOfCredential(id)
	if !wellFormed {
		return tenant.DeviceDeletion{}, nil
	}
	settings, err := in.Settings(ctx)
	if err != nil {
		return tenant.DeviceDeletion{}, err
	}
	var deletion tenant.DeviceDeletion
	var others []tenant.Selector
	err = in.UpdateGrant(ctx, grant, func(g *tenant.Grant) {
		deletion, others = tenant.DeviceDeletion{}, nil
		f := g.Family(id)
		if f == nil {
			return
		}
		deletion = tenant.DeviceDeletion{Known: true, Usable: g.Usable(f, now), Rotating: f.Rotating}
		if !deletion.Usable {
			return
		}
		e := &tenant.Ending{Cause: tenant.CauseDevice, Grant: g, Family: f, Settings: settings, Place: g.Newest(f), Now: now}
		end(e)
		others = e.Others
	})
	if err := IgnoreMissing(err); err != nil {
		return deletion, err
	}
	return deletion, End(ctx, in, others...)
}

// EndEach ends grants that are picked: end decides what of each. It returns how many there were.
func EndEach(ctx context.Context, in Store, s tenant.Selector, cause tenant.Cause, now time.Time, end func(*tenant.Ending)) (int, error) {
	var others []tenant.Selector
	n, err := UpdateEach(ctx, in, s, func(g *tenant.Grant) {
		e := &tenant.Ending{Cause: cause, Grant: g, Now: now}
		end(e)
		others = append(others, e.Others...)
	})
	if err == nil {
		err = End(ctx, in, others...)
	}
	return n, err
}

// ApplyLifetimes brings what was issued to a client in line with its settings, for those that reflect the present: the idle
// lifetime of its refresh tokens. Whoever changes a client calls it.
func ApplyLifetimes(ctx context.Context, in Grants, client *tenant.Client) error {
	_, err := UpdateEach(ctx, in, tenant.Selector{ClientID: client.ID}, func(g *tenant.Grant) {
		for _, f := range g.Families {
			f.ApplyLifetimes(client.RefreshTokens)
		}
	})
	return err
}

// EndSessions ends all sessions of a user. One that expired meanwhile is no obstacle.
func EndSessions(ctx context.Context, in Store, userID string, end func(*tenant.Session, tenant.End), why tenant.End) error {
	sessions, err := in.Sessions(ctx, userID)
	for _, s := range sessions {
		if err == nil {
			err = IgnoreMissing(in.UpdateSession(ctx, s.ID, func(s *tenant.Session) { end(s, why) }))
		}
	}
	return err
}
