package mockserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/authapi"
	"github.com/revokespec/revokespec/mockserver/internal/control"
	"github.com/revokespec/revokespec/mockserver/internal/dashboard"
	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/front"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/managementapi"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

func newEngine(c config, s *Server, signer *keys.Signer, plain *tenant.Policy) (*gin.Engine, error) {
	e := gin.New()
	e.RedirectTrailingSlash = false // a test target must not be lenient by accident
	e.HandleMethodNotAllowed = true
	e.UseRawPath = true // an API's identifier is a URL: escaped, it is one part of a path
	if err := e.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	env := &wire.Env{Policy: s.policy.Load, Clock: s.clock, Logger: c.logger, PublicURL: c.publicURL, Domains: s.seed.Domains, Refuse: authapi.Refuse}
	env.Open = signer.Open
	if _, shared := c.store.(store.Shared); shared {
		env.Follow = s.follow
	}
	recorder := &control.Recorder{Most: c.recorded}
	if c.control != "" && c.recorded > 0 {
		env.Observe = recorder.Observe
	}
	env.Fault = func(c *wire.Call) *fault.Fault {
		if s.faults.None() {
			return nil
		}
		return s.faults.Meets(c.Sender(s.ownerOf))
	}
	auth := &authapi.API{Env: env, Store: s.store, Signer: signer, Claims: c.claims}
	e.Use(recovery(c.logger), func(g *gin.Context) {
		if !dashboard.Owns(g.Request.URL.Path) { // it grants nothing to any origin, not even in a preflight
			auth.CORS(g)
		}
	})
	e.NoMethod(env.Handle(tenant.EndpointNone, refuseRoute(http.StatusMethodNotAllowed, "Method not allowed")))
	auth.Register(e)
	managementEnv := *env
	managementEnv.Refuse = managementapi.Refuse
	management := &managementapi.API{Env: &managementEnv, Store: s.store, Signer: signer}
	noRoute := env.Handle(tenant.EndpointNone, refuseRoute(http.StatusNotFound, "Not found"))
	e.NoRoute(func(g *gin.Context) {
		if managementapi.Owns(g.Request.URL.Path) {
			management.Handle(g)
			return
		}
		noRoute(g)
	})
	if c.dashboard != nil {
		(&dashboard.API{Env: env, Store: s.store, Username: c.dashboard.username, Password: c.dashboard.password}).Register(e)
	}
	aside := *env // of what is no part of the tenant: no deviation reaches it, and nobody records it
	aside.Observe, aside.Fault, aside.Follow = nil, nil, nil
	aside.Policy = func() *tenant.Policy { return plain }
	(&front.API{Env: &aside, Store: s.store, Dashboard: c.dashboard != nil, Control: c.control != ""}).Register(e)
	if c.control != "" {
		controlled := aside
		if env.Follow != nil {
			controlled.Follow = func(ctx context.Context) error {
				_ = s.follow(ctx) // what needs the store will say so
				return nil
			}
		}
		(&control.API{Env: &controlled, Token: c.control, Server: s, Store: s.store, Recorder: recorder, Policy: s.policy.Load, SignIn: auth.SignIn}).Register(e)
	}
	return e, nil
}

// recovery answers 500 where a handler, or a function of the policy, panics, and logs where that was. A value that was made of
// what a request brought may hold a secret: of all but the runtime's own errors only the type is logged.
func recovery(logger *slog.Logger) gin.HandlerFunc {
	return func(g *gin.Context) {
		defer func() {
			value := recover()
			switch value {
			case nil:
				return
			case http.ErrAbortHandler: // is how a handler ends the connection
				panic(value) //nolint:forbidigo // net/http wants it to arrive
			}
			what := fmt.Sprintf("%T", value)
			if known, ok := value.(runtime.Error); ok {
				what = known.Error()
			}
			logger.Error("a handler panicked", "route", g.FullPath(), "panic", what, "stack", string(debug.Stack()))
			g.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"error": "server_error"})
		}()
		g.Next()
	}
}

// refuseRoute refuses in the words of the API that the path would belong to.
func refuseRoute(status int, message string) func(*wire.Call) tenant.Answer {
	return func(c *wire.Call) tenant.Answer {
		if dashboard.Owns(c.Request.Path) {
			return dashboard.Refuse(status, message)
		}
		return authapi.Refuse(status, message)
	}
}
