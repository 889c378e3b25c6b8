package deployment

import (
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/hooks"
)

// NeedHook is the capability of a hook, by the name of its key.
func NeedHook(hook string) string { return "hook-" + strings.ReplaceAll(hook, "_", "-") }

// hookNeeds are the hooks that rules ask for, each by what it lets the vendor do. Those that only serve another one are not among them.
func hookNeeds() []Need {
	var needs []Need
	for _, hook := range []struct{ name, means, with string }{
		{file.HookDeleteUser, "a user can be made and deleted", file.HookCreateUser},
		{file.HookDisableUser, "a user can be made and disabled", file.HookCreateUser},
		{file.HookEnableUser, "a disabled user can be enabled again", file.HookDisableUser},
		{file.HookChangePassword, "a user can be made and given another password", file.HookCreateUser},
		{file.HookWithdrawConsent, "what a user agreed to can be taken back", ""},
		{file.HookLogOutEverywhere, "a user can be logged out everywhere", ""},
		{file.HookDeleteApplication, "an application can be made and deleted", file.HookCreateApplication},
		{file.HookRestart, "the server can be restarted", ""},
		{file.HookBreakStore, "the server's store can be broken and mended", file.HookMendStore},
	} {
		keys := "hooks." + hook.name
		if hook.with != "" {
			keys = "hooks." + hook.with + " and " + keys
		}
		needs = append(needs, Need{NeedHook(hook.name), hook.means, "add " + keys + ", with hooks.allow_changes: true", func(d *Deployment) bool {
			return hooks.Has(d.File, hook.name)
		}})
	}
	return needs
}
