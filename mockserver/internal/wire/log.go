package wire

import (
	"context"
	"log/slog"

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
	if err := to.AddLog(context.WithoutCancel(c.Ctx), e); err != nil { // also when nobody waits for the answer any more
		c.Failed("write to the tenant's log", err)
	}
}

// Failed tells the server's own log, which is not the tenant's, of an error that the answer does not tell, and what was being
// done. Nothing that a request brought goes there: any text of it may be a secret.
func (c *Call) Failed(doing string, err error) {
	level := slog.LevelError
	if c.Ctx.Err() != nil { // nobody waits for the answer any more, and the store was told so
		level = slog.LevelDebug
	}
	c.Env.Logger.Log(c.Ctx, level, "could not "+doing, "endpoint", c.Request.Endpoint, "error", err)
}
