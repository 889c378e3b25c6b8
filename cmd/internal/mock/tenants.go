package mock

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// tenant is one that the mock starts with.
type tenant struct {
	server *mockserver.Server
	token  string // of its control API
}

// host is the tenants of the seed files, or the built-in one. The token of the process is the one of the tenant without a name;
// others have their own. Tenants that are made while the mock runs are kept in memory, wherever these are.
func (f settings) host(sys program.System, kept storeOf) (*hosting.Host, []tenant, error) {
	if f.claimsHook != "" {
		source, err := mockserver.ClaimsHook(f.claimsHook)
		if err != nil {
			return nil, nil, fmt.Errorf("--claims-hook: %w", err)
		}
		f.claims = source
	}
	host := hosting.New(hosting.Options{Token: f.controlToken.text, Origin: strings.TrimSuffix(f.publicURL, "/"),
		Make: func(seed mockserver.Seed, control string) *mockserver.Server {
			return f.server(sys, &seed, control, nil)
		}})
	var tenants []tenant
	add := func(name string, seed *mockserver.Seed) error {
		store, err := kept(name)
		if err != nil {
			return err
		}
		token := f.controlToken.text
		if name != "" && token != "" {
			token = rand.Text()
		}
		server := f.server(sys, seed, token, store)
		tenants = append(tenants, tenant{server, token})
		return host.Add(server, token)
	}
	if len(f.seeds) == 0 {
		err := add("", nil)
		return host, tenants, err
	}
	for _, path := range f.seeds {
		seed, err := seedfile.Read(path)
		if err != nil {
			return nil, nil, err
		}
		if err := add(seed.Tenant, &seed); err != nil {
			return nil, nil, fmt.Errorf("--seed %s: %w", path, err)
		}
	}
	return host, tenants, nil
}

// server is a tenant's. What the command line says goes for all of them; the dialect, for those whose seed has none.
func (f settings) server(sys program.System, seed *mockserver.Seed, control string, store mockserver.Store) *mockserver.Server {
	logger := slog.New(slog.NewTextHandler(sys.Stderr, nil))
	dialect := f.dialect
	options := []mockserver.Option{
		mockserver.WithSwitches(f.switches...), mockserver.WithDeviations(f.deviate...), mockserver.WithStore(store),
		mockserver.WithDashboard(dashboardUser, f.dashboardPassword.text), mockserver.WithPublicURL(f.publicURL), mockserver.WithControl(control),
		mockserver.WithSigningAlgorithm(f.algorithm),
	}
	if f.claims != nil {
		options = append(options, mockserver.WithClaims(f.claims))
	}
	if seed != nil {
		options = append(options, mockserver.WithSeed(*seed))
		dialect = cmp.Or(seed.Dialect, dialect)
		if seed.Tenant != "" {
			logger = logger.With("tenant", seed.Tenant)
		}
	}
	return mockserver.New(append(options, mockserver.WithDialect(dialect), mockserver.WithLogger(logger))...)
}

// outOf is the deployment file of a tenant: of several, that of the tenant one is mock-one.yaml where mock.yaml was asked for.
func (f settings) outOf(t tenant, several bool) string {
	name := t.server.Seed().Tenant
	if name == "" || !several {
		return f.out
	}
	extension := filepath.Ext(f.out)
	return strings.TrimSuffix(f.out, extension) + "-" + name + extension
}

// domainsOf are all names that tenants have.
func domainsOf(tenants []tenant) (domains []string) {
	for _, t := range tenants {
		domains = append(domains, t.server.Seed().Domains...)
	}
	return domains
}
