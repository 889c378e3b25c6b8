// Package wire stands between gin and the APIs: it reads a request into what the domain may look at, bounded, and
// writes an answer, after the policy has had the last word on it. Nothing else in the mock writes a response.
package wire

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/jsontext"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Env is what every API of one server shares.
type Env struct {
	Policy    func() *tenant.Policy // asked once a request, so that it may change between two
	Clock     tenant.Clock
	Logger    *slog.Logger // of the server, not the tenant's log; never nil
	PublicURL string       // without it, the issuer follows the request's scheme and Host
	Domains   []string     // the tenant's own host names, the canonical one first; none: any
	// Follow brings the clock to where another process may have moved it; nil: none can. Without it, nobody knows the tenant's time.
	Follow func(context.Context) error
	// Refuse words a refusal that has nothing to do with what was asked: too large, unreadable, no such route.
	Refuse func(status int, message string) tenant.Answer
	// Observe is told of every request and its answer; nil: nobody is. It must neither block nor change nor keep them.
	Observe func(*Call, tenant.Answer)
	// Open returns the claims of a token that only this server can read; an error is one of a text that is none.
	Open func(token string) (map[string]any, error)
	// Fault is what goes wrong with a request, on demand; nil: nothing does, with any.
	Fault func(*Call) *fault.Fault
}

// Call is one request on its way through a handler.
type Call struct {
	*gin.Context
	Ctx     context.Context // of the request: done when nobody waits for the answer any more
	Env     *Env
	Policy  *tenant.Policy // in force when the request arrived
	Request tenant.Request
	Raw     []byte // the body
	Now     time.Time
}

// Handle makes a handler out of f.
func (e *Env) Handle(endpoint tenant.Endpoint, f func(*Call) tenant.Answer) gin.HandlerFunc {
	return func(g *gin.Context) {
		lost := e.follow(g.Request.Context())
		c := &Call{Context: g, Ctx: g.Request.Context(), Env: e, Policy: e.Policy(), Now: e.Clock.Now()}
		c.Request = tenant.Request{
			Endpoint: endpoint,
			Method:   methodOf(g.Request),
			Path:     g.Request.URL.Path,
			Origin:   tenant.Cut(g.Request.Header.Get("Origin"), mostOrigin),
			Agent:    tenant.Cut(g.Request.UserAgent(), mostAgent),
			IP:       g.RemoteIP(), // no proxy is trusted to say another
			Issuer:   e.Issuer(g.Request),
			Received: c.Now,
			Node:     nodeOf(g.Request),
		}
		c.Request.Canonical = e.canonical(c.Request.Issuer)
		serve := func(c *Call) tenant.Answer { return later(placed(c.serve(f, lost), c.Request.Issuer)) }
		if refusal := c.read(g.Request); refusal != nil {
			c.write(placed(*refusal, c.Request.Issuer))
			return
		}
		if e.Fault != nil {
			if wrong := e.Fault(c); wrong != nil {
				c.suffer(*wrong, serve)
				return
			}
		}
		c.write(serve(c))
	}
}

func (e *Env) follow(ctx context.Context) error {
	if e.Follow == nil {
		return nil
	}
	return e.Follow(ctx)
}

// serve is the handler's answer, unless the tenant's clock is lost.
func (c *Call) serve(f func(*Call) tenant.Answer, lost error) tenant.Answer {
	if lost == nil {
		return f(c)
	}
	c.Failed("follow the tenant's clock", lost)
	return c.Env.Refuse(http.StatusServiceUnavailable, "The server cannot answer now")
}

// later adds to an answer that the server cannot give now when to ask again, in seconds (RFC 7009 section 2.2.1, RFC 9110 section 10.2.3).
func later(a tenant.Answer) tenant.Answer {
	if a.Status != http.StatusServiceUnavailable {
		return a
	}
	return a.With("Retry-After", "1")
}

func (c *Call) read(r *http.Request) *tenant.Answer {
	if refusal := c.refuseTooLong(r); refusal != nil {
		return refusal
	}
	query, err := parameters(r.URL.RawQuery)
	if err != nil {
		return c.refuse(http.StatusBadRequest, "The query string cannot be read")
	}
	c.Request.Query = query
	c.Request.BodyType = bodyType(r.Header.Get("Content-Type"))
	c.Raw, err = c.readBody(r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return c.refuse(http.StatusRequestEntityTooLarge, "The body is too large")
	case err != nil:
		return c.refuse(http.StatusBadRequest, "The body ended early")
	}
	if len(c.Raw) == 0 {
		c.Request.BodyType = tenant.BodyNone
	}
	return nil
}

// readBody reads the body, or the error of one that is too large or ends early. Whoever says how long it is is believed as far as a small
// one goes: room is made for no more than comes.
func (c *Call) readBody(r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(min(r.ContentLength, believedLength)) + bytes.MinRead)
	}
	_, err := body.ReadFrom(http.MaxBytesReader(c.Writer, r.Body, c.Policy.Parameters.MaxBody))
	return body.Bytes(), err
}

func (c *Call) refuse(status int, message string) *tenant.Answer {
	a := c.Env.Refuse(status, message)
	return &a
}

func bodyType(contentType string) tenant.BodyType {
	if known, ok := bodyTypes[contentType]; ok { // as nearly all write it
		return known
	}
	media, _, err := mime.ParseMediaType(contentType)
	if known, ok := bodyTypes[media]; ok && err == nil {
		return known
	}
	return tenant.BodyOther
}

var bodyTypes = map[string]tenant.BodyType{"application/x-www-form-urlencoded": tenant.BodyForm, "application/json": tenant.BodyJSON}

func (c *Call) write(a tenant.Answer) {
	body := c.render(a)
	c.Writer.WriteHeaderNow()
	c.send(body)
}

// render gives the policy the last word, tells whoever observes, and sets status and headers; it returns the body.
func (c *Call) render(a tenant.Answer) []byte {
	if c.Policy.Wire != nil {
		a = c.Policy.Wire(c.Request, a)
	}
	if c.Env.Observe != nil {
		c.Env.Observe(c, a)
	}
	h, values := c.Writer.Header(), make([]string, 0, len(a.Header))
	for name, value := range a.Header { // one list for all
		values = append(values, value)
		h[http.CanonicalHeaderKey(name)] = values[len(values)-1 : len(values) : len(values)]
	}
	body := []byte(a.Text)
	switch {
	case a.JSON != nil:
		encoded, err := jsontext.Append(make([]byte, 0, jsontext.Room), a.JSON)
		if err != nil {
			c.Failed("write the answer as JSON", err)
			a.Status, encoded = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
		}
		h.Set("Content-Type", "application/json; charset=utf-8")
		body = encoded
	case a.Type != "":
		h.Set("Content-Type", a.Type)
	}
	c.Status(a.Status)
	return body
}

func (c *Call) send(part []byte) {
	if len(part) == 0 {
		return
	}
	if _, err := c.Writer.Write(part); err != nil {
		c.Env.Logger.Debug("nobody listens to the answer any more", "endpoint", c.Request.Endpoint, "error", err)
	}
}
