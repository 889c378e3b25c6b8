package seed

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/mockserver/internal/deviation"
	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/reading"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	// tenantName is what Auth0 takes as one, and a host name as a part of it (RFC 1035 section 2.3.1).
	tenantName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`) })

	hostName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
	})
)

// mostDomains is how many host names a tenant may have, and mostFaults how many faults it may begin with.
const (
	mostDomains = 100
	mostFaults  = 1000
)

// Planted is what of a seed goes into a store; the rest is how the server behaves at this start.
func (s Seed) Planted() Seed { return s.Behaving(Seed{Tenant: s.Tenant}) }

// Behaving is the seed with another's name, names, dialect, switches, deviations and faults.
func (s Seed) Behaving(as Seed) Seed {
	s.Tenant, s.Domains, s.Dialect, s.Switches, s.Deviate, s.Faults = as.Tenant, as.Domains, as.Dialect, as.Switches, as.Deviate, as.Faults
	return s
}

// naming is about what the tenant is called.
func (c *checker) naming(s Seed) {
	if s.Tenant != "" && !tenantName().MatchString(s.Tenant) {
		c.problem("tenant", "is no name of a tenant; write it in small letters, digits and hyphens, as in acme-eu")
	}
	switch {
	case len(s.Domains) > 0 && s.Tenant == "":
		c.problem("domains", "are of a tenant that has a name; give it one by the key tenant")
	case len(s.Domains) > mostDomains:
		c.problem("domains", "are more than %d; remove some", mostDomains)
	}
	seen := map[string]bool{}
	for i, domain := range s.Domains {
		place := fmt.Sprintf("domains[%d]", i)
		if !isHost(domain) {
			c.problem(place, "is no host name; write it as login.acme.example, in small letters, without https:// and port")
			continue
		}
		c.unique(place, domain, seen)
	}
}

func isHost(name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		return name == address.String() && address.Zone() == ""
	}
	return len(name) <= 253 && hostName().MatchString(name)
}

// behaviour is about what the tenant does otherwise than others.
func (c *checker) behaviour(s Seed) {
	dialects := []string{tenant.DialectAuth0, tenant.DialectRFC}
	dialect := cmp.Or(s.Dialect, tenant.DialectAuth0)
	known := slices.Contains(dialects, dialect)
	if !known {
		c.problem("dialect", "%q is none; %s", tenant.Shorten(dialect), closest.Hint(dialect, dialects))
	}
	for i, name := range s.Switches {
		if _, err := reading.ByName(name); err != nil {
			c.problem(fmt.Sprintf("switches[%d]", i), "%s", err)
		}
	}
	for i, name := range s.Deviate {
		d, err := deviation.ByName(name)
		if err == nil && known {
			err = d.ShownIn(dialect)
		}
		if err != nil {
			c.problem(fmt.Sprintf("deviate[%d]", i), "%s", err)
		}
	}
	if len(s.Faults) > mostFaults {
		c.problem("faults", "are more than %d; remove some", mostFaults)
	}
	for i, f := range s.Faults {
		var wrong *fault.Error
		if errors.As(f.Check(), &wrong) {
			c.problem(strings.TrimSuffix(fmt.Sprintf("faults[%d].%s", i, wrong.Member), "."), "%s", wrong.What)
		}
	}
}
