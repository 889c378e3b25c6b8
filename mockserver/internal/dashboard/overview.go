package dashboard

import (
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// recentEvents is how many the overview shows.
const recentEvents = 8

type overviewBody struct {
	Users, Applications, Live int
	DeletesGrant              bool
	Events                    []eventRow
}

func (c *call) overview() (tenant.Answer, error) {
	users, err := c.store.Users(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	body := overviewBody{Users: len(users), Applications: len(clients), DeletesGrant: settings.RevocationDeletesGrant()}
	err = c.store.Each(c.Ctx, tenant.Selector{}, func(g *tenant.Grant) { body.Live += liveTokens(g, c.Now) })
	if err != nil {
		return tenant.Answer{}, err
	}
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	slices.Reverse(events)
	body.Events = c.eventRows(events[:min(recentEvents, len(events))])
	return c.render(http.StatusOK, "overview", page{Title: "Overview", Section: sectionOverview, Body: body}), nil
}
