package mockserver

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Tenants serves several tenants at one address. It is an http.Handler, safe for concurrent use. A tenant whose seed has domains is found
// by the host name of a request, one that has a name alone below the path /t/NAME/, and one without a name everywhere else. They
// share nothing but the address: what one has issued, another refuses.
type Tenants struct {
	mu     sync.RWMutex
	byName map[string]*Server
	byHost map[string]*Server
}

// tenantPath begins the path of a tenant that is found by its name.
const tenantPath = "/t/"

// NewTenants serves the servers, as Add does one. Where one cannot be served, there are no Tenants.
func NewTenants(servers ...*Server) (*Tenants, error) {
	t := &Tenants{byName: map[string]*Server{}, byHost: map[string]*Server{}}
	for _, s := range servers {
		if err := t.Add(s); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Add serves one more tenant, from the next request on. It fails where the server has an Err, or another tenant its name or one of its
// domains.
func (t *Tenants) Add(s *Server) error {
	if s.err != nil {
		return s.err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	name := s.seed.Tenant
	if _, taken := t.byName[name]; taken {
		if name == "" {
			return errors.New("two tenants have no name; give one of them one, by the key tenant of its seed")
		}
		return fmt.Errorf("there is a tenant %s already; give one of the two another name", name)
	}
	for _, domain := range s.seed.Domains {
		if other := t.byHost[domain]; other != nil {
			return fmt.Errorf("the domain %s of tenant %s is one of tenant %s already; leave it out of one of them", domain, name, other.seed.Tenant)
		}
	}
	t.byName[name] = s
	for _, domain := range s.seed.Domains {
		t.byHost[domain] = s
	}
	return nil
}

// Remove ends a tenant, and says whether there was one of that name. Requests that it has begun to serve are served to their end.
func (t *Tenants) Remove(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, found := t.byName[name]
	delete(t.byName, name)
	if found {
		maps.DeleteFunc(t.byHost, func(_ string, of *Server) bool { return of == s })
	}
	return found
}

// Server is the tenant of that name, "" for the one without any; nil where there is none.
func (t *Tenants) Server(name string) *Server {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.byName[name]
}

// Servers are all tenants, by name.
func (t *Tenants) Servers() []*Server {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var all []*Server
	for _, name := range slices.Sorted(maps.Keys(t.byName)) {
		all = append(all, t.byName[name])
	}
	return all
}

// Address is where the server is found by whoever reaches its Tenants at the origin, such as http://127.0.0.1:8420. Neither has a slash at
// its end.
func (s *Server) Address(origin string) string {
	switch {
	case len(s.seed.Domains) > 0:
		return wire.WithHost(origin, s.seed.Domains[0])
	case s.seed.Tenant != "":
		return origin + tenantPath + s.seed.Tenant
	}
	return origin
}
