package mock

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// Options are what a mock is told when it starts.
type Options struct {
	Seed     string            // YAML: applications, users and APIs, in place of the built-in ones
	TLS      bool              // serves https, which Auth0's SDKs insist on
	Settings map[string]string // its flags: {"dialect": "rfc", "switch": "reuse-ends-grant"}
}

const prefix = "REVOKESPEC_MOCK_"

// The files of a mock, in the folder that it is told of.
const (
	SeedFile = "seed.yaml"
	CAFile   = "authority/ca.pem"
)

// Environment is what tells a mock so, whose SeedFile is to be in that folder, and whose CAFile will be.
func (o Options) Environment(controlToken, folder string) map[string]string {
	settings := map[string]string{"control-token": controlToken}
	if o.Seed != "" {
		settings["seed"] = path.Join(folder, SeedFile)
	}
	if o.TLS {
		settings["tls"], settings["tls-ca-dir"] = "true", path.Join(folder, path.Dir(CAFile))
	}
	for flag, value := range o.Settings {
		settings[flag] = value
	}
	variables := map[string]string{}
	for flag, value := range settings {
		variables[prefix+strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))] = value
	}
	return variables
}

// Start runs a program on a free port of the loopback interface, where there are no containers. Without one it is what the environment
// variable REVOKESPEC_BINARY names, or else revokespec of the PATH. stop ends it; so does the end of the context.
func Start(ctx context.Context, program string, options Options) (m *Mock, stop func() error, err error) {
	program = cmp.Or(program, os.Getenv("REVOKESPEC_BINARY"), "revokespec")
	folder, err := os.MkdirTemp("", "revokespec-")
	if err != nil {
		return nil, nil, fmt.Errorf("mock: %w", err)
	}
	m, end, err := startIn(ctx, folder, program, options)
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	return m, func() error { return errors.Join(end(), os.RemoveAll(folder)) }, nil
}

func startIn(ctx context.Context, folder, program string, options Options) (*Mock, func() error, error) {
	token := rand.Text()
	if err := os.WriteFile(filepath.Join(folder, SeedFile), []byte(options.Seed), 0o600); err != nil {
		return nil, nil, fmt.Errorf("mock: %w", err)
	}
	var errs bytes.Buffer
	c := exec.CommandContext(ctx, program, "mock", "--listen", "127.0.0.1:0")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.Stderr = &errs
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, prefix) {
			c.Env = append(c.Env, entry)
		}
	}
	for name, value := range options.Environment(token, folder) {
		c.Env = append(c.Env, name+"="+value)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("mock: %w", err)
	}
	if err := c.Start(); err != nil {
		return nil, nil, fmt.Errorf("mock: %w", err)
	}
	address := ""
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		rest, _ := strings.CutPrefix(lines.Text(), "listening on ")
		address, _, _ = strings.Cut(rest, " ")
	}
	stop := func() error {
		_ = c.Process.Signal(syscall.SIGTERM) // it may have ended
		return c.Wait()
	}
	if address == "" {
		return nil, nil, fmt.Errorf("mock: it did not start: %w: %s", stop(), bytes.TrimSpace(errs.Bytes()))
	}
	var ca []byte
	if options.TLS {
		if ca, err = os.ReadFile(filepath.Join(folder, CAFile)); err != nil {
			return nil, nil, errors.Join(err, stop())
		}
	}
	m, err := At(address, token, ca)
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return m, stop, nil
}
