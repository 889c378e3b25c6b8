package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/mockserver"
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
	options := []mockserver.Option{
		mockserver.WithDialect(f.dialect), mockserver.WithSwitches(f.switches...), mockserver.WithDeviations(f.deviate...),
		mockserver.WithDashboard(dashboardUser, f.dashboardPassword.text), mockserver.WithPublicURL(f.publicURL),
		mockserver.WithControl(f.controlToken.text), mockserver.WithStore(kept),
		mockserver.WithLogger(slog.New(slog.NewTextHandler(sys.stderr, nil))),
	}
	if f.seed != "" {
		seed, err := seedfile.Read(f.seed)
		if err != nil {
			return err
		}
		options = append(options, mockserver.WithSeed(seed))
	}
	server := mockserver.New(options...)
	if err := server.Err(); err != nil {
		return err
	}
	if f.printSeed {
		text, err := seedfile.Format(server.Seed())
		if err == nil {
			_, err = sys.stdout.Write(text)
		}
		return err
	}
	return f.serve(sys, server)
}

func (f mockFlags) serve(sys system, server *mockserver.Server) error {
	l, err := f.open(sys)
	if err != nil {
		return err
	}
	if err := f.write(sys, server, l); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(sys.stdout, "listening on %s (dialect %s)\n", l.url, server.Dialect())
	fmt.Fprintf(sys.stderr, "the Dashboard is at %s/dashboard\n", l.url)
	if l.served != nil {
		l.served.explainTrust(sys.stderr)
	}
	if !l.address.IP.IsLoopback() {
		fmt.Fprintf(sys.stderr, "warning: %s is not loopback, and the mock's secrets are known to everybody\n", l.address)
		if f.dashboardPassword.text == "" {
			fmt.Fprintln(sys.stderr, "warning: the Dashboard is open to this machine alone; REVOKESPEC_MOCK_DASHBOARD_PASSWORD or --dashboard-password-file opens it to others")
		}
	}
	return serve(sys, l, server)
}

// write writes the deployment file before the address is announced, so that a script can wait for the one line.
func (f mockFlags) write(sys system, server *mockserver.Server, l *mockListener) error {
	if f.out == "" {
		return nil
	}
	url := l.url
	if f.publicURL != "" {
		url = strings.TrimSuffix(f.publicURL, "/")
	}
	described := embedded.File(server.Seed(), url, server.Dialect())
	if token := f.controlToken.text; token != "" {
		described.Control = &file.ControlAPI{URL: url, Token: token}
	}
	if f.dashboardPassword.text != "" {
		described.Dashboard.Username, described.Dashboard.Password = dashboardUser, f.dashboardPassword.text
	}
	if l.served != nil {
		described.TLS.CAFile = relativeTo(f.out, l.served.trust)
	}
	if err := embedded.WriteFile(f.out, described); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	_, err := file.Load(f.out, sys.lookupEnv)
	switch {
	case err == nil:
	case described.Control != nil: // whose token somebody waits for
		fmt.Fprintf(sys.stderr, "note: %s has the token of the control API, and is of no use to revokespec run: %s\n", f.out, wording.InOneLine(err))
	default:
		_ = os.Remove(f.out) // of no use to anybody
		return fmt.Errorf("--deployment-out: the seed fills no deployment file: %s", err.Error())
	}
	return nil
}
