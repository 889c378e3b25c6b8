package wire

import (
	"context"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Logs keeps the tenant's log.
type Logs interface {
	AddLog(ctx context.Context, e tenant.LogEvent) error
}

// Log writes an event about this request to the tenant's log, unless the policy keeps it out. When, from where and by
// which user agent are the request's, where the event does not say otherwise. What the request did has been done: a
// store that fails here fails the log, not the request.
func (c *Call) Log(to Logs, e tenant.LogEvent) {
	if e.Date.IsZero() {
		e.Date = c.Now
	}
	if e.IP == "" {
		e.IP = c.Request.IP
	}
	if e.UserAgent == "" {
		e.UserAgent = c.Request.Agent
	}
	if c.Policy.Log != nil {
		var written bool
		if e, written = c.Policy.Log(e); !written {
			return
		}
	}
	_ = to.AddLog(context.WithoutCancel(c.Ctx), e) // also when nobody waits for the answer any more
}
