package store

import (
	"context"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Watched is a store that tells of every browser session that is ended, whoever ends it: of its end, which may be still to come. Of
// one that expires it does not.
type Watched struct {
	Store
	Ended func(tenant.Session)
}

// UpdateSession is as in Expiring.
func (w Watched) UpdateSession(ctx context.Context, id string, change func(*tenant.Session)) error {
	var after tenant.Session
	ends := false
	err := w.Store.UpdateSession(ctx, id, func(s *tenant.Session) {
		stood := !s.Ended.Done
		change(s)
		after, ends = *s, stood && s.Ended.Done
	})
	if err == nil && ends {
		w.Ended(after)
	}
	return err
}

// DeleteSession is as in Expiring: it is how a browser signs out.
func (w Watched) DeleteSession(ctx context.Context, h tenant.Hash) error {
	s, missing := w.Session(ctx, h)
	err := w.Store.DeleteSession(ctx, h)
	if err == nil && missing == nil && !s.Ended.Done {
		s.End(tenant.End{Cause: tenant.CauseSignOut})
		w.Ended(*s)
	}
	return err
}
