package store

import (
	"context"
	"errors"
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
	if err != nil && !errors.Is(err, ErrNotFound) {
		return deletion, err
	}
	return deletion, End(ctx, in, others...)
}

// EndEach ends grants that are picked, one after another: end decides what of each. It returns how many there were.
func EndEach(ctx context.Context, in Store, s tenant.Selector, cause tenant.Cause, now time.Time, end func(*tenant.Ending)) (int, error) {
	var picked []string
	if err := in.Each(ctx, s, func(g *tenant.Grant) { picked = append(picked, g.ID) }); err != nil {
		return 0, err
	}
	for _, id := range picked {
		var others []tenant.Selector
		err := in.UpdateGrant(ctx, id, func(g *tenant.Grant) {
			e := &tenant.Ending{Cause: cause, Grant: g, Now: now}
			end(e)
			others = e.Others
		})
		if err == nil {
			err = End(ctx, in, others...)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return 0, err
		}
	}
	return len(picked), nil
}
