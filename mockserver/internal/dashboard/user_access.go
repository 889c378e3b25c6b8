package dashboard

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

type deviceRow struct {
	ID, Device, Agent, IP string
	ClientID, Client      string
	Audience              string
	Rotating              bool
	Since, Used           stamp
}

// clientNames are the applications' names by client_id.
func (c *call) clientNames() (map[string]string, error) {
	clients, err := c.store.Clients(c.Ctx)
	names := map[string]string{}
	for _, client := range clients {
		names[client.ID] = client.Name
	}
	return names, err
}

// userDevices lists the user's device credentials: families with a token that can be exchanged, newest first.
func (c *call) userDevices(u *tenant.User) (tenant.Answer, error) {
	names, err := c.clientNames()
	if err != nil {
		return tenant.Answer{}, err
	}
	var rows []deviceRow
	err = c.store.Each(c.Ctx, tenant.Selector{UserID: u.ID}, func(g *tenant.Grant) {
		for _, f := range g.Families {
			if g.Usable(f, c.Now) {
				rows = append(rows, deviceRow{ID: f.ID, Device: deviceName(f.Device), Agent: f.Device, IP: f.IP,
					ClientID: g.Key.ClientID, Client: cmp.Or(names[g.Key.ClientID], g.Key.ClientID), Audience: g.Key.Audience,
					Rotating: f.Rotating, Since: c.stamp(f.CreatedAt), Used: c.stamp(f.UsedAt)})
			}
		}
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	slices.SortStableFunc(rows, func(a, b deviceRow) int { return cmp.Compare(b.Since.ISO, a.Since.ISO) })
	return c.userPage(u, tabDevices, "user_devices", pageOf(c, rows)), nil
}

// unlink deletes a device credential, as the Management API does.
func (c *call) unlink(u *tenant.User) (tenant.Answer, error) {
	id := c.form.Get("credential")
	family, err := c.familyOf(u, id)
	if err != nil {
		return tenant.Answer{}, err
	}
	deletion, err := store.DeleteDevice(c.Ctx, c.store, id, c.Now, c.Policy.Dashboard.Unlink)
	if err != nil {
		return tenant.Answer{}, err
	}
	name := deviceName(family.Device)
	if !deletion.Usable {
		return c.redirectWithNotice(c.here(), name+" was unlinked already."), nil
	}
	c.log("Delete a device credential", tenant.LogEvent{UserID: u.ID, UserName: u.Email, Details: map[string]any{"device_credential": id}})
	if c.grantEnded(id) {
		return c.redirectWithNotice(c.here(), "Unlinked "+name+". Its grant ended, and with it every refresh token on that."), nil
	}
	return c.redirectWithNotice(c.here(), "Unlinked "+name+". Its refresh token no longer works."), nil
}

// grantEnded says whether the grant of a device credential is known to have ended.
func (c *call) grantEnded(credential string) bool {
	grant, wellFormed := tenant.GrantOfCredential(credential)
	if !wellFormed {
		return true
	}
	over := false
	err := c.store.Look(c.Ctx, grant, func(g *tenant.Grant) { over = !g.Stands(c.Now) })
	if errors.Is(err, store.ErrNotFound) {
		return true
	}
	if err != nil {
		c.Failed("see whether the grant of an unlinked device ended", err)
	}
	return over
}

// familyOf returns the family of that id, if it is the user's.
func (c *call) familyOf(u *tenant.User, id string) (*tenant.Family, error) {
	grant, wellFormed := tenant.GrantOfCredential(id)
	if !wellFormed {
		return nil, store.ErrNotFound
	}
	var found *tenant.Family
	err := c.store.Look(c.Ctx, grant, func(g *tenant.Grant) {
		if f := g.Family(id); f != nil && g.Key.UserID == u.ID {
			copied := *f
			found = &copied
		}
	})
	if err == nil && found == nil {
		err = store.ErrNotFound
	}
	return found, err
}

type authorizedRow struct {
	ClientID, Client string
	Audiences        []authorizedAudience
	Live             int
	Since            stamp
}

type authorizedAudience struct {
	Identifier string
	Scopes     []string
}

// userApplications lists the applications that the user has let in, each once.
func (c *call) userApplications(u *tenant.User) (tenant.Answer, error) {
	names, err := c.clientNames()
	if err != nil {
		return tenant.Answer{}, err
	}
	var rows []*authorizedRow
	err = c.store.Each(c.Ctx, c.Policy.Dashboard.Lists(u.ID), func(g *tenant.Grant) {
		if !c.Policy.Dashboard.Authorized(g, c.Now) {
			return
		}
		i := slices.IndexFunc(rows, func(r *authorizedRow) bool { return r.ClientID == g.Key.ClientID })
		if i < 0 {
			i = len(rows)
			rows = append(rows, &authorizedRow{ClientID: g.Key.ClientID, Client: cmp.Or(names[g.Key.ClientID], g.Key.ClientID),
				Since: c.stamp(g.CreatedAt)})
		}
		rows[i].Live += liveTokens(g, c.Now)
		rows[i].add(authorizedAudience{Identifier: g.Key.Audience, Scopes: slices.Clone(g.Scopes)})
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	return c.userPage(u, tabApplications, "user_applications", pageOf(c, rows)), nil
}

func (r *authorizedRow) add(a authorizedAudience) {
	for i := range r.Audiences {
		if r.Audiences[i].Identifier == a.Identifier {
			r.Audiences[i].Scopes = tenant.Union(r.Audiences[i].Scopes, a.Scopes)
			return
		}
	}
	r.Audiences = append(r.Audiences, a)
}

// revoke takes the user's access back from an application, whatever the audience.
func (c *call) revoke(u *tenant.User) (tenant.Answer, error) {
	names, err := c.clientNames()
	if err != nil {
		return tenant.Answer{}, err
	}
	id := c.form.Get("client_id")
	if id == "" { // a selector without it would pick every application
		return c.problem(http.StatusBadRequest, "No application", "The form names no application. Nothing was changed."), nil
	}
	ended, err := store.EndEach(c.Ctx, c.store, c.Policy.Dashboard.Revokes(u.ID, id), tenant.CauseApplication, c.Now, c.Policy.Dashboard.Revoke)
	if err != nil {
		return tenant.Answer{}, err
	}
	name := cmp.Or(names[id], id)
	if ended == 0 {
		return c.redirectWithNotice(c.here(), u.Email+" had not authorized "+name+". Nothing was changed."), nil
	}
	c.log("Delete a grant", tenant.LogEvent{UserID: u.ID, UserName: u.Email, ClientID: id, ClientName: names[id]})
	return c.redirectWithNotice(c.here(), "Revoked the access of "+name+". Its refresh tokens of this user no longer work."), nil
}
