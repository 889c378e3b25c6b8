package managementapi

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// mostIdentifiers are how many APIs may be asked for by their identifiers.
const mostIdentifiers = 10

func audienceRoutes() []route {
	return []route{
		{
			method: "GET", path: "/resource-servers", name: tenant.OpListAudiences, serve: (*call).listAudiences,
			does: "Get resource servers", scopes: []string{"read:resource_servers"},
			query: parameters(pages, checkpoints, fieldNames, []parameter{{name: "identifiers",
				schema: &schema{Type: "array", Items: filterText(), MaxItems: mostIdentifiers}, what: "The APIs with these identifiers."}}),
			status: http.StatusOK, answer: listAnswer("resource_servers", ref("ResourceServer")),
		},
		{
			method: "POST", path: "/resource-servers", name: tenant.OpCreateAudience, serve: (*call).createAudience,
			does: "Create a resource server", scopes: []string{"create:resource_servers"},
			body:   audienceBody().with(properties{"identifier": name(600)}, "identifier"),
			status: http.StatusCreated, answer: ref("ResourceServer"), refusals: []int{http.StatusConflict},
		},
		{
			method: "GET", path: "/resource-servers/{id}", name: tenant.OpReadAudience, serve: (*call).readAudience,
			does: "Get a resource server", scopes: []string{"read:resource_servers"}, query: fieldNames,
			status: http.StatusOK, answer: ref("ResourceServer"), refusals: []int{http.StatusNotFound},
		},
		{
			method: "PATCH", path: "/resource-servers/{id}", name: tenant.OpUpdateAudience, serve: (*call).updateAudience,
			does: "Update a resource server", scopes: []string{"update:resource_servers"}, body: audienceBody(),
			status: http.StatusOK, answer: ref("ResourceServer"), refusals: []int{http.StatusNotFound},
		},
		{
			method: "DELETE", path: "/resource-servers/{id}", name: tenant.OpDeleteAudience, serve: (*call).deleteAudience,
			does: "Delete a resource server", scopes: []string{"delete:resource_servers"}, status: http.StatusNoContent,
		},
	}
}

func inexistentAudience() *tenant.Problem {
	return notFound("The resource server does not exist", "inexistent_resource_server")
}

func (c *call) listAudiences() (tenant.Answer, *tenant.Problem) {
	all, err := c.store.Audiences(c.Ctx)
	if err != nil {
		return tenant.Answer{}, c.fault(err)
	}
	var items []item
	for _, a := range all {
		if wanted := c.query["identifiers"]; len(wanted) == 0 || slices.Contains(wanted, a.Identifier) {
			items = append(items, audienceJSON(a))
		}
	}
	l := listing{name: "resource_servers", items: items, id: func(i item) string { return i["id"].(string) }}
	if c.query.Has("from") || c.query.Has("take") {
		return c.checkpointed(l)
	}
	return c.list(l)
}

// audienceID is the id of an API that was not given one: always the same.
func audienceID(a *tenant.Audience) string {
	if a.ID != "" {
		return a.ID
	}
	return digest(12, a.Identifier)
}

// findAudience finds an API by its id, or by its identifier.
func findAudience(ctx context.Context, in store.Store, id string) (*tenant.Audience, error) {
	a, err := in.Audience(ctx, id)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	all, err := in.Audiences(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(a *tenant.Audience) bool { return audienceID(a) == id }); i >= 0 {
		return all[i], nil
	}
	return nil, store.ErrNotFound
}

func (c *call) readAudience() (tenant.Answer, *tenant.Problem) {
	a, err := findAudience(c.Ctx, c.store, c.Param("id"))
	if err != nil {
		return tenant.Answer{}, c.failure(err, inexistentAudience())
	}
	return c.one(http.StatusOK, audienceJSON(a))
}

func (c *call) createAudience() (tenant.Answer, *tenant.Problem) {
	identifier := c.body["identifier"].(string)
	a := tenant.Audience{ID: tenant.NewID(12), Identifier: identifier, Name: identifier}
	if identifier == c.managementIdentifier() || identifier == c.Request.Issuer+"userinfo" {
		return tenant.Answer{}, audienceTaken()
	}
	applyAudience(&a, c.body)
	switch err := c.store.AddAudience(c.Ctx, a); {
	case errors.Is(err, store.ErrExists):
		return tenant.Answer{}, audienceTaken()
	case err != nil:
		return tenant.Answer{}, c.fault(err)
	}
	return tenant.Answer{Status: http.StatusCreated, JSON: audienceJSON(&a)}, nil
}

func audienceTaken() *tenant.Problem {
	return conflict("A resource server with the same identifier already exists", "")
}

func (c *call) updateAudience() (tenant.Answer, *tenant.Problem) {
	a, err := findAudience(c.Ctx, c.store, c.Param("id"))
	if err == nil {
		a, err = c.store.UpdateAudience(c.Ctx, a.Identifier, func(a *tenant.Audience) error {
			applyAudience(a, c.body)
			return nil
		})
	}
	if err != nil {
		return tenant.Answer{}, c.failure(err, inexistentAudience())
	}
	return ok(audienceJSON(a)), nil
}

// deleteAudience deletes the client grants for the API with it. Nothing is documented about what users granted.
func (c *call) deleteAudience() (tenant.Answer, *tenant.Problem) {
	a, err := findAudience(c.Ctx, c.store, c.Param("id"))
	if errors.Is(err, store.ErrNotFound) {
		return noContent(), nil
	}
	if err == nil {
		err = c.store.DeleteAudience(c.Ctx, a.Identifier)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return tenant.Answer{}, c.fault(err)
	}
	c.known = true
	return noContent(), c.failure(c.dropClientGrants(a.Identifier), nil)
}
