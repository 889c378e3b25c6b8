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
	"path/filepath"
	"strconv"
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

// Environment is what tells a mock so. Of its files the seed is to be at seedFile; the authority will be at caFile.
func (o Options) Environment(controlToken, seedFile, caFile string) map[string]string {
	settings := map[string]string{"control-token": controlToken}
	if o.Seed != "" {
		settings["seed"] = seedFile
	}
	if o.TLS {
		settings["tls"], settings["tls-ca-out"] = strconv.FormatBool(true), caFile
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
	seedFile, caFile, token := filepath.Join(folder, "seed.yaml"), filepath.Join(folder, "ca.pem"), rand.Text()
	if err := os.WriteFile(seedFile, []byte(options.Seed), 0o600); err != nil {
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
	for name, value := range options.Environment(token, seedFile, caFile) {
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
		if ca, err = os.ReadFile(caFile); err != nil {
			return nil, nil, errors.Join(err, stop())
		}
	}
	m, err := At(address, token, ca)
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return m, stop, nil
}
