package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

func mockCommand(sys system) *cobra.Command {
	var f mockFlags
	c := &cobra.Command{
		Use:   "mock",
		Short: "serve the mock of Auth0, whose revocations are real",
		Long: "mock serves a mock of Auth0, whose revocations are real.\n\nEvery flag can be an environment variable instead: --deployment-out is " +
			variableOf("deployment-out") + ", and so on. A flag beats its variable.",
		Example: `  revokespec mock --control --deployment-out mock.yaml
  revokespec run --deployment mock.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.read(sys, c.Flags()); err != nil {
				return err
			}
			return f.run(sys)
		},
	}
	f.declare(c.Flags())
	return c
}

// dashboardUser is who logs in to the Dashboard.
const dashboardUser = "admin"

func switchNames() []string {
	var names []string
	for _, s := range mockserver.Switches() {
		names = append(names, s.Name)
	}
	return names
}

func (f mockFlags) run(sys system) (err error) {
	kept, done, err := f.openStore()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if f.dashboardPassword.text == "" && f.out != "" && !f.loopback() {
		f.dashboardPassword.text = rand.Text() // who has the deployment file may use the Dashboard from elsewhere
	}
	if f.control && f.controlToken.text == "" {
		f.controlToken.text = rand.Text()
	}
	host, tenants, err := f.host(sys, kept)
	if err != nil {
		return err
	}
	if f.printSeed {
		return f.print(sys, tenants)
	}
	return f.serve(sys, host, tenants)
}

func (f mockFlags) print(sys system, tenants []mockTenant) error {
	if len(tenants) > 1 {
		return errors.New("--print-seed prints one seed; give one --seed, or none")
	}
	text, err := seedfile.Format(tenants[0].server.Seed())
	if err == nil {
		_, err = sys.stdout.Write(text)
	}
	return err
}

func (f mockFlags) serve(sys system, host *hosting.Host, tenants []mockTenant) error {
	l, err := f.open(sys, tenants)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if err := f.write(sys, t, l, f.outOf(t, len(tenants) > 1)); err != nil {
			return errors.Join(err, l.closeAll())
		}
	}
	f.announce(sys, l, tenants)
	if l.served != nil {
		l.served.explainTrust(sys.stderr)
	}
	if !l.address.IP.IsLoopback() {
		fmt.Fprintf(sys.stderr, "warning: %s is not loopback, and the mock's secrets are known to everybody\n", l.address)
		if f.dashboardPassword.text == "" {
			fmt.Fprintln(sys.stderr, "warning: the Dashboard is open to this machine alone; REVOKESPEC_MOCK_DASHBOARD_PASSWORD or --dashboard-password-file opens it to others")
		}
	}
	ballast := make([]byte, ballastBytes)
	defer runtime.KeepAlive(ballast)
	return serve(sys, l, host)
}

// ballastBytes are never touched, and so take no memory. The garbage collector begins anew when the heap has doubled: without them, after every
// few hundred requests to a mock that has little to keep.
const ballastBytes = 16 << 20

// announce has one line on standard output, for which a script can wait.
func (f mockFlags) announce(sys system, l *mockListener, tenants []mockTenant) {
	if only := tenants[0].server; len(tenants) == 1 && only.Seed().Tenant == "" {
		fmt.Fprintf(sys.stdout, "listening on %s (dialect %s)\n", l.url, only.Dialect())
		fmt.Fprintf(sys.stderr, "the Dashboard is at %s/dashboard\n", l.url)
	} else {
		announceTenants(sys, l, tenants)
	}
	for i, node := range l.nodes {
		fmt.Fprintf(sys.stderr, "node %d is at %s\n", i+1, node.url)
	}
}

func announceTenants(sys system, l *mockListener, tenants []mockTenant) {
	fmt.Fprintf(sys.stdout, "listening on %s (tenants: %d)\n", l.url, len(tenants))
	for _, t := range tenants {
		fmt.Fprintf(sys.stderr, "%s is at %s (dialect %s), its Dashboard at %[2]s/dashboard\n", cmp.Or(t.server.Seed().Tenant, "the tenant without a name"),
			t.server.Address(l.url), t.server.Dialect())
	}
}

// write writes the deployment file before the address is announced, so that a script can wait for the one line.
func (f mockFlags) write(sys system, t mockTenant, l *mockListener, out string) error {
	if out == "" {
		return nil
	}
	origin := l.url
	if f.publicURL != "" {
		origin = strings.TrimSuffix(f.publicURL, "/")
	}
	url := t.server.Address(origin)
	described := embedded.File(t.server.Seed(), url, t.server.Dialect())
	described.Nodes = l.nodesOf(t)
	if t.token != "" {
		described.Control = &file.ControlAPI{URL: url, Token: t.token}
	}
	if f.dashboardPassword.text != "" {
		described.Dashboard.Username, described.Dashboard.Password = dashboardUser, f.dashboardPassword.text
	}
	if l.served != nil {
		described.TLS.CAFile = relativeTo(out, l.served.trust)
	}
	if err := embedded.WriteFile(out, described); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	_, err := file.Load(out, sys.lookupEnv)
	switch {
	case err == nil:
	case described.Control != nil: // whose token somebody waits for
		fmt.Fprintf(sys.stderr, "note: %s has the token of the control API, and is of no use to revokespec run: %s\n", out, wording.InOneLine(err))
	default:
		_ = os.Remove(out) // of no use to anybody
		return fmt.Errorf("--deployment-out: the seed fills no deployment file: %s", err.Error())
	}
	return nil
}
