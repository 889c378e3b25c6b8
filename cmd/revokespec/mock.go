package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/suite"
)

type mockFlags struct {
	listen, publicURL, dialect, out string
	deviate                         []string
	control                         bool
}

func mockCommand(sys system) *cobra.Command {
	var f mockFlags
	c := &cobra.Command{
		Use:   "mock",
		Short: "serve the mock of Auth0, whose revocations are real",
		Example: `  revokespec mock --control --deployment-out mock.yaml
  revokespec run --deployment mock.yaml`,
		RunE: func(*cobra.Command, []string) error { return f.serve(sys) },
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8420", "the `ADDRESS` to listen on; port 0 takes a free one")
	flags.StringVar(&f.publicURL, "public-url", "", "the `URL` that the issuer is made of, where clients see another than they connect to")
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
	listener, err := net.Listen("tcp", f.listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w; choose another address, or port 0 for a free one", f.listen, err)
	}
	url := "http://" + listener.Addr().String()
	if err := f.write(server, url, token); err != nil {
		listener.Close()
		return err
	}
	fmt.Fprintf(sys.stdout, "listening on %s (dialect %s)\n", url, f.dialect)
	if host := listener.Addr().(*net.TCPAddr).IP; !host.IsLoopback() {
		fmt.Fprintln(sys.stderr, "warning: this address is not loopback, and the mock's secrets are known to everybody")
	}
	return serve(sys.ctx, listener, server)
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
	if err := suite.WriteMockFile(f.out, file); err != nil {
		return fmt.Errorf("--deployment-out: %w; give a file in a directory that exists", err)
	}
	return nil
}

// serve ends in good order when the context does: that is how a server is stopped, not a failure.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute,
	}
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if web.Shutdown(grace) != nil {
			web.Close()
		}
	})
	defer stop()
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
