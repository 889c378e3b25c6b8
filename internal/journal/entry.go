package journal

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
)

// The kinds of entries: the tenant setting, the collections of the Management API in which things are made, and what hooks make and break.
const (
	KindSetting         = "setting"
	KindClients         = "clients"
	KindUsers           = "users"
	KindResourceServers = "resource-servers"

	KindHookUser        = "hook-user"
	KindHookApplication = "hook-application"
	KindHookStore       = "hook-store"
)

// SettingFlag is the tenant's flag that entries of KindSetting name.
const SettingFlag = "revoke_refresh_token_grant"

// Entry is one thing that was changed or made, written down before that happened. It holds no secret.
type Entry struct {
	Kind string       `json:"kind"`
	Name string       `json:"name"`
	ID   string       `json:"id,omitempty"`  // of a thing made, once the server gave it
	Was  file.Setting `json:"was,omitempty"` // the setting's value before
}

func (e Entry) String() string {
	switch e.Kind {
	case KindSetting:
		return fmt.Sprintf("tenant setting %s back to %s", e.Name, e.Was)
	case KindHookUser:
		return fmt.Sprintf("user %q deleted by hooks.%s", cmp.Or(e.ID, e.Name), file.HookDeleteUser)
	case KindHookApplication:
		return fmt.Sprintf("application %q deleted by hooks.%s", e.Name, file.HookDeleteApplication)
	case KindHookStore:
		return "the store mended by hooks." + file.HookMendStore
	}
	return fmt.Sprintf("%s %q deleted", e.Kind, e.Name)
}

// ByHook says whether a hook undoes it.
func (e Entry) ByHook() bool {
	return slices.Contains([]string{KindHookUser, KindHookApplication, KindHookStore}, e.Kind)
}

// isManaged says whether it is a thing that the Management API deletes.
func (e Entry) isManaged() bool {
	return slices.Contains([]string{KindClients, KindUsers, KindResourceServers}, e.Kind)
}

// unknown says whether the entry is one that no run writes.
func (e Entry) unknown() bool {
	if e.Kind == KindSetting {
		return e.Name != SettingFlag || e.Was != file.SettingOn && e.Was != file.SettingOff
	}
	return !e.isManaged() && !e.ByHook() || e.Name == ""
}
