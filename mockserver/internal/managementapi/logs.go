package managementapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func logRoutes() []route {
	sort := parameter{name: "sort", schema: sorting(), what: "A field and 1, or -1 for descending: date:-1 where nothing is said."}
	return []route{
		{method: "GET", path: "/logs", name: "logs.list", serve: (*call).listLogs,
			does: "Search log events", scopes: []string{"read:logs", "read:logs_users"},
			query: parameters(pagesOfAnySize, fieldNames, []parameter{
				{name: "q", schema: filterText(), what: `Conditions such as type:srrt or user_id:"auth0|1", with AND between.`},
				{name: "search", schema: filterText(), what: "The same as q."},
				sort,
				{name: "from", schema: pattern(`^[0-9]+$`, 100), what: "The log_id behind which to go on. All but take is then ignored."},
				{name: "take", schema: integer(1, mostTake), what: "How many events, with from."},
			}),
			status: http.StatusOK, answer: listAnswer("logs", ref("LogEvent"))},
		{method: "GET", path: "/logs/{id}", name: "logs.read", serve: (*call).readLog,
			does: "Get a log event by id", scopes: []string{"read:logs", "read:logs_users"},
			status: http.StatusOK, answer: ref("LogEvent"), refusals: []int{http.StatusNotFound}},
		{method: "GET", path: "/users/{id}/logs", name: "users.logs.list", serve: (*call).listUserLogs,
			does: "Get a user's log events", scopes: []string{"read:logs", "read:logs_users"}, query: parameters(pages, []parameter{sort}),
			status: http.StatusOK, answer: listAnswer("logs", ref("LogEvent"))},
	}
}

var logAnswer = object(properties{
	"_id": text(), "log_id": text(), "date": date(), "type": text(), "description": text(), "client_id": nullable(text()),
	"client_name": nullable(text()), "ip": nullable(text()), "user_id": nullable(text()), "user_name": nullable(text()),
	"user_agent": nullable(text()), "isMobile": flag(), "hostname": nullable(text()), "connection": nullable(text()),
	"connection_id": nullable(text()), "strategy": nullable(text()), "strategy_type": nullable(text()),
	"organization_id": nullable(text()), "organization_name": nullable(text()), "audience": nullable(text()), "scope": text(),
	"auth0_client": anything(), "location_info": nullable(anything()), "details": nullable(anything()),
})

func (c *call) listLogs() (any, error) {
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return nil, err
	}
	if c.query.Has("from") || c.query.Has("take") {
		return c.logsFrom(events)
	}
	q, bad := c.searchFor("q")
	if bad != nil {
		return nil, bad
	}
	also, bad := c.searchFor("search")
	if bad != nil {
		return nil, bad
	}
	return c.listEvents(events, func(i item) bool { return q(i) && also(i) })
}

// listUserLogs lists what concerns a user, who may have been deleted.
func (c *call) listUserLogs() (any, error) {
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return nil, err
	}
	id := c.Param("id")
	return c.listEvents(events, func(i item) bool { return i["user_id"] == id })
}

// listEvents lists those that are wanted, newest first unless the caller sorts.
func (c *call) listEvents(events []tenant.LogEvent, wanted func(item) bool) (any, error) {
	items := make([]item, 0, len(events))
	for _, e := range slices.Backward(events) {
		if i := logJSON(e); wanted(i) {
			items = append(items, i)
		}
	}
	if c.query.Has("sort") {
		sortItems(items, c.query.Get("sort"), "log_id")
	}
	return c.list(listing{name: "logs", items: items, most: mostPaged, bounded: true})
}

// logsFrom are those behind an event, oldest first. An event that is no longer kept is no obstacle: ids ascend.
func (c *call) logsFrom(events []tenant.LogEvent) (any, error) {
	from, take := c.query.Get("from"), c.number("take", defaultTake)
	items := make([]item, 0, take)
	for _, e := range events {
		if len(items) < take && isLaterID(e.ID, from) {
			items = append(items, logJSON(e))
		}
	}
	return items, nil
}

// isLaterID compares ids, which are numbers of many digits.
func isLaterID(id, than string) bool {
	than = strings.TrimLeft(than, "0")
	if len(id) != len(than) {
		return len(id) > len(than)
	}
	return id > than
}

func (c *call) readLog() (any, error) {
	events, err := c.store.Logs(c.Ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(events, func(e tenant.LogEvent) bool { return e.ID == c.Param("id") })
	if i < 0 {
		return nil, notFound("The log event does not exist.", "inexistent_log")
	}
	return logJSON(events[i]), nil
}

// logJSON has every member, as recorded of Auth0 (go-auth0, TestLogManager): null is what an event is not about, and where the caller
// is, which nobody knows here.
func logJSON(e tenant.LogEvent) item {
	out := item{"_id": e.ID, "log_id": e.ID, "date": stamp(e.Date), "type": string(e.Type), "description": e.Description,
		"isMobile": e.Mobile(), "organization_id": nil, "organization_name": nil, "location_info": nil, "details": nil}
	told := map[string]string{"client_id": e.ClientID, "client_name": e.ClientName, "ip": e.IP, "user_id": e.UserID,
		"user_name": e.UserName, "user_agent": e.UserAgent, "hostname": e.Hostname, "connection": e.Connection,
		"audience": e.Audience, "connection_id": "", "strategy": "", "strategy_type": ""}
	if e.Connection != "" {
		told["connection_id"] = tenant.ConnectionID
	}
	if e.Connection != "" && e.Type.TellsStrategy() {
		told["strategy"], told["strategy_type"] = tenant.Strategy, tenant.StrategyType
	}
	for name, value := range told {
		out[name] = nil
		if value != "" {
			out[name] = value
		}
	}
	if e.Scope != "" {
		out["scope"] = e.Scope
	}
	if e.SDK != nil {
		out["auth0_client"] = e.SDK
	}
	if e.Details != nil {
		out["details"] = e.Details
	}
	return out
}
