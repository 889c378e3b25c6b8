package wire

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Logs keeps the tenant's log.
type Logs interface {
	AddLog(ctx context.Context, e tenant.LogEvent) error
}

// Log writes an event about this request to the tenant's log, unless the policy keeps it out. When, from where, at which host and
// by which user agent are the request's, where the event does not say otherwise. What the request did has been done: a
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
	e.Hostname, e.SDK = c.hostname(), c.sdk()
	e = e.Shaped()
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

// hostname is the issuer's, without a port.
func (c *Call) hostname() string {
	u, err := url.Parse(c.Request.Issuer)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// longestSDK is how much of an Auth0-Client header is read, in bytes.
const longestSDK = 2 << 10

// sdk is what the header Auth0-Client says of the caller, as Auth0's SDKs write it: name, version and env, in base64. Nothing
// else of it is kept.
func (c *Call) sdk() map[string]any {
	header := strings.TrimRight(c.GetHeader("Auth0-Client"), "=")
	if header == "" || len(header) > longestSDK {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(header))
	var said struct {
		Name    string            `json:"name"`
		Version string            `json:"version"`
		Env     map[string]string `json:"env"`
	}
	if err != nil || json.Unmarshal(text, &said) != nil || said.Name == "" {
		return nil
	}
	out := map[string]any{"name": said.Name, "version": said.Version}
	if len(said.Env) > 0 {
		env := map[string]any{}
		for name, value := range said.Env {
			env[name] = value
		}
		out["env"] = env
	}
	return out
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
