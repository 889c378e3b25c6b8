package dashboard

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// eventsPerPage is how many log events one page lists.
const eventsPerPage = 50

// eventRow is a log event in a table.
type eventRow struct {
	tenant.LogEvent
	When stamp
	Bad  bool // something failed, or was refused
}

func (c *call) eventRows(events []tenant.LogEvent) []eventRow {
	out := make([]eventRow, len(events))
	for i, e := range events {
		out[i] = eventRow{LogEvent: e, When: c.stamp(e.Date), Bad: strings.HasPrefix(string(e.Type), "f") || e.Type == tenant.LogLimit}
	}
	return out
}

type logsBody struct {
	Type, User string // asked for
	Types      []tenant.LogType
	Events     []eventRow
	Empty      bool // the log as a whole
	Pages      paging
}

// logs lists the newest events first.
func (c *call) logs() (tenant.Answer, error) {
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	slices.Reverse(events)
	body := logsBody{Type: c.Request.Query.Get("type"), User: strings.TrimSpace(c.Request.Query.Get("user")), Empty: len(events) == 0}
	for _, e := range events {
		if !slices.Contains(body.Types, e.Type) {
			body.Types = append(body.Types, e.Type)
		}
	}
	slices.Sort(body.Types)
	events = slices.DeleteFunc(events, func(e tenant.LogEvent) bool {
		return body.Type != "" && string(e.Type) != body.Type || body.User != "" && !containsAny(body.User, e.UserName, e.UserID)
	})
	body.Pages = c.paging(len(events), eventsPerPage)
	body.Events = c.eventRows(events[body.Pages.from:body.Pages.to])
	return c.render(http.StatusOK, "logs", page{Title: "Logs", Section: sectionLogs,
		Sub: "What happened in this tenant, newest first. Times are UTC, by the tenant's clock.", Body: body}), nil
}

// containsAny says whether any of the texts contains what is looked for, however it is written.
func containsAny(looked string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(s string) bool {
		return strings.Contains(strings.ToLower(s), strings.ToLower(looked))
	})
}

type eventBody struct {
	eventRow
	Details string
}

func (c *call) logEvent() (tenant.Answer, error) {
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	i := slices.IndexFunc(events, func(e tenant.LogEvent) bool { return e.ID == c.Param("id") })
	if i < 0 {
		return tenant.Answer{}, store.ErrNotFound
	}
	body := eventBody{eventRow: c.eventRows(events[i : i+1])[0]}
	if len(events[i].Details) > 0 {
		details, err := json.MarshalIndent(events[i].Details, "", "  ")
		if err != nil {
			return tenant.Answer{}, err
		}
		body.Details = string(details)
	}
	return c.render(http.StatusOK, "event", page{Title: logName(body.Type), Section: sectionLogs, Sub: body.Description,
		Back: []link{{Text: "Logs", Address: base + "/logs"}}, Body: body}), nil
}
