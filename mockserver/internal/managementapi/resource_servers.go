package managementapi

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// mostIdentifiers are how many APIs may be asked for by their identifiers.
const mostIdentifiers = 10

func audienceRoutes() []route {
	return []route{
		{method: "GET", path: "/resource-servers", name: "resource-servers.list", serve: (*call).listAudiences,
			does: "Get resource servers", scopes: []string{"read:resource_servers"},
			query: parameters(pages, checkpoints, fieldNames, []parameter{{name: "identifiers",
				schema: &schema{Type: "array", Items: filterText(), MaxItems: mostIdentifiers}, what: "The APIs with these identifiers."}}),
			status: http.StatusOK, answer: listAnswer("resource_servers", ref("ResourceServer"))},
		{method: "POST", path: "/resource-servers", name: "resource-servers.create", serve: (*call).createAudience,
			does: "Create a resource server", scopes: []string{"create:resource_servers"},
			body:   audienceBody().with(properties{"identifier": name(600)}, "identifier"),
			status: http.StatusCreated, answer: ref("ResourceServer"), refusals: []int{http.StatusConflict}},
		{method: "GET", path: "/resource-servers/{id}", name: "resource-servers.read", serve: (*call).readAudience,
			does: "Get a resource server", scopes: []string{"read:resource_servers"}, query: fieldNames,
			status: http.StatusOK, answer: ref("ResourceServer"), refusals: []int{http.StatusNotFound}},
		{method: "PATCH", path: "/resource-servers/{id}", name: "resource-servers.update", serve: (*call).updateAudience,
			does: "Update a resource server", scopes: []string{"update:resource_servers"}, body: audienceBody(),
			status: http.StatusOK, answer: ref("ResourceServer"), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/resource-servers/{id}", name: "resource-servers.delete", serve: (*call).deleteAudience,
			does: "Delete a resource server", scopes: []string{"delete:resource_servers"}, status: http.StatusNoContent},
	}
}

func inexistentAudience() *tenant.Problem {
	return notFound("The resource server does not exist", "inexistent_resource_server")
}

func (c *call) listAudiences() (any, error) {
	all, err := c.store.Audiences(c.Ctx)
	if err != nil {
		return nil, err
	}
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return nil, err
	}
	items := []item{c.systemAudience()}
	for _, a := range all {
		items = append(items, linked(audienceJSON(a), clients))
	}
	if wanted := c.query["identifiers"]; len(wanted) > 0 {
		items = slices.DeleteFunc(items, func(i item) bool { return !slices.Contains(wanted, i["identifier"].(string)) })
	}
	return c.list(listing{name: "resource_servers", items: items, id: "id"})
}

// audienceID is the id of an API that was not given one: always the same.
func audienceID(a *tenant.Audience) string {
	if a.ID != "" {
		return a.ID
	}
	return digest(12, a.Identifier)
}

// audience is the API of that identifier.
func (c *call) audience(identifier string) (*tenant.Audience, error) {
	a, err := c.store.Audience(c.Ctx, identifier)
	return a, missing(err, inexistentAudience())
}

// audienceKey is the identifier or id in the path. Some clients escape an identifier twice.
func (c *call) audienceKey() string {
	if once, err := url.PathUnescape(c.Param("id")); err == nil {
		return once
	}
	return c.Param("id")
}

// audienceOfPath is the API of that identifier or, where there is none, of that id.
func (c *call) audienceOfPath() (*tenant.Audience, error) {
	a, err := c.store.Audience(c.Ctx, c.audienceKey())
	if !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	all, err := c.store.Audiences(c.Ctx)
	if i := slices.IndexFunc(all, func(a *tenant.Audience) bool { return audienceID(a) == c.audienceKey() }); i >= 0 {
		return all[i], err
	}
	return nil, cmp.Or(err, error(inexistentAudience()))
}

// systemAudience is this API itself.
func (c *call) systemAudience() item {
	identifier := c.managementIdentifier()
	scopes := []item{}
	for _, scope := range c.every() {
		scopes = append(scopes, item{"value": scope, "description": scope})
	}
	return item{"id": digest(12, identifier), "identifier": identifier, "name": "Auth0 Management API", "is_system": true, "scopes": scopes,
		"signing_alg": "RS256", "allow_offline_access": false, "token_lifetime": defaultAccess, "token_lifetime_for_web": defaultAccessWeb,
		"skip_consent_for_verifiable_first_party_clients": true, subjectTypes: subjectTypesDefault()}
}

// system is that API where the path names it.
func (c *call) system() item {
	if s := c.systemAudience(); c.audienceKey() == s["identifier"] || c.audienceKey() == s["id"] {
		return s
	}
	return nil
}

// linked names the application that stands for the API, where there is one.
func linked(i item, clients []*tenant.Client) item {
	for _, client := range clients {
		if client.Extra["resource_server_identifier"] == i["identifier"] {
			i["client_id"] = client.ID
		}
	}
	return i
}

func (c *call) readAudience() (any, error) {
	if s := c.system(); s != nil {
		return c.one(s), nil
	}
	a, err := c.audienceOfPath()
	if err != nil {
		return nil, err
	}
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return nil, err
	}
	return c.one(linked(audienceJSON(a), clients)), nil
}

func (c *call) createAudience() (any, error) {
	identifier := c.body["identifier"].(string)
	a := newAudience(identifier)
	if identifier == c.managementIdentifier() || identifier == c.Request.Canonical+"userinfo" {
		return nil, audienceTaken()
	}
	if err := applyAudience(&a, c.body); err != nil {
		return nil, err
	}
	if err := c.store.AddAudience(c.Ctx, a); err != nil {
		return nil, taken(err, audienceTaken())
	}
	return audienceJSON(&a), nil
}

func audienceTaken() *tenant.Problem {
	return conflict("A resource server with the same identifier already exists", "")
}

func systemUnchanged() *tenant.Problem {
	return problem(http.StatusBadRequest, "A system resource server cannot be changed", "operation_not_supported")
}

func (c *call) updateAudience() (any, error) {
	if c.system() != nil {
		return nil, systemUnchanged()
	}
	a, err := c.audienceOfPath()
	if err == nil {
		a, err = c.store.UpdateAudience(c.Ctx, a.Identifier, func(a *tenant.Audience) error {
			return applyAudience(a, c.body)
		})
	}
	if err != nil {
		return nil, missing(err, inexistentAudience())
	}
	return audienceJSON(a), nil
}

// deleteAudience deletes the client grants for the API with it. Nothing is documented about what users granted.
func (c *call) deleteAudience() (any, error) {
	if c.system() != nil {
		return nil, systemUnchanged()
	}
	a, err := c.audienceOfPath()
	var none *tenant.Problem
	if errors.As(err, &none) {
		return nil, nil // no 404 is documented
	}
	if err == nil {
		err = store.IgnoreMissing(c.store.DeleteAudience(c.Ctx, a.Identifier))
	}
	if err != nil {
		return nil, err
	}
	c.known = true
	return nil, c.dropClientGrants(a.Identifier)
}
