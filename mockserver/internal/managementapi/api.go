// Package managementapi is the mock's Management API (Auth0, Management API v2): settings, grants, device credentials,
// refresh tokens, sessions, applications, APIs, users and logs of the tenant.
//
// Every operation is a row of a table (routes.go): authorized by the scopes of a token whose audience is this API,
// checked against a schema that is also its documentation. What it then does is asked of the tenant's policy.
package managementapi

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// base is the path under which the API lives. With a slash after it, it follows the issuer as the API's audience.
const base = "/api/v2"

// API serves one tenant.
type API struct {
	Env    *wire.Env
	Store  store.Store
	Signer *keys.Signer

	limits wire.Limits
}

// call is one authorized request.
type call struct {
	*wire.Call
	store  store.Store
	signer *keys.Signer
	every  func() []string // scopes of this API
	route  route
	caller caller
	query  tenant.Params  // those parameters that are well-formed
	body   map[string]any // nil where the operation reads none
	known  bool           // what is deleted was there

	secretsRead bool // and the log knows
}

// Handle serves every request below the API's path. The routes are no rows of the router: it would make all of them anew for each server,
// and they are the same for all.
func (a *API) Handle(g *gin.Context) {
	endpoint, serve := a.find(g)
	a.Env.Handle(endpoint, serve)(g)
}

func (a *API) find(g *gin.Context) (tenant.Endpoint, func(*wire.Call) tenant.Answer) {
	method, path := g.Request.Method, strings.TrimPrefix(escaped(g.Request.URL), base)
	if method == http.MethodGet && path == documentPath {
		return tenant.EndpointMetadata, func(c *wire.Call) tenant.Answer {
			return tenant.Answer{Status: http.StatusOK, JSON: documentAt(c.At(base))}
		}
	}
	there, parameters := served().find(path, nil)
	if row, found := there.rows[method]; found {
		g.Params = parameters
		return row.name, a.serve(row)
	}
	return tenant.EndpointNone, func(c *wire.Call) tenant.Answer {
		return refuseRoute(slices.Sorted(maps.Keys(there.rows)), c.Request.Method, path)
	}
}

// escaped is a path as it was sent: an escaped slash is none between parts, whatever else of the path would have been escaped by others.
func escaped(u *url.URL) string { return cmp.Or(u.RawPath, u.EscapedPath()) }

// serve makes an operation out of its row: who calls, how often, what they ask, and what is logged of it.
func (a *API) serve(row route) func(*wire.Call) tenant.Answer {
	return func(w *wire.Call) tenant.Answer {
		c := &call{Call: w, store: a.Store, signer: a.Signer, every: everyScope, route: row}
		var found *tenant.Problem
		c.caller, found = authorize(w, a.Signer, row.scopes)
		rate := a.limits.Take(c.caller.name(w.Request), w.Policy.Limits.Management, w.Env.Clock.Unmoved())
		return rate.AddTo(c.answer(rate, found))
	}
}

func (c *call) answer(rate wire.Rate, found *tenant.Problem) tenant.Answer {
	if rate.Exceeded {
		if rate.First {
			c.logLimit()
		}
		return problem(http.StatusTooManyRequests, "Global limit has been reached", "too_many_requests").Answer()
	}
	if p := c.Policy.Management.Authorize(c.route.name, found); p != nil {
		return p.Answer()
	}
	body, err := c.run()
	if err != nil {
		return c.refusal(err).Answer()
	}
	answer, whole := body.(tenant.Answer)
	if !whole {
		answer = tenant.Answer{Status: c.route.status, JSON: body}
	}
	if answer.Type == "" {
		answer.Type = "application/json; charset=utf-8" // as recorded, of a 204 as well
	}
	if c.route.writes() {
		c.logWrite(answer.Status)
	}
	return answer
}

// run returns what is sent with the operation's status, nil for nothing, or a tenant.Answer where the policy decides on more.
func (c *call) run() (any, error) {
	if c.route.enterprise && !c.Policy.Management.Enterprise {
		return nil, featureOff()
	}
	if bad := c.read(); bad != nil {
		return nil, bad
	}
	return c.route.serve(c)
}

// requires is the refusal of a caller that lacks one of the scopes, all of which are needed.
func (c *call) requires(scopes ...string) error {
	for _, s := range scopes {
		if !c.caller.may(s) {
			return asError(c.Policy.Management.Authorize(c.route.name, insufficient(s)))
		}
	}
	return nil
}
