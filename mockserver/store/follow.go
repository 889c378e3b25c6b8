package store

import (
	"context"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// Follow brings what was issued to a client in line with its settings, for those that reflect the present: the idle
// lifetime of its refresh tokens. Whoever changes a client calls it.
func Follow(ctx context.Context, in Grants, client *tenant.Client) error {
	var picked []string
	err := in.Each(ctx, tenant.Selector{ClientID: client.ID}, func(g *tenant.Grant) { picked = append(picked, g.ID) })
	for _, id := range picked {
		if err == nil {
			err = in.UpdateGrant(ctx, id, func(g *tenant.Grant) {
				for _, f := range g.Families {
					f.Follow(client.RefreshTokens)
				}
			})
		}
	}
	return err
}
