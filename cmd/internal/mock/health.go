package mock

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

const (
	readyPath     = "/readyz"
	healthTimeout = 5 * time.Second // more than orchestrators wait
)

// HealthCommand asks a mock whether it is ready.
func HealthCommand(sys program.System) *cobra.Command {
	return &cobra.Command{
		Use:   "health [URL]",
		Short: "ask a mock whether it is ready: exit code 0 or 1, for containers without curl",
		Long: "health asks a mock whether it is ready to serve, and ends with exit code 0 or 1. Without a URL it is the mock on this machine that\n" +
			"the environment variables " + settingPrefix + "... describe. A URL with a path is asked as it stands. Certificates are not looked at.",
		Example: `  revokespec health
  revokespec health http://127.0.0.1:8420`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("health takes one URL; see %s --help", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			place, err := healthURL(sys, servingCommand(c.Root()), args)
			if err != nil {
				return err
			}
			if err := askHealth(sys, place); err != nil {
				return program.ExitWith(program.ExitNo, err)
			}
			fmt.Fprintf(sys.Stdout, "%s is ready\n", place)
			return nil
		},
	}
}

// healthURL is what to ask.
func healthURL(sys program.System, command string, args []string) (*url.URL, error) {
	text := ""
	if len(args) == 0 {
		f := settings{command: command}
		flags := pflag.NewFlagSet("mock", pflag.ContinueOnError)
		f.declare(flags)
		if err := f.read(sys, flags); err != nil {
			return nil, err
		}
		address, err := f.address()
		if err != nil {
			return nil, err
		}
		if address.Port == 0 {
			return nil, errors.New("health: the mock takes a free port, which only its output says; give its URL")
		}
		text = f.urlOf(address)
	} else {
		text = args[0]
	}
	place, err := url.Parse(text)
	if err != nil || file.CheckURL(text) != nil {
		return nil, errors.New("health: this is no URL of a mock; write it as http://127.0.0.1:8420, with a port up to 65535 and without a user name")
	}
	if place.Path == "" || place.Path == "/" {
		place.Path = readyPath
	}
	return place, nil
}

func askHealth(sys program.System, place *url.URL) error {
	// Nothing secret is sent, and any answer but ready is bad news.
	asked := &file.File{Issuer: place.String(), TLS: file.TLS{Insecure: true}, Limits: file.Limits{Timeout: healthTimeout}}
	wire, err := httpx.NewWire(asked, nil)
	if err != nil {
		return err
	}
	defer wire.Close()
	answer, _ := wire.Send(sys.Ctx, httpx.Message{Method: http.MethodGet, URL: place.String(), Header: http.Header{"User-Agent": {"revokespec"}}, Fresh: true})
	switch {
	case errors.Is(answer.Err, httpx.ErrRefused):
		return fmt.Errorf("health: nothing listens at %s; start the mock there, or give the URL that it tells when it starts", place.Host)
	case answer.Err != nil:
		return fmt.Errorf("health: cannot reach %s: %w; is the mock running there?", place, answer.Err)
	case answer.Status != http.StatusOK:
		return fmt.Errorf("health: %s answered %d: it is not ready", place, answer.Status)
	}
	return nil
}

// urlOf is how this machine reaches an address that the mock listens on.
func (f settings) urlOf(address *net.TCPAddr) string {
	host := *address
	if host.IP.IsUnspecified() || host.IP == nil { // every address of the machine: this one is sure to be among them
		host.IP = net.IPv4(127, 0, 0, 1)
	}
	if f.tls {
		return "https://" + host.String()
	}
	return "http://" + host.String()
}
