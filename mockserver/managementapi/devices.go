package managementapi

import (
	"cmp"
	"slices"

	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

// listDevices lists device credentials: a family of refresh tokens is one. It never shows a token.
func (c *call) listDevices() (tenant.Answer, *tenant.Problem) {
	p, bad := c.paging()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	q := tenant.DeviceQuery{UserID: c.Request.Query.Get("user_id"), ClientID: c.Request.Query.Get("client_id"),
		Type: c.Request.Query.Get("type")}
	switch q.Type {
	case "", tenant.DeviceRefreshToken, tenant.DeviceRotatingRefreshToken, tenant.DevicePublicKey:
	default:
		if bad := c.malformed("type", "must be refresh_token, rotating_refresh_token or public_key"); bad != nil {
			return tenant.Answer{}, bad
		}
	}
	if q.Type == "" && p.asked {
		q.Type = tenant.DeviceRefreshToken // the documented default of a listing that pages
	}
	// By user only: what else the query asks for is the policy's to heed.
	devices, err := c.devices(tenant.Selector{UserID: q.UserID})
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	var items []map[string]any
	for _, d := range devices {
		if c.policy.Devices.Listed(q, d) {
			items = append(items, c.policy.Devices.Item(d, c.deviceJSON(d)))
		}
	}
	return c.list("device_credentials", items)
}

// devices are the credentials on those grants, oldest first. The policy picks those that answer a query.
func (c *call) devices(of tenant.Selector) ([]tenant.Device, error) {
	grants, err := store.Select(c.Ctx, c.store, of)
	if err != nil {
		return nil, err
	}
	var out []tenant.Device
	for _, g := range grants {
		for _, f := range g.Families {
			out = append(out, tenant.Device{Family: f, Key: g.Key, Usable: g.Usable(f, c.Now),
				Ended: f.Ended.Past(c.Now), GrantEnded: !g.Stands(c.Now)})
		}
	}
	slices.SortStableFunc(out, func(a, b tenant.Device) int {
		return cmp.Or(a.Family.CreatedAt.Compare(b.Family.CreatedAt), cmp.Compare(a.Family.ID, b.Family.ID))
	})
	return out, nil
}

func (c *call) deviceJSON(d tenant.Device) map[string]any {
	return map[string]any{"id": d.Family.ID, "device_name": d.Family.Device, "type": c.policy.Devices.Type(d.Family),
		"user_id": d.Key.UserID, "client_id": d.Key.ClientID}
}

// deleteDevice ends the credential's family. It answers 204 for one that is gone already, or never was: the credential
// no longer exists (Auth0, "Revoke Refresh Tokens").
func (c *call) deleteDevice() (tenant.Answer, *tenant.Problem) {
	deletion, err := store.DeleteDevice(c.Ctx, c.store, c.Param("id"), c.Now, c.policy.Devices.End)
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	return c.policy.Devices.Answer(deletion), nil
}
