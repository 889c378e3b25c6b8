package dashboard

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func pathSegment(s string) string { return url.PathEscape(s) }

type userRow struct {
	ID, Email, Connection string
	Blocked               bool
	Live                  int // refresh tokens
}

type usersBody struct {
	Query string
	Rows  []userRow
	Any   bool // there are users at all
	Pages paging
}

func (c *call) users() (tenant.Answer, error) {
	all, err := c.store.Users(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	body := usersBody{Query: strings.TrimSpace(c.Request.Query.Get("q")), Any: len(all) > 0}
	var found []*tenant.User
	for _, u := range all {
		if containsAny(body.Query, u.Email, u.Name, u.ID) {
			found = append(found, u)
		}
	}
	body.Pages = c.paging(len(found), rowsPerPage)
	for _, u := range found[body.Pages.from:body.Pages.to] {
		row := userRow{ID: u.ID, Email: cmp.Or(u.Email, u.ID), Connection: u.Connection, Blocked: u.Blocked}
		err := c.store.Each(c.Ctx, tenant.Selector{UserID: u.ID}, func(g *tenant.Grant) { row.Live += liveTokens(g, c.Now) })
		if err != nil {
			return tenant.Answer{}, err
		}
		body.Rows = append(body.Rows, row)
	}
	return c.render(http.StatusOK, "users", page{Title: "Users", Section: sectionUsers,
		Sub: "Who signs in, and what they have let applications do.", Body: body}), nil
}

// Tabs of a user's page.
const (
	tabDetails      = "Details"
	tabDevices      = "Devices"
	tabApplications = "Authorized Applications"
	tabFamilies     = "Token Families"
)

// userPage shows a tab of the user of this request.
func (c *call) userPage(u *tenant.User, tab, template string, body any) tenant.Answer {
	address := base + "/users/" + pathSegment(u.ID)
	p := page{Title: cmp.Or(u.Email, u.ID), Section: sectionUsers, Sub: u.ID, Body: body,
		Back: []link{{Text: "All users", Address: base + "/users"}},
		Tabs: []link{{Text: tabDetails, Address: address}, {Text: tabDevices, Address: address + "/devices"},
			{Text: tabApplications, Address: address + "/applications"}, {Text: tabFamilies, Address: address + "/families"}}}
	for i := range p.Tabs {
		if p.Tabs[i].Current = p.Tabs[i].Text == tab; p.Tabs[i].Current {
			p.Here = p.Tabs[i].Address
		}
	}
	if u.Blocked {
		p.Warning = "This user is blocked. What is shown as live cannot be exchanged until the user is unblocked."
	}
	return c.render(http.StatusOK, template, p)
}

type detailsBody struct {
	User               *tenant.User
	Created, Password  stamp
	Live, Grants, Apps int
	Sessions           []sessionRow
}

type sessionRow struct {
	ID, Device, IP string
	Since, Until   stamp
}

func (c *call) userDetails(u *tenant.User) (tenant.Answer, error) {
	body := detailsBody{User: u, Created: c.stamp(u.CreatedAt), Password: c.stamp(u.PasswordAt)}
	apps := map[string]bool{}
	err := c.store.Each(c.Ctx, tenant.Selector{UserID: u.ID}, func(g *tenant.Grant) {
		body.Live += liveTokens(g, c.Now)
		if c.Policy.Dashboard.Authorized(g, c.Now) {
			body.Grants++
			apps[g.Key.ClientID] = true
		}
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	body.Apps = len(apps)
	sessions, err := c.store.Sessions(c.Ctx, u.ID)
	if err != nil {
		return tenant.Answer{}, err
	}
	for _, s := range sessions {
		if s.Live(c.Now) {
			body.Sessions = append(body.Sessions, sessionRow{ID: s.ID, Device: deviceName(s.Agent), IP: s.IP,
				Since: c.stamp(s.AuthenticatedAt), Until: c.stamp(s.ExpiresAt)})
		}
	}
	return c.userPage(u, tabDetails, "user", body), nil
}

// blockUser blocks the user, or lets the user in again.
func (c *call) blockUser() (tenant.Answer, error) {
	block := c.form.Get("blocked") == "true"
	u, err := c.store.UpdateUser(c.Ctx, c.Param("id"), func(u *tenant.User) error {
		u.Blocked = block
		return nil
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	c.log("Update a User", tenant.LogEvent{UserID: u.ID, UserName: u.Email, Details: map[string]any{"blocked": block}})
	notice := "Unblocked " + u.Email + ". The user can sign in again."
	if block {
		notice = "Blocked " + u.Email + ". The user can neither sign in nor exchange a refresh token."
	}
	return c.redirectWithNotice(c.here(), notice), nil
}

// liveTokens is how many refresh tokens of the grant can be exchanged.
func liveTokens(g *tenant.Grant, now time.Time) int {
	n := 0
	for _, f := range g.Families {
		for _, t := range f.Tokens {
			if g.Kind(tenant.Place{Grant: g.ID, Family: f.ID, Serial: t.Serial}, now) == tenant.KindLive {
				n++
			}
		}
	}
	return n
}
