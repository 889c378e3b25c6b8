package managementapi

import (
	"maps"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// settingGlobalClient is the name in Settings.Other under which it is kept what the global application was given.
const settingGlobalClient = "client.global" // hidden

// globalClientID is that of the application which stands for all of them, as for their login page. Nobody signs in to it.
var globalClientID = digest(16, "global client")

// globalClient is that application as the settings have it.
func globalClient(s tenant.Settings) *tenant.Client {
	client := tenant.Client{ID: globalClientID, Name: "All Applications", AuthMethod: tenant.AuthSecretPost, FirstParty: true,
		Extra: map[string]any{tenant.ExtraOIDCConformant: false, "global": true, extraAssumed: string(tenant.AuthSecretPost)}}
	kept, _ := s.Other[settingGlobalClient].(map[string]any)
	maps.Copy(client.Extra, kept)
	return &client
}

// updateGlobalClient keeps those members that are no field of an application: the login page is one of them.
func (c *call) updateGlobalClient() (any, error) {
	var bad error
	s, err := c.store.UpdateSettings(c.Ctx, func(old tenant.Settings) tenant.Settings {
		client := globalClient(old)
		if bad = applyClient(client, c.body, c.Now); bad != nil {
			return old
		}
		return old.Merge(tenant.Settings{Other: map[string]any{settingGlobalClient: client.Extra}})
	})
	if bad != nil {
		return nil, bad
	}
	if err != nil {
		return nil, err
	}
	return c.shownClient(globalClient(s), false), nil
}
