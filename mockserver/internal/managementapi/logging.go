package managementapi

import (
	"errors"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logWrite tells the tenant's log of a write that succeeded. It shows no body, and the path only as far as it names
// what is known here: anybody may put a secret into a path.
func (c *call) logWrite(status int) {
	c.known = c.known || c.route.method != http.MethodDelete // others fail when the thing is not there
	c.log(tenant.LogManagement, c.route.does, map[string]any{
		"request":  c.requestDetails(),
		"response": map[string]any{"statusCode": status},
	})
}

// logRead tells the tenant's log that secrets were read.
func (c *call) logRead() {
	c.known = true
	c.log(tenant.LogManagementRead, c.route.does, map[string]any{"request": c.requestDetails()})
}

// logLimit tells the tenant's log that a caller has used up what it may send, once until it may send again.
func (c *call) logLimit() {
	c.log(tenant.LogLimit, "Global limit has been reached", map[string]any{"request": c.requestDetails()})
}

func (c *call) log(kind tenant.LogType, description string, details map[string]any) {
	e := tenant.LogEvent{Type: kind, Description: description, ClientID: c.caller.clientID, UserID: c.caller.userID, Details: details}
	switch client, err := c.store.Client(c.Ctx, e.ClientID); {
	case err == nil:
		e.ClientName = client.Name
	case !errors.Is(err, store.ErrNotFound):
		c.Failed("name the client of a log event", err)
	}
	c.Log(c.store, e)
}

// logUser tells the tenant's log what happened to a user.
func (c *call) logUser(kind tenant.LogType, description string, u *tenant.User) {
	c.Log(c.store, tenant.LogEvent{Type: kind, Description: description, ClientID: c.caller.clientID,
		UserID: u.ID, UserName: u.Email, Connection: u.Connection, Details: map[string]any{"request": c.requestDetails()}})
}

func (c *call) requestDetails() map[string]any {
	path := c.Request.Path
	if !c.known {
		path = base + c.route.path
	}
	details := map[string]any{"method": strings.ToLower(c.Request.Method), "path": path, "channel": "api",
		"ip": c.Request.IP, "userAgent": c.Request.Agent}
	if id := c.GetHeader("X-Correlation-ID"); c.route.writes() && correlationID().MatchString(id) {
		details["correlation_id"] = id
	}
	return details
}
