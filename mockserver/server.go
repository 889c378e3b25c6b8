package mockserver

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/backchannel"
	"github.com/revokespec/revokespec/mockserver/internal/claims"
	"github.com/revokespec/revokespec/mockserver/internal/control"
	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Server is one node of one tenant. It is an http.Handler, safe for concurrent use.
type Server struct {
	engine *gin.Engine
	store  *store.Breakable
	clock  *tenant.MovableClock
	config config
	policy atomic.Pointer[tenant.Policy]
	active activeDeviations
	faults fault.Set
	seed   Seed
	err    error

	applications *backchannel.Teller // of the ends of sessions
}

// New makes a server in well under a millisecond. It does not fail: an option that cannot be met is told by Err, and
// by every answer of the server.
func New(opts ...Option) *Server {
	quietGin()
	c := config{recorded: control.Recorded, logger: slog.New(slog.DiscardHandler)}
	for _, o := range opts {
		o(&c)
	}
	if c.store == nil {
		c.store = memory.New()
	}
	s := &Server{clock: c.clock, config: c}
	s.store = store.NewBreakable(store.Watched{Store: c.store, Ended: func(ended tenant.Session) { s.applications.Tell(ended) }})
	if s.clock == nil {
		s.clock = tenant.NewClock(time.Now)
	}
	if s.seed, s.err = s.config.takeSeed(); s.err != nil {
		return s
	}
	c = s.config
	plain, dialectErr := tenant.NewPolicy(c.dialect)
	if dialectErr == nil {
		dialectErr = s.Deviate(c.deviations...)
	}
	signer, keyErr := keys.ForTenant(s.seed.Tenant, c.algorithm)
	if s.err = errors.Join(dialectErr, keyErr, checkPublicURL(c.publicURL)); s.err != nil {
		return s
	}
	for _, f := range c.faults {
		if _, s.err = s.AddFault(f); s.err != nil {
			return s
		}
	}
	if s.err = s.begin(context.Background()); s.err != nil {
		return s
	}
	s.applications = backchannel.New(backchannel.Node{Store: s.store, Signer: signer, Policy: s.policy.Load, Clock: s.clock, Logger: c.logger})
	if s.seed.ClaimsHook != "" && c.claims == nil {
		if c.claims, s.err = claims.Hook(s.seed.ClaimsHook); s.err != nil {
			return s
		}
	}
	s.engine, s.err = newEngine(c, s, signer, plain)
	return s
}

// checkPublicURL refuses what no issuer can be made of (OpenID Connect Discovery 1.0 section 3).
func checkPublicURL(public string) error {
	if public == "" {
		return nil
	}
	u, err := url.Parse(public)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("the public URL is no issuer; write it as https://mock.example:8420, without a user name") // it may hold a password
	}
	return nil
}

// founding is the policy's settings for a new tenant; there is no policy when an option could not be met.
func (s *Server) founding() func(time.Time) tenant.Settings {
	if p := s.policy.Load(); p != nil {
		return p.Settings.Founded
	}
	return tenant.DefaultSettings
}

// ServeHTTP serves the Authentication API, the Management API, and what options add. Where Err is not nil, it says so with 500.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.err != nil {
		http.Error(w, s.err.Error(), http.StatusInternalServerError)
		return
	}
	s.engine.ServeHTTP(w, wire.RoutedAsGet(r))
}

// Err says which option could not be met; nil when all could.
func (s *Server) Err() error { return s.err }

// Clock is the tenant's clock.
func (s *Server) Clock() *Clock { return s.clock }

// follow brings the clock to where another process has moved it.
func (s *Server) follow(ctx context.Context) error {
	return s.clock.Follow(func() (time.Duration, error) { return s.store.Ahead(ctx) })
}

// Seed is what the tenant started with.
func (s *Server) Seed() Seed { return s.seed }

// Dialect is the one that the server speaks.
func (s *Server) Dialect() string { return cmp.Or(s.config.dialect, tenant.DialectAuth0) }

// BreakStore keeps the server from reading and writing tokens, which is answered with 503, until it is called with false.
func (s *Server) BreakStore(broken bool) { s.store.Break(broken) }

// Reset brings the tenant back to its seed, and its clock to the present, and mends its store. Deviations stay. An error is the store's.
func (s *Server) Reset(ctx context.Context) error { return s.Refound(ctx, s.seed.Founded) }

// Refound is Reset for a tenant founded at that time: an old one starts with other settings than a new one.
func (s *Server) Refound(ctx context.Context, founded time.Time) error {
	seed := s.seed
	seed.Founded = founded
	s.store.Break(false)
	if err := s.found(ctx, seed, true); err != nil {
		return err
	}
	s.clock.Reset()
	return s.clock.Moved()
}

// quietGin keeps gin from printing its routes: its mode is one for the whole process, and "debug" unless somebody chose.
var quietGin = sync.OnceFunc(func() {
	if strings.EqualFold(gin.Mode(), gin.DebugMode) {
		gin.SetMode(gin.ReleaseMode)
	}
})
