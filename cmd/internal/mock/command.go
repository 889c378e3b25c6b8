// Package mock is the command that serves the mock of Auth0, and the one that asks whether it is ready. Two programs have them: revokespec, and
// revokespec-mock, which has nothing else.
package mock

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// Command serves the mock. A program may call it by another name.
func Command(sys program.System) *cobra.Command {
	var f settings
	c := &cobra.Command{
		Use:   "mock",
		Short: "serve the mock of Auth0, whose revocations are real",
		Long: "mock serves a mock of Auth0, whose revocations are real.\n\nEvery flag can be an environment variable instead: --deployment-out is " +
			variableOf("deployment-out") + ", and so on. A flag beats its variable.",
		Example: `  revokespec mock --control --deployment-out mock.yaml
  revokespec run --deployment mock.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			f.command = c.CommandPath()
			if err := f.read(sys, c.Flags()); err != nil {
				return err
			}
			return f.run(sys)
		},
	}
	f.declare(c.Flags())
	return c
}

// servingCommand is how the mock is started by a program: by its name alone, or by a command of it.
func servingCommand(root *cobra.Command) string {
	if root.Runnable() {
		return root.Name()
	}
	return root.Name() + " mock"
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

func (f settings) run(sys program.System) (err error) {
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

func (f settings) print(sys program.System, tenants []tenant) error {
	if len(tenants) > 1 {
		return errors.New("--print-seed prints one seed; give one --seed, or none")
	}
	text, err := seedfile.Format(tenants[0].server.Seed())
	if err == nil {
		_, err = sys.Stdout.Write(text)
	}
	return err
}

func (f settings) serve(sys program.System, host *hosting.Host, tenants []tenant) error {
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
		l.served.explainTrust(sys.Stderr)
	}
	if !l.address.IP.IsLoopback() {
		fmt.Fprintf(sys.Stderr, "warning: %s is not loopback, and the mock's secrets are known to everybody\n", l.address)
		if f.dashboardPassword.text == "" {
			fmt.Fprintln(sys.Stderr, "warning: the Dashboard is open to this machine alone; REVOKESPEC_MOCK_DASHBOARD_PASSWORD or --dashboard-password-file opens it to others")
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
func (f settings) announce(sys program.System, l *listener, tenants []tenant) {
	if only := tenants[0].server; len(tenants) == 1 && only.Seed().Tenant == "" {
		fmt.Fprintf(sys.Stdout, "listening on %s (dialect %s)\n", l.url, only.Dialect())
		fmt.Fprintf(sys.Stderr, "the Dashboard is at %s/dashboard\n", l.url)
	} else {
		announceTenants(sys, l, tenants)
	}
	for i, node := range l.nodes {
		fmt.Fprintf(sys.Stderr, "node %d is at %s\n", i+1, node.url)
	}
}

func announceTenants(sys program.System, l *listener, tenants []tenant) {
	fmt.Fprintf(sys.Stdout, "listening on %s (tenants: %d)\n", l.url, len(tenants))
	for _, t := range tenants {
		fmt.Fprintf(sys.Stderr, "%s is at %s (dialect %s), its Dashboard at %[2]s/dashboard\n", cmp.Or(t.server.Seed().Tenant, "the tenant without a name"),
			t.server.Address(l.url), t.server.Dialect())
	}
}

// write writes the deployment file before the address is announced, so that a script can wait for the one line.
func (f settings) write(sys program.System, t tenant, l *listener, out string) error {
	if out == "" {
		return nil
	}
	origin := l.url
	if f.publicURL != "" {
		origin = strings.TrimSuffix(f.publicURL, "/")
	}
	url := t.server.Address(origin)
	described := mockfile.Of(t.server.Seed(), url, t.server.Dialect())
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
	if err := mockfile.Write(out, described); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	_, err := file.Load(out, sys.LookupEnv)
	switch {
	case err == nil:
	case described.Control != nil: // whose token somebody waits for
		fmt.Fprintf(sys.Stderr, "note: %s has the token of the control API, and is of no use to revokespec run: %s\n", out, wording.InOneLine(err))
	default:
		_ = os.Remove(out) // of no use to anybody
		return fmt.Errorf("--deployment-out: the seed fills no deployment file: %s", err.Error())
	}
	return nil
}
