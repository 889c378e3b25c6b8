package dashboard

import (
	"cmp"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

type familiesBody struct {
	Trees []grantTree
	Pages paging
}

// grantsPerPage is how many grants are drawn on one page.
const grantsPerPage = 20

// userFamilies draws the user's refresh tokens: which there were, which are left, and what ended the others.
func (c *call) userFamilies(u *tenant.User) (tenant.Answer, error) {
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	grants, err := store.Select(c.Ctx, c.store, tenant.Selector{UserID: u.ID})
	if err != nil {
		return tenant.Answer{}, err
	}
	names, leeways := map[string]string{}, map[string]time.Duration{}
	for _, client := range clients {
		names[client.ID], leeways[client.ID] = client.Name, c.Policy.Rotation.Leeway(*client)
	}
	trees := forest{now: c.Now, grants: grants,
		name:   func(id string) string { return cmp.Or(names[id], id) },
		leeway: func(id string) time.Duration { return leeways[id] },
	}.draw()
	p := c.paging(len(trees), grantsPerPage)
	body := familiesBody{Trees: trees[p.from:p.to], Pages: p}
	return c.userPage(u, tabFamilies, "user_families", body), nil
}
