package file

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Defaults of the file, where it says nothing else.
const (
	defaultTimeout      = 10 * time.Second
	defaultLongestWait  = 2 * time.Minute
	defaultListingLimit = 5 * time.Second // for a server whose listings may lag; a mock's may not
	defaultSettlingTime = 30 * time.Second
	defaultLogLimit     = time.Minute

	// Operations that answer 202 take their time everywhere, on a mock too.
	defaultOperationLimit = 30 * time.Second
	mockOperationLimit    = time.Second
)

// Complete fills in what the file may leave out. It may be called again.
func (f *File) Complete() {
	if f.Name == "" {
		f.Name = f.Issuer
	}
	if len(f.Profiles) == 0 {
		f.Profiles = []string{ProfileAuth0}
	}
	for _, r := range f.Clients.roles() {
		if c := *r.client; c != nil {
			c.Role = r.name
			c.completeAuth(r.auth)
		}
	}
	if m := f.Management; m != nil {
		m.URL = cmp.Or(m.URL, strings.TrimSuffix(f.Issuer, "/")+"/api/v2/")
		m.Audience = cmp.Or(m.Audience, m.URL)
		m.Connection = cmp.Or(m.Connection, defaultConnection)
	}
	if i := f.Introspection; i != nil && i.ClientID != "" && i.Auth == "" {
		i.Auth = AuthPost
		if i.ClientSecret == "" {
			i.Auth = AuthNone
		}
	}
	if f.Dashboard != nil {
		f.Dashboard.Browser = cmp.Or(f.Dashboard.Browser, BrowserAuto)
	}
	if f.Hooks != nil {
		f.Hooks.Timeout = cmp.Or(f.Hooks.Timeout, defaultCommandTimeout)
	}
	f.Mint.Strategy = cmp.Or(f.Mint.Strategy, StrategyPassword)
	f.Mint.Scope = cmp.Or(f.Mint.Scope, DefaultScope)
	f.Mint.completeWays()
	f.Limits.Timeout = cmp.Or(f.Limits.Timeout, defaultTimeout)
	f.Limits.LongestWait = cmp.Or(f.Limits.LongestWait, defaultLongestWait)
	f.Limits.ThrowAwayApplications = cmp.Or(f.Limits.ThrowAwayApplications, MostApplications)
	for _, limit := range f.limits() {
		if *limit.field == nil {
			*limit.field = new(f.defaultLag(limit))
		}
	}
}

// completeAuth guesses the way of authentication from the credentials; a role that demands one way has that.
func (c *Client) completeAuth(demanded string) {
	switch {
	case c.Auth != "":
	case demanded != "":
		c.Auth = demanded
	case c.KeyFile != "":
		c.Auth = AuthPrivateKeyJWT
	case c.ClientSecret != "":
		c.Auth = AuthPost
	default:
		c.Auth = AuthNone
	}
}

// Clone copies everything that complete and a run change.
func (f *File) Clone() *File {
	c := *f
	for _, r := range c.Clients.roles() {
		*r.client = cloneOf(*r.client)
	}
	c.Management = cloneOf(f.Management)
	c.Introspection = cloneOf(f.Introspection)
	c.Dashboard = cloneOf(f.Dashboard)
	c.Hooks = cloneOf(f.Hooks)
	c.Profiles = slices.Clone(f.Profiles)
	c.TrustedOrigins = slices.Clone(f.TrustedOrigins)
	c.Headers = maps.Clone(f.Headers)
	c.Extra = ExtraParameters{maps.Clone(f.Extra.Token), maps.Clone(f.Extra.Revocation), maps.Clone(f.Extra.Introspection)}
	return &c
}

func cloneOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// MostApplications is how many throw-away applications a run has at once where limits.throw_away_applications does not say: a free
// tenant has room for ten applications in all (Auth0, "Entity Limit Policy"). One more waits until another is discarded.
const MostApplications = 2
