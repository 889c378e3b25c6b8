package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// mockTenant is one that the mock starts with.
type mockTenant struct {
	server *mockserver.Server
	token  string // of its control API
}

// host is the tenants of the seed files, or the built-in one. The token of the process is the one of the tenant without a name;
// others have their own.
func (f mockFlags) host(sys system) (*hosting.Host, []mockTenant, error) {
	host := hosting.New(hosting.Options{Token: f.controlToken.text, Origin: strings.TrimSuffix(f.publicURL, "/"), Make: f.maker(sys)})
	var tenants []mockTenant
	add := func(seed mockserver.Seed) error {
		token := f.controlToken.text
		if seed.Tenant != "" && token != "" {
			token = rand.Text()
		}
		server, err := host.Add(seed, token)
		tenants = append(tenants, mockTenant{server, token})
		return err
	}
	if len(f.seeds) == 0 {
		err := add(mockserver.Seed{})
		return host, tenants, err
	}
	for _, path := range f.seeds {
		seed, err := seedfile.Read(path)
		if err != nil {
			return nil, nil, err
		}
		if err := add(seed); err != nil {
			return nil, nil, fmt.Errorf("--seed %s: %w", path, err)
		}
	}
	return host, tenants, nil
}

// maker makes a tenant's server. What the command line says goes for all of them; the dialect, for those whose seed has none.
func (f mockFlags) maker(sys system) func(mockserver.Seed, string) *mockserver.Server {
	logger := slog.New(slog.NewTextHandler(sys.stderr, nil))
	return func(seed mockserver.Seed, control string) *mockserver.Server {
		if seed.Dialect == "" {
			seed.Dialect = f.dialect
		}
		of := logger
		if seed.Tenant != "" {
			of = logger.With("tenant", seed.Tenant)
		}
		return mockserver.New(mockserver.WithSeed(seed), mockserver.WithSwitches(f.switches...), mockserver.WithDeviations(f.deviate...),
			mockserver.WithDashboard(dashboardUser, f.dashboardPassword.text), mockserver.WithPublicURL(f.publicURL),
			mockserver.WithControl(control), mockserver.WithLogger(of))
	}
}

// outOf is the deployment file of a tenant: of several, that of the tenant one is mock-one.yaml where mock.yaml was asked for.
func (f mockFlags) outOf(t mockTenant, several bool) string {
	name := t.server.Seed().Tenant
	if name == "" || !several {
		return f.out
	}
	extension := filepath.Ext(f.out)
	return strings.TrimSuffix(f.out, extension) + "-" + name + extension
}

// domainsOf are all names that tenants have.
func domainsOf(tenants []mockTenant) (domains []string) {
	for _, t := range tenants {
		domains = append(domains, t.server.Seed().Domains...)
	}
	return domains
}
