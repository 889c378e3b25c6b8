package file

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMintIsChecked(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "get-token"), []byte("#!/bin/sh\n"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "no-program"), nil, 0o600))
	t.Chdir(dir)
	for mint, want := range map[string]string{
		"{strategy: exec, command: [./get-token, -x], timeout: 5m, concurrency: 2}": "",
		"{strategy: exec}":                                        "3:8: mint.strategy exec needs mint.command",
		"{strategy: exec, command: [./no-program]}":               "3:24: mint.command[0] is no program that may be run",
		"{strategy: exec, command: [get-token]}":                  "mint.command[0] is no program", // not on the PATH
		"{command: [./get-token]}":                                "mint.command runs with mint.strategy exec only",
		"{strategy: exec, command: [./get-token], timeout: soon}": "mint.timeout must be a duration",
		"{strategy: exec, command: ./get-token}":                  "mint.command must be a list",
		"{concurrency: few}":                                      "mint.concurrency must be a whole number",
		"{concurrency: -1}":                                       "mint.concurrency must be 1 or more",
		"{strategy: browser, browser: none}":                      "mint.browser cannot be none",
		"{strategy: browser, browser: ./no-program}":              "mint.browser is no program",
		"{strategy: browser}":                                     "clients.public has no redirect_uri, which mint.strategy browser needs",
		"{strategy: telepathy}":                                   "password, authorization_code, device, browser, exec",
	} {
		f, err := Parse("staging.yaml", []byte("issuer: https://acme.example\nclients: {public: {client_id: a}}\nmint: "+mint+"\nusers: [{username: a, password: b}]\n"), os.LookupEnv)
		if want != "" {
			assert.ErrorContains(t, err, want, mint)
			continue
		}
		require.NoError(t, err, mint)
		assert.Equal(t, filepath.Join(dir, "get-token"), f.Mint.Command[0], "found from anywhere, although it is not on the PATH")
		assert.Equal(t, 5*time.Minute, f.Mint.Timeout)
	}
}
