package managementapi

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	scopeReadDevices      = "read:device_credentials"
	scopeDeleteDevices    = "delete:device_credentials"
	scopeCreateOwnDevices = "create:current_user_device_credentials"
	scopeDeleteOwnDevices = "delete:current_user_device_credentials"
)

// deviceFields are what a credential shows: no token, no date, no audience.
var deviceFields = properties{"id": text(), "device_name": text(), "device_id": text(), "type": deviceTypes(),
	"user_id": text(), "client_id": text()}

func deviceTypes() *schema {
	return enum(tenant.DevicePublicKey, tenant.DeviceRefreshToken, tenant.DeviceRotatingRefreshToken)
}

func deviceRoutes() []route {
	return []route{
		{method: "GET", path: "/device-credentials", name: tenant.OpListDevices, serve: (*call).listDevices,
			does: "List device credentials", scopes: []string{scopeReadDevices},
			query: parameters(pages, []parameter{
				{name: "fields", schema: pattern(`^(id|device_name|device_id|type|user_id|client_id)(,(id|device_name|device_id|type|user_id|client_id))*$`, 200),
					what: "Names of fields, with commas between."},
				fieldNames[1],
				{name: "type", schema: deviceTypes(), what: "Credentials of this type; refresh_token where pages are asked for."},
			}, filter("user_id", "Credentials of this user."), filter("client_id", "Credentials of this application.")),
			status: http.StatusOK, answer: listAnswer("device_credentials", ref("DeviceCredential"))},
		{method: "POST", path: "/device-credentials", name: "device-credentials.create", serve: (*call).createDevice,
			does: "Create a device public key credential", scopes: []string{scopeCreateOwnDevices}, body: publicKeyBody,
			status: http.StatusCreated, answer: object(properties{"id": text()}, "id"), refusals: []int{http.StatusNotFound, http.StatusConflict}},
		{method: "DELETE", path: "/device-credentials/{id}", name: tenant.OpDeleteDevice, serve: (*call).deleteDevice,
			does: "Delete a device credential", scopes: []string{scopeDeleteDevices, scopeDeleteOwnDevices},
			status: http.StatusNoContent},
	}
}

// listDevices lists device credentials: a family of refresh tokens is one. It never shows a token.
func (c *call) listDevices() (any, error) {
	q := tenant.DeviceQuery{UserID: c.query.Get("user_id"), ClientID: c.query.Get("client_id"), Type: c.query.Get("type")}
	if q.UserID == "" && c.Policy.Management.UserRequired {
		return nil, badQuery("Missing required property: user_id")
	}
	if q.Type == "" && c.paged() {
		q.Type = tenant.DeviceRefreshToken // the documented default of a listing that pages
	}
	// By user only: what else the query asks for is the policy's to heed.
	devices, err := c.devices(tenant.Selector{UserID: q.UserID})
	if err != nil {
		return nil, err
	}
	var items []item
	for _, d := range devices {
		if c.Policy.Devices.Listed(q, d) {
			items = append(items, c.Policy.Devices.Item(d, c.deviceJSON(d)))
		}
	}
	keys, err := c.publicKeys(q)
	if err != nil {
		return nil, err
	}
	return c.list(listing{name: "device_credentials", items: append(items, keys...), most: mostPaged})
}

// devices are the credentials on those grants, oldest first. The policy picks those that answer a query.
func (c *call) devices(of tenant.Selector) ([]tenant.Device, error) {
	grants, err := store.Select(c.Ctx, c.store, of)
	var out []tenant.Device
	for _, g := range grants {
		for _, f := range g.Families {
			out = append(out, tenant.Device{Family: f, Key: g.Key, Usable: g.Usable(f, c.Now), GrantEnded: !g.Stands(c.Now)})
		}
	}
	slices.SortStableFunc(out, func(a, b tenant.Device) int {
		return cmp.Or(a.Family.CreatedAt.Compare(b.Family.CreatedAt), cmp.Compare(a.Family.ID, b.Family.ID))
	})
	return out, err
}

func (c *call) deviceJSON(d tenant.Device) item {
	return item{"id": d.Family.ID, "device_name": d.Family.Device, "type": c.Policy.Devices.Type(d.Family),
		"user_id": d.Key.UserID, "client_id": d.Key.ClientID}
}

// deleteDevice ends the credential's family. It answers 204 for one that is gone already, or never was: the credential
// no longer exists (Auth0, "Revoke Refresh Tokens"). A user's own token deletes that user's credentials alone.
func (c *call) deleteDevice() (any, error) {
	id := c.Param("id")
	if !c.caller.may(scopeDeleteDevices) && c.caller.may(scopeDeleteOwnDevices) {
		if bad := c.ownDevice(id); bad != nil {
			return nil, bad
		}
	}
	err := c.store.DeletePublicKey(c.Ctx, id)
	if c.known = err == nil; c.known {
		return c.Policy.Devices.Answer(tenant.DeviceDeletion{}), nil
	}
	if err := store.IgnoreMissing(err); err != nil {
		return nil, err
	}
	deletion, err := store.DeleteDevice(c.Ctx, c.store, id, c.Now, func(e *tenant.Ending) {
		e.Node = c.Request.Node
		c.Policy.Devices.End(e)
	})
	c.known = deletion.Known
	return c.Policy.Devices.Answer(deletion), err
}

// ownDevice refuses a credential that is somebody else's.
func (c *call) ownDevice(id string) error {
	owner := ""
	keys, err := c.store.PublicKeys(c.Ctx)
	for _, k := range keys {
		if k.ID == id {
			owner = k.UserID
		}
	}
	if grant, wellFormed := tenant.GrantOfCredential(id); err == nil && wellFormed {
		err = store.IgnoreMissing(c.store.Look(c.Ctx, grant, func(g *tenant.Grant) {
			if g.Family(id) != nil {
				owner = g.Key.UserID
			}
		}))
	}
	if err != nil {
		return err
	}
	if owner == "" || owner == c.caller.userID {
		return nil
	}
	return asError(c.Policy.Management.Authorize(c.route.name, insufficient(scopeDeleteDevices)))
}
