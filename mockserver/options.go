package mockserver

import (
	"log/slog"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/claims"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Option changes what New makes. One that cannot be met is told by Server.Err.
type Option func(*config)

type config struct {
	dialect     string
	switches    []func(*Policy)
	switchNames []string // further switches
	deviations  []string
	seed        *Seed
	ready       func() (Seed, error) // the same, complete and checked
	publicURL   string
	control     string
	recorded    int
	dashboard   *dashboardLogin
	clock       *tenant.MovableClock
	algorithm   string
	store       store.Store
	faults      []Fault
	claims      claims.Source
	logger      *slog.Logger
}

// WithDialect chooses the dialect: "auth0" (the default) or "rfc". There is no other.
func WithDialect(dialect string) Option { return func(c *config) { c.dialect = dialect } }

// WithDeviations makes the server break rules on purpose, by the names that Deviations lists, besides those of earlier options. Each
// must be one of the dialect's. Server.Deviate changes them later.
func WithDeviations(names ...string) Option {
	return func(c *config) { c.deviations = append(c.deviations, names...) }
}

// WithSwitch changes the policy: it replaces functions, most often by one that asks the function it found there first. It is called
// when the server is made, and whenever deviations are changed; the functions that it sets, for many requests at once.
func WithSwitch(s func(*Policy)) Option {
	return func(c *config) { c.switches = append(c.switches, s) }
}

// WithSwitches chooses documented readings, by the names that Switches lists.
func WithSwitches(names ...string) Option {
	return func(c *config) { c.switchNames = append(c.switchNames, names...) }
}

// WithSeed replaces DefaultSeed. Of servers that are made with the same option, and of its seed's dialect, the first one checks it.
func WithSeed(s Seed) Option {
	ready := sync.OnceValues(func() (Seed, error) { return checked(s) })
	return func(c *config) { c.seed, c.ready = &s, ready }
}

// WithPublicURL fixes the issuer: an http or https URL without user name, query and fragment. Without it, the issuer follows each request's scheme and Host.
func WithPublicURL(url string) Option { return func(c *config) { c.publicURL = url } }

// WithControl offers the control API, under /_mock/, to callers that bear the token. An empty one offers it to nobody.
func WithControl(token string) Option { return func(c *config) { c.control = token } }

// WithRecording chooses how many of the newest requests the control API can show, 0 for none; otherwise it is 1000.
func WithRecording(requests int) Option { return func(c *config) { c.recorded = requests } }

// WithDashboard serves the Dashboard under /dashboard, where whoever knows the password sees and changes everything.
// With an empty password it serves everybody on the loopback interface, and nobody else.
func WithDashboard(username, password string) Option {
	return func(c *config) { c.dashboard = &dashboardLogin{username, password} }
}

type dashboardLogin struct{ username, password string }

// WithClock makes that the server's clock: of several servers that are nodes of one tenant, it is one and the same.
func WithClock(clock *Clock) Option { return func(c *config) { c.clock = clock } }

// WithSigningAlgorithm chooses what signs access and ID tokens: RS256 (the default); ES256, which is far quicker; or HS256, which is
// quickest, and for whoever does not look into them: its key is no public one, and the key set is empty. There is no other.
func WithSigningAlgorithm(name string) Option { return func(c *config) { c.algorithm = name } }

// WithStore keeps the tenant in that store: servers that share one are nodes of one tenant.
func WithStore(s Store) Option { return func(c *config) { c.store = s } }

// WithLogger tells the logger what no answer tells: panics of handlers with their stacks, and errors of the store. No token, code,
// password or other secret is in any line. Without it, nobody is told; a nil logger is none.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) {
		if logger != nil {
			c.logger = logger
		}
	}
}
