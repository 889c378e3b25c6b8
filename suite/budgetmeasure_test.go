package suite_test

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/suite"
)

// meter counts what each scenario asks of a mock of its own, but for preflights, which no rule and no policy sees.
type meter struct {
	mu    sync.Mutex
	costs map[string]*estimate.Cost // by the scenario's id
	roles map[string]string         // of who signs in at the pages, which a request before has named
}

func newMeter() *meter { return &meter{costs: map[string]*estimate.Cost{}, roles: map[string]string{}} }

// metered is a target of which only what scenarios ask for themselves is counted, and not what makes it ready for each.
type metered struct {
	suite.Target
	meter *meter
}

func (m metered) Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error) {
	lease, err := m.Target.Lease(ctx, w)
	m.meter.mu.Lock()
	defer m.meter.mu.Unlock()
	m.meter.costs[w.Scenario] = &estimate.Cost{SignIns: map[string]int{}}
	return lease, err
}

// of is what a scenario asked for: nothing, where it is not applicable.
func (m *meter) of(scenario string) estimate.Cost {
	if c := m.costs[scenario]; c != nil {
		return *c
	}
	return estimate.Cost{SignIns: map[string]int{}}
}

// mock is revokespec's own, metered.
func (m *meter) mock(t testing.TB, profiles []string) suite.Target {
	target, err := embedded.Watched(context.Background(), profiles, m.watch)
	require.NoError(t, err)
	return metered{target, m}
}

func (m *meter) watch(scenario string) mockserver.Option {
	return mockserver.WithSwitch(func(p *mockserver.Policy) {
		p.Wire = func(r mockserver.Request, a mockserver.Answer) mockserver.Answer {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.count(scenario, r)
			return a
		}
	})
}

func (m *meter) count(scenario string, r mockserver.Request) {
	c, post := m.costs[scenario], r.Method == "POST"
	if c == nil {
		return
	}
	c.Wait = max(c.Wait, time.Until(r.Received).Round(time.Second)) // by so much the clock was moved
	named := strings.Join(append(r.Body["client_id"], r.Query["client_id"]...), "")
	m.roles[scenario] = cmp.Or(roleOf(named, r), m.roles[scenario])
	switch {
	case strings.HasPrefix(r.Path, "/.well-known/"): // what a run asks for once
		return
	case strings.HasPrefix(r.Path, "/api/v2/"):
		c.Management++
		switch {
		case r.Path == "/api/v2/tenants/settings" && r.Method == "PATCH":
			c.Changes++
		case r.Path == "/api/v2/clients" && post:
			c.Applications++
		case r.Path == "/api/v2/users" && post:
			c.Users++
		}
	case r.Path == "/oauth/token" && strings.Join(r.Body["grant_type"], "") == "password", r.Path == "/u/login" && post:
		c.SignIns[m.roles[scenario]]++
	}
	c.Requests++
}

// roleOf tells the application that a request is of, "" where it is nobody's. The mock's are called mock-ROLE.
func roleOf(id string, r mockserver.Request) string {
	role, listed := strings.CutPrefix(id, "mock-")
	switch {
	case listed:
		return role
	case id != "":
		return "throw-away"
	case r.Path == "/oauth/token":
		return "basic" // named in a header
	}
	return ""
}
