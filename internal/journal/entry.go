package journal

import (
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
)

// The kinds of entries: the tenant setting, and the collections of the Management API in which things are made.
const (
	KindSetting         = "setting"
	KindClients         = "clients"
	KindUsers           = "users"
	KindResourceServers = "resource-servers"
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
	if e.Kind == KindSetting {
		return fmt.Sprintf("tenant setting %s back to %s", e.Name, e.Was)
	}
	return fmt.Sprintf("%s %q deleted", e.Kind, e.Name)
}

// unknown says whether the entry is one that no run writes.
func (e Entry) unknown() bool {
	if e.Kind == KindSetting {
		return e.Name != SettingFlag || e.Was != file.SettingOn && e.Was != file.SettingOff
	}
	return !slices.Contains([]string{KindClients, KindUsers, KindResourceServers}, e.Kind) || e.Name == ""
}
