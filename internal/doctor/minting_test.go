package doctor_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/mockserver"
)

// What a strategy needs on this machine is looked for before anybody signs in.
func TestWhatSignsInIsLookedAt(t *testing.T) {
	for strategy, want := range map[string]string{
		file.StrategyBrowser: "mint.browser: no Chromium is found, which mint.strategy browser needs; install the package chromium",
		file.StrategyExec:    "mint.command: get-token is no program -> give the path of a program that may be run",
	} {
		r := patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) {
			t.Setenv("PATH", t.TempDir())
			f.Mint = file.Mint{Strategy: strategy, Command: []string{"./get-token"}}
			f.Users, f.Management = f.Users[:1], nil
		}}.examine(t)
		problems := findings(r, doctor.Problem)
		assert.True(t, len(problems) == 1 && strings.HasPrefix(problems[0], want), "it is named once, not at each application: %q", problems)
	}
}
