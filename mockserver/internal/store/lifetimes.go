package store

import (
	"context"
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// ApplyLifetimes brings what was issued to a client in line with its settings, for those that reflect the present: the idle
// lifetime of its refresh tokens. Whoever changes a client calls it.
func ApplyLifetimes(ctx context.Context, in Grants, client *tenant.Client) error {
	var picked []string
	if err := in.Each(ctx, tenant.Selector{ClientID: client.ID}, func(g *tenant.Grant) { picked = append(picked, g.ID) }); err != nil {
		return err
	}
	for _, id := range picked {
		err := in.UpdateGrant(ctx, id, func(g *tenant.Grant) {
			for _, f := range g.Families {
				f.ApplyLifetimes(client.RefreshTokens)
			}
		})
		if err != nil && !errors.Is(err, ErrNotFound) { // forgotten meanwhile
			return err
		}
	}
	return nil
}
