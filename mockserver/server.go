package mockserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/authapi"
	"github.com/revokespec/revokespec/mockserver/control"
	"github.com/revokespec/revokespec/mockserver/deviation"
	"github.com/revokespec/revokespec/mockserver/keys"
	"github.com/revokespec/revokespec/mockserver/managementapi"
	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
	"github.com/revokespec/revokespec/mockserver/wire"
)

// Server is one node of one tenant. It is an http.Handler, safe for concurrent use.
type Server struct {
	engine *gin.Engine
	store  store.Store
	clock  *tenant.MovableClock
	config config
	policy atomic.Pointer[tenant.Policy]
	seed   Seed
	err    error
}

// New makes a server in well under a millisecond. It does not fail: an option that cannot be met is told by Err, and
// by every answer of the server.
func New(opts ...Option) *Server {
	quiet()
	c := config{}
	for _, o := range opts {
		o(&c)
	}
	s := &Server{store: c.store, clock: c.clock, config: c}
	if s.store == nil {
		s.store = store.NewMemory()
	}
	if s.clock == nil {
		s.clock = tenant.NewClock(time.Now)
	}
	s.seed = DefaultSeed(c.dialect)
	if c.seed != nil {
		s.seed = *c.seed
	}
	err := s.Deviate(c.deviations...)
	signer, keyErr := keys.ForAlgorithm(c.algorithm)
	if s.err = errors.Join(err, keyErr, checkPublicURL(c.publicURL), s.seed.plant(context.Background(), s.store, s.founding(), s.clock.Now())); s.err != nil {
		return s
	}
	s.engine = newEngine(c, s, signer)
	return s
}

// checkPublicURL refuses what no issuer can be made of (OpenID Connect Discovery 1.0 section 3).
func checkPublicURL(public string) error {
	if public == "" {
		return nil
	}
	u, err := url.Parse(public)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("public URL %q is no issuer; write it as https://mock.example:8420", public)
	}
	return nil
}

// Deviate makes the server break rules on purpose, from the next request on: those of the deviations named and no
// others. On an error, nothing changes.
func (s *Server) Deviate(names ...string) error {
	c := s.config
	c.deviations = names
	policy, err := c.policy()
	if err == nil {
		s.policy.Store(policy)
	}
	return err
}

// founding is the policy's settings for a new tenant; there is no policy when an option could not be met.
func (s *Server) founding() func(time.Time) tenant.Settings {
	if p := s.policy.Load(); p != nil {
		return p.Settings.Founded
	}
	return tenant.DefaultSettings
}

// policy is the dialect, changed by the switches, and then by the deviations.
func (c config) policy() (*tenant.Policy, error) {
	p, err := tenant.NewPolicy(c.dialect)
	if err != nil {
		return nil, err
	}
	for _, change := range c.switches {
		change(p)
	}
	for _, name := range c.deviations {
		d, err := deviation.ByName(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(d.Dialects, p.Dialect) {
			return nil, fmt.Errorf("deviation %q cannot be shown in dialect %s; use %s", name, p.Dialect, strings.Join(d.Dialects, " or "))
		}
		d.Apply(p)
	}
	return p, nil
}

func newEngine(c config, s *Server, signer *keys.Signer) *gin.Engine {
	e := gin.New()
	e.RedirectTrailingSlash = false // a test target must not be lenient by accident
	e.HandleMethodNotAllowed = true
	e.UseRawPath = true          // an API's identifier is a URL: escaped, it is one part of a path
	_ = e.SetTrustedProxies(nil) // nothing to parse, so nothing can fail
	env := &wire.Env{Policy: s.policy.Load, Clock: s.clock, PublicURL: c.publicURL, Refuse: authapi.Refuse}
	auth := &authapi.API{Env: env, Store: s.store, Signer: signer}
	e.Use(gin.CustomRecoveryWithWriter(io.Discard, func(g *gin.Context, _ any) {
		g.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"error": "server_error"})
	}), auth.CORS)
	e.NoRoute(env.Handle(tenant.EndpointNone, refuseRoute(http.StatusNotFound, "Not found")))
	e.NoMethod(env.Handle(tenant.EndpointNone, refuseRoute(http.StatusMethodNotAllowed, "Method not allowed")))
	auth.Register(e)
	managementEnv := *env
	managementEnv.Refuse = managementapi.Refuse
	management := &managementapi.API{Env: &managementEnv, Store: s.store, Signer: signer}
	management.Register(e)
	if c.control != "" {
		controlEnv := *env
		plain := tenant.Policy{Parameters: s.policy.Load().Parameters}
		controlEnv.Policy = func() *tenant.Policy { return &plain } // no deviation reaches the control API
		(&control.API{Env: &controlEnv, Token: c.control, Clock: s.clock, Reset: s.Reset}).Register(e)
	}
	return e
}

// refuseRoute refuses in the words of the API that the path would belong to.
func refuseRoute(status int, message string) func(*wire.Call) tenant.Answer {
	return func(c *wire.Call) tenant.Answer {
		if managementapi.Owns(c.Request.Path) {
			return managementapi.Refuse(status, message)
		}
		return authapi.Refuse(status, message)
	}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.err != nil {
		http.Error(w, s.err.Error(), http.StatusInternalServerError)
		return
	}
	s.engine.ServeHTTP(w, r)
}

// Err says which option could not be met; nil when all could.
func (s *Server) Err() error { return s.err }

// Clock is the tenant's clock.
func (s *Server) Clock() *tenant.MovableClock { return s.clock }

// Seed is what the tenant started with.
func (s *Server) Seed() Seed { return s.seed }

// Reset brings the tenant back to its seed, and its clock to the present.
func (s *Server) Reset(ctx context.Context) error {
	s.clock.Reset()
	if err := s.store.Reset(ctx); err != nil {
		return err
	}
	return s.seed.plant(ctx, s.store, s.founding(), s.clock.Now())
}

// quiet keeps gin from printing its routes: its mode is one for the whole process, and "debug" unless somebody chose.
var quiet = sync.OnceFunc(func() {
	if strings.EqualFold(gin.Mode(), gin.DebugMode) {
		gin.SetMode(gin.ReleaseMode)
	}
})
