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
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

type mockFlags struct {
	listen, publicURL, dialect, seed, out string
	caOut                                 string
	dashboardPassword                     string
	dashboardPasswordFile                 string
	deviate, switches                     []string
	control, tls, printSeed               bool
}

func mockCommand(sys system) *cobra.Command {
	var f mockFlags
	c := &cobra.Command{
		Use:   "mock",
		Short: "serve the mock of Auth0, whose revocations are real",
		Example: `  revokespec mock --control --deployment-out mock.yaml
  revokespec run --deployment mock.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := refuseEmpty(c, "seed", "deployment-out", "tls-ca-out", "dashboard-password", "dashboard-password-file",
				"listen", "public-url", "dialect", "switch", "deviate"); err != nil {
				return err
			}
			if c.Flags().Changed("tls-ca-out") && !f.tls {
				return errors.New("--tls-ca-out needs --tls: without it there is no authority")
			}
			if err := f.readDashboardPassword(sys); err != nil {
				return err
			}
			return f.run(sys)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8420", "the `ADDRESS` to listen on; port 0 takes a free one")
	flags.StringVar(&f.publicURL, "public-url", "", "the `URL` that the issuer is made of, where clients see another than they connect to")
	flags.BoolVar(&f.tls, "tls", false, "serves https, with a certificate of an authority that is made for this run")
	flags.StringVar(&f.caOut, "tls-ca-out", defaultCAFile, "the `FILE` that the authority's certificate is written to; its key is never written")
	flags.StringVar(&f.dialect, "dialect", "auth0", "auth0, or rfc: RFC 6749 and 7009 to the letter")
	flags.StringVar(&f.seed, "seed", "", "the `FILE` (YAML) of the applications, users and APIs to start with, instead of the built-in ones")
	flags.BoolVar(&f.printSeed, "print-seed", false, "prints the seed as such a file, and serves nothing")
	flags.StringSliceVar(&f.switches, "switch", nil, "chooses documented readings, by `NAMES`: "+strings.Join(switchNames(), ", "))
	flags.StringSliceVar(&f.deviate, "deviate", nil, "breaks rules on purpose, by the `NAMES` that `revokespec deviations` lists")
	flags.StringVar(&f.dashboardPassword, "dashboard-password", "", "the `PASSWORD` that the Dashboard asks "+dashboardUser+" for, which every user of this machine can read in the list of processes; better: REVOKESPEC_DASHBOARD_PASSWORD, or a file. Without any, it is open to this machine alone")
	flags.StringVar(&f.dashboardPasswordFile, "dashboard-password-file", "", "the `FILE` whose first line is that password")
	flags.BoolVar(&f.control, "control", false, "offers /_mock/, which moves the clock and resets the state; its token stands in the deployment file")
	flags.StringVar(&f.out, "deployment-out", "", "writes the deployment `FILE` that fits this mock, with its secrets")
	return c
}

// dashboardPasswordVariable is the environment variable for the password of the Dashboard.
const dashboardPasswordVariable = "REVOKESPEC_DASHBOARD_PASSWORD"

// readDashboardPassword takes the password from the flag, the file, or the environment.
func (f *mockFlags) readDashboardPassword(sys system) error {
	switch variable, set := sys.lookupEnv(dashboardPasswordVariable); {
	case f.dashboardPassword != "" && f.dashboardPasswordFile != "":
		return errors.New("--dashboard-password and --dashboard-password-file give two passwords; leave out one of them")
	case f.dashboardPasswordFile != "":
		data, err := readInput(f.dashboardPasswordFile)
		if err != nil {
			return fmt.Errorf("--dashboard-password-file: %w; name a readable file", err)
		}
		line, _, _ := strings.Cut(string(data), "\n")
		if f.dashboardPassword = strings.TrimSuffix(line, "\r"); f.dashboardPassword == "" {
			return errors.New("--dashboard-password-file: the first line is empty; write the password there")
		}
	case f.dashboardPassword == "" && set && variable == "":
		return errors.New(dashboardPasswordVariable + " is set but empty; give it a value, or unset it")
	case f.dashboardPassword == "":
		f.dashboardPassword = variable
	}
	return nil
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

func (f mockFlags) run(sys system) error {
	if f.control && f.out == "" {
		return errors.New("--control needs --deployment-out FILE: its token is written there and nowhere else")
	}
	if f.tls && strings.HasPrefix(strings.ToLower(f.publicURL), "http://") {
		return errors.New("--public-url contradicts --tls; write it with https://")
	}
	if f.dashboardPassword == "" && f.out != "" && !f.loopback() {
		f.dashboardPassword = rand.Text() // who has the deployment file may use the Dashboard from elsewhere
	}
	options := []mockserver.Option{
		mockserver.WithDialect(f.dialect), mockserver.WithSwitches(f.switches...), mockserver.WithDeviations(f.deviate...),
		mockserver.WithDashboard(dashboardUser, f.dashboardPassword), mockserver.WithPublicURL(f.publicURL),
		mockserver.WithLogger(slog.New(slog.NewTextHandler(sys.stderr, nil))),
	}
	if f.seed != "" {
		seed, err := seedfile.Read(f.seed)
		if err != nil {
			return err
		}
		options = append(options, mockserver.WithSeed(seed))
	}
	token := ""
	if f.control {
		token = rand.Text()
		options = append(options, mockserver.WithControl(token))
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
	return f.serve(sys, server, token)
}

func (f mockFlags) serve(sys system, server *mockserver.Server, token string) error {
	l, err := f.open()
	if err != nil {
		return err
	}
	if err := f.write(sys, server, l.url, token); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(sys.stdout, "listening on %s (dialect %s)\n", l.url, f.dialect)
	fmt.Fprintf(sys.stderr, "the Dashboard is at %s/dashboard\n", l.url)
	if f.tls {
		explainTrust(sys.stderr, f.caOut)
	}
	if !l.address.IP.IsLoopback() {
		fmt.Fprintf(sys.stderr, "warning: %s is not loopback, and the mock's secrets are known to everybody\n", l.address)
		if f.dashboardPassword == "" {
			fmt.Fprintln(sys.stderr, "warning: the Dashboard is open to this machine alone; REVOKESPEC_DASHBOARD_PASSWORD or --dashboard-password-file opens it to others")
		}
	}
	return serve(sys, l, server)
}

// write writes the deployment file before the address is announced, so that a script can wait for the one line.
func (f mockFlags) write(sys system, server *mockserver.Server, url, token string) error {
	if f.out == "" {
		return nil
	}
	if f.publicURL != "" {
		url = strings.TrimSuffix(f.publicURL, "/")
	}
	described := embedded.File(server.Seed(), url, f.dialect)
	if f.control {
		described.Control = &file.ControlAPI{URL: url, Token: token}
	}
	if f.dashboardPassword != "" {
		described.Dashboard.Username, described.Dashboard.Password = dashboardUser, f.dashboardPassword
	}
	if f.tls {
		described.TLS.CAFile = relativeTo(f.out, f.caOut)
	}
	if err := embedded.WriteFile(f.out, described); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	if _, err := file.Load(f.out, sys.lookupEnv); err != nil {
		_ = os.Remove(f.out) // of no use to any run
		return fmt.Errorf("--deployment-out: the seed fills no deployment file: %s", err.Error())
	}
	return nil
}
