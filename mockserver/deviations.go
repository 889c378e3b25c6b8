package mockserver

import (
	"context"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/deviation"
	"github.com/revokespec/revokespec/mockserver/internal/reading"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Deviation is one way in which the server can break one rule on purpose.
type Deviation = deviation.Deviation

// Deviations lists all of them, by family of rules.
func Deviations() []Deviation { return deviation.All() }

// Deviate makes the server break rules on purpose, from the next request on: those of the deviations named and no
// others. An error names what is unknown, or not of the dialect; then nothing changes.
func (s *Server) Deviate(names ...string) error {
	c := s.config
	c.deviations = unique(names)
	policy, err := c.policy(s.directory())
	if err != nil {
		return err
	}
	s.active.Lock()
	defer s.active.Unlock()
	s.policy.Store(policy)
	s.active.names = c.deviations
	return nil
}

// unique is every name once, in order.
func unique(names []string) (out []string) {
	seen := map[string]bool{}
	for _, name := range names {
		if !seen[name] {
			seen[name], out = true, append(out, name)
		}
	}
	return out
}

// Deviating names the deviations that are on.
func (s *Server) Deviating() []string {
	s.active.Lock()
	defer s.active.Unlock()
	return append([]string{}, s.active.names...)
}

// activeDeviations are the names of the deviations that the policy in force has.
type activeDeviations struct {
	sync.Mutex
	names []string
}

// directory reads the store anew each time: a deviation is about the tenant as it is.
func (s *Server) directory() tenant.Directory {
	ctx := context.Background()
	return tenant.Directory{
		Clients: func() []*tenant.Client {
			clients, err := s.store.Clients(ctx)
			if err != nil {
				s.config.logger.Error("could not read the applications for a deviation", "error", err)
			}
			return clients
		},
		Audiences: func() []*tenant.Audience {
			audiences, err := s.store.Audiences(ctx)
			if err != nil {
				s.config.logger.Error("could not read the APIs for a deviation", "error", err)
			}
			return audiences
		},
	}
}

// policy is the dialect, changed by the switches, and then by the deviations.
func (c config) policy(directory tenant.Directory) (*tenant.Policy, error) {
	p, err := tenant.NewPolicy(c.dialect)
	if err != nil {
		return nil, err
	}
	p.Directory = directory
	for _, name := range c.switchNames {
		s, err := reading.ByName(name)
		if err != nil {
			return nil, err
		}
		s.Apply(p)
	}
	for _, change := range c.switches {
		change(p)
	}
	for _, name := range c.deviations {
		d, err := deviation.ByName(name)
		if err != nil {
			return nil, err
		}
		if err := d.ShownIn(p.Dialect); err != nil {
			return nil, err
		}
		d.Apply(p)
	}
	return p, nil
}
