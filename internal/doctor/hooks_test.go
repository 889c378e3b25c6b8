package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/mockserver"
)

// Hooks are looked for, and none is run.
func TestHooks(t *testing.T) {
	if testing.Short() {
		t.Skip("one hook after another")
	}
	there := func(h file.Hooks) func(*file.File) {
		return func(f *file.File) { f.Hooks = &h }
	}
	for name, c := range map[string]struct {
		edit  func(*file.File)
		wants []doctor.Finding
	}{
		"none": {nil, nil},
		"one": {there(file.Hooks{AllowChanges: true, Restart: []string{"false"}}), []doctor.Finding{
			{About: "hooks", State: doctor.OK, Says: "may be run, each for at most 1m0s: restart"},
			{About: "hooks", State: doctor.Note, Says: "there is none for create_user, delete_user, disable_user, enable_user, change_password, withdraw_consent, log_out_everywhere, create_application, delete_application, break_store, mend_store", Remedy: "add them to have more rules judged; below stands which"},
		}},
		"without leave": {there(file.Hooks{Restart: []string{"false"}}), []doctor.Finding{{About: "hooks", State: doctor.Note, Says: "none is run without leave: restart", Remedy: "add hooks.allow_changes: true"}}},
		"no program":    {there(file.Hooks{AllowChanges: true, Restart: []string{"./no-such"}}), []doctor.Finding{{About: "hooks.restart", State: doctor.Problem, Says: "no-such is no program", Remedy: "give the path of a program that may be run"}}},
	} {
		t.Run(name, func(t *testing.T) {
			found := slices.DeleteFunc(patient{seed: mockserver.DefaultSeed("auth0"), edit: c.edit}.examine(t).Findings, func(f doctor.Finding) bool { return !strings.HasPrefix(f.About, "hooks") })
			for _, want := range c.wants {
				assert.Contains(t, found, want)
			}
			assert.Equal(t, c.wants == nil, len(found) == 0)
		})
	}
}
