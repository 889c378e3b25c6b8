package managementapi

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// settingDefaultGrants is the name in Settings.Other under which those client grants are kept, by ID, that are of no application.
const settingDefaultGrants = "client_grants.default" // hidden

// clientGrant is what an application may ask of an API. Its scopes for the application itself are what tenant.Client.Audiences holds.
type clientGrant struct {
	id, clientID       string // without an application it is the default for a group of them
	tenant.ClientGrant        // Audience as the store has it
}

func (g clientGrant) subject() string {
	if g.ForUsers {
		return "user"
	}
	return "client"
}

// digest is an identifier of n bytes, in hexadecimal, that the same parts always have.
func digest(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:n])
}

func clientGrantID(g clientGrant) string {
	parts := []string{g.clientID, g.Audience}
	if g.ForUsers {
		parts = append(parts, g.subject())
	}
	return "cgr_" + digest(8, parts...)
}

// managementIdentifier is the identifier under which this API is an audience.
func (c *call) managementIdentifier() string { return c.Request.Canonical + base[1:] + "/" }

func (c *call) storedAudience(audience string) string {
	if audience == c.managementIdentifier() {
		return tenant.ManagementAudience
	}
	return audience
}

func (c *call) clientGrantJSON(g clientGrant) item {
	out := item{"id": g.id, "audience": g.Audience, "subject_type": g.subject()}
	maps.Copy(out, g.Extra)
	if g.Audience == tenant.ManagementAudience {
		out["audience"] = c.managementIdentifier()
	}
	if g.clientID != "" {
		out["client_id"] = g.clientID
	}
	if !g.AllScopes {
		out["scope"] = orEmpty(g.Scopes)
	}
	return out
}

// applyClientGrant sets what the body, which was checked, names; null is as if nothing had ever been said.
func applyClientGrant(g *clientGrant, body map[string]any) {
	g.Extra = merged(g.Extra, nil)
	for key, value := range body {
		switch key {
		case "client_id", "audience", "subject_type":
		case "scope":
			g.Scopes = textList(value)
		default:
			g.Extra[key] = value
		}
	}
	maps.DeleteFunc(g.Extra, func(_ string, value any) bool { return value == nil })
	g.AllScopes = g.Extra["allow_all_scopes"] == true
}

// clientGrants are all there are: those of the oldest application first.
func (c *call) clientGrants() ([]clientGrant, error) {
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return nil, err
	}
	var out []clientGrant
	for _, client := range clients {
		out = append(out, grantsOf(client)...)
	}
	s, err := c.store.Settings(c.Ctx)
	return append(out, defaultGrants(s)...), err
}

// grantsOf are an application's, by API: those for itself, which may have come with the seed, before those for users.
func grantsOf(client *tenant.Client) []clientGrant {
	var own, forUsers []clientGrant
	for _, audience := range slices.Sorted(maps.Keys(client.Audiences)) {
		g := clientGrant{clientID: client.ID, ClientGrant: tenant.ClientGrant{Audience: audience}}
		g.id = clientGrantID(g)
		if more, known := client.ClientGrants[g.id]; known {
			g.ClientGrant = more
		}
		g.Scopes = client.Audiences[audience]
		own = append(own, g)
	}
	for _, id := range slices.Sorted(maps.Keys(client.ClientGrants)) {
		if more := client.ClientGrants[id]; more.ForUsers {
			forUsers = append(forUsers, clientGrant{id, client.ID, more})
		}
	}
	return append(own, forUsers...)
}

// keep makes the grant one of the application's, in place of one that was there.
func (g clientGrant) keep(client *tenant.Client) {
	more := maps.Clone(client.ClientGrants)
	if more == nil {
		more = map[string]tenant.ClientGrant{}
	}
	more[g.id] = g.ClientGrant
	client.ClientGrants = more
	if g.ForUsers {
		return
	}
	if client.Audiences == nil {
		client.Audiences = map[string][]string{}
	}
	client.Audiences[g.Audience] = g.Scopes
}

// isOf says whether the application has the grant.
func (g clientGrant) isOf(client *tenant.Client) bool {
	return slices.ContainsFunc(grantsOf(client), func(other clientGrant) bool { return other.id == g.id })
}

// drop deletes the grant.
func (c *call) drop(g clientGrant) error {
	if g.clientID == "" {
		_, err := c.changeDefaultGrants(func(all map[string]any) { delete(all, g.id) })
		return err
	}
	_, err := c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
		client.ClientGrants = maps.Clone(client.ClientGrants)
		delete(client.ClientGrants, g.id)
		if !g.ForUsers {
			delete(client.Audiences, g.Audience)
		}
		return nil
	})
	return store.IgnoreMissing(err)
}

// defaultGrants are those of no application.
func defaultGrants(s tenant.Settings) []clientGrant {
	kept, _ := s.Other[settingDefaultGrants].(map[string]any)
	var out []clientGrant
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		body, _ := kept[id].(map[string]any)
		audience, _ := body["audience"].(string)
		g := clientGrant{id: id, ClientGrant: tenant.ClientGrant{Audience: audience, ForUsers: body["subject_type"] == "user"}}
		applyClientGrant(&g, body)
		out = append(out, g)
	}
	return out
}

// changeDefaultGrants changes the bodies that make them, by ID.
func (c *call) changeDefaultGrants(change func(map[string]any)) (tenant.Settings, error) {
	return c.store.UpdateSettings(c.Ctx, func(old tenant.Settings) tenant.Settings {
		all := merged(old.Other[settingDefaultGrants], nil)
		change(all)
		return old.Merge(tenant.Settings{Other: map[string]any{settingDefaultGrants: all}})
	})
}
