package auth0

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// memberNames are the members that a throw-away thing of a collection has for its name and its id.
type memberNames struct{ name, id string }

var collections = map[string]memberNames{
	journal.KindClients:         {name: "name", id: "client_id"},
	journal.KindUsers:           {name: "email", id: "user_id"},
	journal.KindResourceServers: {name: "identifier", id: "id"},
}

func (c *Client) takeRoom(ctx context.Context, collection string) error {
	room := c.tenant.room
	if collection != journal.KindClients || room == nil {
		return nil
	}
	select {
	case room <- struct{}{}:
		return nil
	default:
	}
	defer c.Queue()()
	select {
	case room <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *Tenant) giveRoom(collection string) {
	if collection != journal.KindClients {
		return
	}
	select {
	case <-t.room:
	default:
	}
}

// Create makes a throw-away application, user or API: collection is "clients", "users" or "resource-servers". It is
// journalled first, by its name, email or identifier, which must be unique, and deleted by Discard or when the deployment
// is closed. It needs changes. An answer without the thing's id is an error too.
func (c *Client) Create(ctx context.Context, p session.Purpose, collection string, body map[string]any) (httpx.Response, error) {
	if missing := c.tenant.missing("changes"); missing != "" {
		return httpx.Response{}, errors.New(missing)
	}
	thing, known := collections[collection]
	name, _ := body[thing.name].(string)
	if !known || name == "" {
		return httpx.Response{}, fmt.Errorf("%s: nothing of that kind can be made without a %s", collection, thing.name)
	}
	if err := c.takeRoom(ctx, collection); err != nil {
		return httpx.Response{}, err
	}
	answer, err := c.make(ctx, p, collection, name, body)
	if err != nil {
		c.tenant.giveRoom(collection)
	}
	return answer, err
}

// make journals a thing and makes it.
func (c *Client) make(ctx context.Context, p session.Purpose, collection, name string, body map[string]any) (httpx.Response, error) {
	if err := c.tenant.Journal.Add(journal.Entry{Kind: collection, Name: name}); err != nil {
		return httpx.Response{}, err
	}
	answer := c.Management(ctx, p, ManagementRequest{Method: http.MethodPost, Path: "/" + collection, JSON: body})
	id := answer.Field(collections[collection].id)
	if answer.Err == nil && answer.Status >= 400 && answer.Status < 500 {
		return answer, errors.Join(notMade(collection, answer), c.tenant.forget(collection, name))
	}
	if answer.Err != nil || id == "" {
		return answer, notMade(collection, answer)
	}
	return answer, c.tenant.Journal.Identify(collection, name, id)
}

// Discard deletes a throw-away thing that Create made.
func (c *Client) Discard(ctx context.Context, p session.Purpose, collection, id string) error {
	defer c.tenant.giveRoom(collection)
	if err := c.delete(ctx, p, collection, id); err != nil {
		return err
	}
	return c.tenant.Journal.Drop(func(e journal.Entry) bool { return e.Kind == collection && e.ID == id })
}

func (c *Client) delete(ctx context.Context, p session.Purpose, collection, id string) error {
	answer := c.Management(ctx, p, ManagementRequest{Method: http.MethodDelete, Path: "/" + collection + "/" + url.PathEscape(id)})
	if answer.Err != nil || answer.Status/100 != 2 && answer.Status != http.StatusNotFound {
		return orNoAnswer(answer, fmt.Errorf("deleting one of %s: %s", collection, remedy.ManagementPlace("delete:"+scopeOf(collection)).Describe(answer)))
	}
	return nil
}

func notMade(collection string, r httpx.Response) error {
	return fmt.Errorf("making one of %s: %s", collection, remedy.ManagementPlace("create:"+scopeOf(collection)).Describe(r))
}

// scopeOf is what a collection is called in scopes.
func scopeOf(collection string) string { return strings.ReplaceAll(collection, "-", "_") }

// forget drops the entry of a thing that was refused, and so never made.
func (t *Tenant) forget(collection, name string) error {
	return t.Journal.Drop(func(e journal.Entry) bool { return e.Kind == collection && e.Name == name && e.ID == "" })
}
