// Package interop_test tests the scripts, not the servers: nothing is installed or started.
package interop_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script runs one of the shell scripts and returns its exit code and what it printed.
func script(t *testing.T, env []string, path string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	var out, errs bytes.Buffer
	c := exec.Command(bash, append([]string{path}, args...)...)
	c.Env, c.Stdout, c.Stderr = env, &out, &errs
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// The last line names what differs and what could not be had, and the exit code is the worse of both.
func TestAllSaysWhatWasNotJudged(t *testing.T) {
	all, err := os.ReadFile("all")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		servers map[string]string // to exit codes
		code    int
		last    string
	}{
		"all as recorded":   {map[string]string{"a": "0", "b": "0"}, 0, "as recorded: a, b; differs: none; not to be had here: none"},
		"one not to be had": {map[string]string{"a": "0", "b": "3"}, 3, "as recorded: a; differs: none; not to be had here: b"},
		"nothing to be had": {map[string]string{"a": "3", "b": "3"}, 3, "as recorded: none; differs: none; not to be had here: a, b"},
		"one differs":       {map[string]string{"a": "1", "b": "3", "c": "0"}, 1, "as recorded: c; differs: a; not to be had here: b"},
		"one breaks":        {map[string]string{"a": "127", "b": "0"}, 1, "as recorded: b; differs: a; not to be had here: none"},
		"interrupted":       {map[string]string{"a": "130", "b": "0"}, 130, "== a"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "all"), all, 0o700))
			for server, code := range c.servers {
				require.NoError(t, os.Mkdir(filepath.Join(dir, server), 0o700))
				require.NoError(t, os.WriteFile(filepath.Join(dir, server, "run"), []byte("#!/bin/sh\nexit "+code+"\n"), 0o700))
			}
			code, stdout, _ := script(t, os.Environ(), filepath.Join(dir, "all"))
			assert.Equal(t, c.code, code)
			assert.Equal(t, c.last, lastLine(stdout))
		})
	}
}

// bare is an environment in which no server can be installed: no Node.js, Python, Java, Go, and an empty cache.
func bare(t *testing.T) (env []string, cache string) {
	tools, cache := t.TempDir(), t.TempDir()
	for _, tool := range []string{"bash", "cat", "cmp", "curl", "cut", "dirname", "basename", "env", "grep", "head", "kill", "mkdir", "mktemp", "mv", "rm", "sed", "seq", "sha256sum", "tail"} {
		if path, err := exec.LookPath(tool); err == nil {
			require.NoError(t, os.Symlink(path, filepath.Join(tools, tool)))
		}
	}
	return []string{"PATH=" + tools, "REVOKESPEC_CACHE=" + cache, "HOME=" + cache, "TMPDIR=" + cache}, cache
}

func servers(t *testing.T) []string {
	starts, err := filepath.Glob("*/start")
	require.NoError(t, err)
	require.Len(t, starts, 5)
	var names []string
	for _, start := range starts {
		names = append(names, filepath.Dir(start))
	}
	return names
}

func TestAServerThatCannotBeInstalledSaysWhy(t *testing.T) {
	for _, name := range servers(t) {
		t.Run(name, func(t *testing.T) {
			env, cache := bare(t)
			code, stdout, stderr := script(t, env, filepath.Join(name, "start"))
			assert.Equal(t, 3, code, stderr)
			assert.Empty(t, stdout)
			assert.Regexp(t, `^interop/`+name+`/start: [^\n]*(not installed|needed)[^\n]*\n$`, stderr)
			left, err := os.ReadDir(cache)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

// What cannot be installed reaches the last line through all the scripts: it is named, and the exit code is 3.
func TestWhatCannotBeInstalledIsNamed(t *testing.T) {
	env, _ := bare(t)
	names := servers(t)
	code, stdout, stderr := script(t, env, "all", names...)
	assert.Equal(t, 3, code, stderr)
	assert.Equal(t, "as recorded: none; differs: none; not to be had here: "+strings.Join(names, ", "), lastLine(stdout))
}
