package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/suite"
)

type mockFlags struct {
	listen, publicURL, dialect, out, caOut string
	deviate                                []string
	control, tls                           bool
}

func mockCommand(sys system) *cobra.Command {
	var f mockFlags
	c := &cobra.Command{
		Use:   "mock",
		Short: "serve the mock of Auth0, whose revocations are real",
		Example: `  revokespec mock --control --deployment-out mock.yaml
  revokespec run --deployment mock.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("tls-ca-out") && !f.tls {
				return errors.New("--tls-ca-out needs --tls: without it there is no authority")
			}
			return f.serve(sys)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8420", "the `ADDRESS` to listen on; port 0 takes a free one")
	flags.StringVar(&f.publicURL, "public-url", "", "the `URL` that the issuer is made of, where clients see another than they connect to")
	flags.BoolVar(&f.tls, "tls", false, "serves https, with a certificate of an authority that is made for this run")
	flags.StringVar(&f.caOut, "tls-ca-out", defaultCAFile, "the `FILE` that the authority's certificate is written to; its key is never written")
	flags.StringVar(&f.dialect, "dialect", "auth0", "auth0, or rfc: RFC 6749 and 7009 to the letter")
	flags.StringSliceVar(&f.deviate, "deviate", nil, "breaks rules on purpose, by the `NAMES` that `revokespec deviations` lists")
	flags.BoolVar(&f.control, "control", false, "offers /_mock/, which moves the clock and resets the state; its token stands in the deployment file")
	flags.StringVar(&f.out, "deployment-out", "", "writes the deployment `FILE` that fits this mock, with its secrets")
	return c
}

func (f mockFlags) serve(sys system) error {
	if f.control && f.out == "" {
		return errors.New("--control needs --deployment-out FILE: its token is written there and nowhere else")
	}
	if f.tls && strings.HasPrefix(strings.ToLower(f.publicURL), "http://") {
		return fmt.Errorf("--public-url %s contradicts --tls; write it with https://", f.publicURL)
	}
	token := ""
	options := []mockserver.Option{mockserver.WithDialect(f.dialect), mockserver.WithDeviations(f.deviate...)}
	if f.publicURL != "" {
		options = append(options, mockserver.WithPublicURL(f.publicURL))
	}
	if f.control {
		token = rand.Text()
		options = append(options, mockserver.WithControl(token))
	}
	server := mockserver.New(options...)
	if err := server.Err(); err != nil {
		return err
	}
	l, err := f.open()
	if err != nil {
		return err
	}
	if err := f.write(server, l.url, token); err != nil {
		l.Close()
		return err
	}
	fmt.Fprintf(sys.stdout, "listening on %s (dialect %s)\n", l.url, f.dialect)
	if f.tls {
		explainTrust(sys.stderr, f.caOut)
	}
	if !l.address.IP.IsLoopback() {
		fmt.Fprintf(sys.stderr, "warning: %s is not loopback, and the mock's secrets are known to everybody\n", l.address)
	}
	return serve(sys, l, server)
}

// write writes the deployment file before the address is announced, so that a script can wait for the one line.
func (f mockFlags) write(server *mockserver.Server, url, token string) error {
	if f.out == "" {
		return nil
	}
	if f.publicURL != "" {
		url = strings.TrimSuffix(f.publicURL, "/")
	}
	file := suite.MockFile(server.Seed(), url, f.dialect)
	if f.control {
		file.Control = &deployment.ControlAPI{URL: url, Token: token}
	}
	if f.tls {
		file.TLS.CAFile = relativeTo(f.out, f.caOut)
	}
	if err := suite.WriteMockFile(f.out, file); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	return nil
}
