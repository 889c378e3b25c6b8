package webui

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

func TestTheBrowserOfTheFile(t *testing.T) {
	f := newFake(t)
	way := func(override string, change func(*file.File)) string {
		o := New(override, nil)
		path, why := o.browser(f.session(t, change).Deployment.File.Dashboard.Browser)
		return path + why
	}
	assert.Equal(t, "/opt/chromium", way("/opt/chromium", nil), "the environment comes first")
	assert.Empty(t, way("none", func(file *file.File) { file.Dashboard.Browser = "/opt/chromium" }))
	assert.Equal(t, "/opt/chromium", way("", func(file *file.File) { file.Dashboard.Browser = "/opt/chromium" }))
	assert.Equal(t, chromium.Find(), way("", func(file *file.File) { file.Dashboard.Browser = "auto" }))
	t.Setenv("PATH", t.TempDir())
	assert.Equal(t, " (no Chromium is found)", way("", nil))
}

func TestABrowserThatDoesNotStart(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(broken, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	o := New(broken, nil)
	defer o.Close()
	_, err := o.Open(t.Context(), newFake(t).session(t, nil))
	require.ErrorContains(t, err, "does not start")
	assert.NotContains(t, err.Error(), "\n")
}

// Nothing of a Chromium outlives its opener.
func TestCloseLeavesNothingBehind(t *testing.T) {
	if shared == nil || runtime.GOOS != "linux" {
		t.Skip("needs a Chromium, and /proc")
	}
	var said []string
	opener := New(chromium.Find(), func(line string) { said = append(said, line) })
	scratch, err := os.MkdirTemp("/tmp", "webui") // short: Chromium has a socket there
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(scratch) })
	t.Setenv("TMPDIR", scratch)
	d, err := opener.Open(t.Context(), newFake(t).session(t, nil))
	require.NoError(t, err)
	_, err = d.Setting(t.Context(), session.Check)
	require.NoError(t, err)
	assert.NotEmpty(t, processesUsing(t, scratch))
	second, err := opener.Open(t.Context(), newFake(t).session(t, nil))
	require.NoError(t, err)
	second.Close()
	require.Len(t, said, 1, "that there is a Chromium is said, once")
	assert.Contains(t, said[0], "REVOKESPEC_BROWSER=none")
	opener.Close()
	assert.Empty(t, processesUsing(t, scratch))
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// processesUsing are the command lines that name a folder.
func processesUsing(t *testing.T, folder string) (found []string) {
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	require.NoError(t, err)
	for _, line := range lines {
		if text, err := os.ReadFile(line); err == nil && strings.Contains(string(text), folder) {
			found = append(found, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return found
}

// Where sign-ins need a Chromium, the Dashboard is used in that one.
func TestSignInsAndTheDashboardHaveOneChromium(t *testing.T) {
	if shared == nil {
		t.Skip("no Chromium is found")
	}
	opener := New(chromium.Find(), nil)
	defer opener.Close()
	s := newFake(t).session(t, func(f *file.File) { f.Mint.Strategy = file.StrategyBrowser })
	defer s.Browsers().Close()
	d, err := opener.Open(t.Context(), s)
	require.NoError(t, err)
	defer d.Close()
	assert.NotEmpty(t, s.Browsers().Version(chromium.Find()))
	assert.Empty(t, opener.own.Version(chromium.Find()))
}
