package dashboard

import (
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// recentGroups is how many the overview shows, and mostOfGroup how many events of one.
const (
	recentGroups = 8
	mostOfGroup  = 20
)

type overviewBody struct {
	Users, Applications, Live int
	DeletesGrant              bool
	Events                    []eventGroup
}

// eventGroup is the same event of the same application and user, once or several times in a row.
type eventGroup struct {
	eventRow            // the newest
	Count    int        // of all of them
	Since    stamp      // of the oldest
	Listed   []eventRow // newest first, not more than mostOfGroup; none where there is one alone
}

// grouped are the newest groups of events, which are newest first.
func (c *call) grouped(events []tenant.LogEvent) (out []eventGroup) {
	for len(events) > 0 && len(out) < recentGroups {
		first, n := events[0], 1
		for n < len(events) && events[n].Type == first.Type && events[n].ClientID == first.ClientID && events[n].UserID == first.UserID {
			n++
		}
		g := eventGroup{eventRow: c.eventRows(events[:1])[0], Count: n, Since: c.stamp(events[n-1].Date)}
		if n > 1 {
			g.Listed = c.eventRows(events[:min(n, mostOfGroup)])
		}
		out, events = append(out, g), events[n:]
	}
	return out
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
	body.Events = c.grouped(events)
	return c.render(http.StatusOK, "overview", page{Title: "Overview", Section: sectionOverview, Body: body}), nil
}
