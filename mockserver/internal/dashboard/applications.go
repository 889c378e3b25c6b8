package dashboard

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// authMethods are those of client authentication, as Auth0's Dashboard names them.
var authMethods = []struct {
	Value tenant.AuthMethod
	Label string
}{
	{tenant.AuthNone, "None"},
	{tenant.AuthSecretPost, "Client Secret (Post)"},
	{tenant.AuthSecretBasic, "Client Secret (Basic)"},
	{tenant.AuthPrivateKeyJWT, "Private Key JWT"},
}

func authMethodName(m tenant.AuthMethod) string {
	for _, known := range authMethods {
		if known.Value == m {
			return known.Label
		}
	}
	return string(m)
}

var appTypes = map[string]string{"regular_web": "Regular Web", "native": "Native", "spa": "Single Page", "non_interactive": "Machine to Machine"}

type clientRow struct {
	ID, Name, Type, Method string
	Rotating               bool
	Live                   int // refresh tokens
}

// applications lists them, oldest first.
func (c *call) applications() (tenant.Answer, error) {
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	live := map[string]int{}
	err = c.store.Each(c.Ctx, tenant.Selector{}, func(g *tenant.Grant) { live[g.Key.ClientID] += liveTokens(g, c.Now) })
	if err != nil {
		return tenant.Answer{}, err
	}
	rows := make([]clientRow, len(clients))
	for i, client := range clients {
		rows[i] = clientRow{ID: client.ID, Name: client.Name, Type: cmp.Or(appTypes[client.AppType], client.AppType),
			Method: authMethodName(client.AuthMethod), Rotating: c.Policy.Rotation.Rotates(*client), Live: live[client.ID]}
	}
	return c.render(http.StatusOK, "applications", page{Title: "Applications", Section: sectionApplications,
		Sub: "Whoever may ask this tenant for tokens.", Body: pageOf(c, rows)}), nil
}

func (c *call) applicationPage(client *tenant.Client, tab string, body any) page {
	address := base + "/applications/" + pathSegment(client.ID)
	return page{Title: cmp.Or(client.Name, client.ID), Section: sectionApplications, Sub: client.ID, Body: body,
		Back: []link{{Text: "All applications", Address: base + "/applications"}},
		Tabs: []link{{"Settings", address, tab == "Settings"}, {"Authorized Users", address + "/users", tab == "Authorized Users"}}}
}

func (c *call) application(client *tenant.Client) (tenant.Answer, error) {
	return c.showApplication(http.StatusOK, client, formOf(client)), nil
}

type applicationBody struct {
	Client  *tenant.Client
	Form    applicationForm
	Methods any
	Type    string
}

func (c *call) showApplication(status int, client *tenant.Client, form applicationForm) tenant.Answer {
	return c.render(status, "application", c.applicationPage(client, "Settings", applicationBody{Client: client, Form: form,
		Methods: authMethods, Type: cmp.Or(appTypes[client.AppType], client.AppType)}))
}

// saveApplication changes nothing when any field is wrong, and shows the form again as it was filled in.
func (c *call) saveApplication(client *tenant.Client) (tenant.Answer, error) {
	form := readApplicationForm(c.form)
	if !form.valid(client) {
		return c.showApplication(http.StatusUnprocessableEntity, client, form), nil
	}
	client, err := c.store.UpdateClient(c.Ctx, client.ID, func(client *tenant.Client) error {
		*client = c.Policy.Dashboard.Client(*client, form.applied(*client))
		return nil
	})
	if err == nil {
		err = store.ApplyLifetimes(c.Ctx, c.store, client)
	}
	if err != nil {
		return tenant.Answer{}, err
	}
	c.log("Update a Client", tenant.LogEvent{ClientID: client.ID, ClientName: client.Name})
	return c.redirectWithNotice(c.here(), "Saved the settings of "+cmp.Or(client.Name, client.ID)+"."), nil
}

type clientUserRow struct {
	ID, Email string
	Audiences []string
	Live      int
}

// applicationUsers lists who has authorized the application.
func (c *call) applicationUsers(client *tenant.Client) (tenant.Answer, error) {
	rows := map[string]*clientUserRow{}
	err := c.store.Each(c.Ctx, tenant.Selector{ClientID: client.ID}, func(g *tenant.Grant) {
		if !c.Policy.Dashboard.Authorized(g, c.Now) {
			return
		}
		row := rows[g.Key.UserID]
		if row == nil {
			row = &clientUserRow{ID: g.Key.UserID, Email: g.Key.UserID}
			rows[row.ID] = row
		}
		row.Live += liveTokens(g, c.Now)
		row.Audiences = append(row.Audiences, g.Key.Audience)
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	users, err := c.store.Users(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	var out []*clientUserRow
	for _, u := range users {
		if row := rows[u.ID]; row != nil {
			row.Email = cmp.Or(u.Email, u.ID)
			row.Audiences = slices.Compact(slices.Sorted(slices.Values(row.Audiences)))
			out = append(out, row)
		}
	}
	return c.render(http.StatusOK, "application_users", c.applicationPage(client, "Authorized Users", pageOf(c, out))), nil
}
