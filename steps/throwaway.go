package steps

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// throwAway is what the name says in a feature: a user or an application that the scenario makes for itself, since what
// the file lists is never deleted, blocked or changed.
const throwAway = "throw-away"

// made is a throw-away thing, to be deleted when the scenario is over.
type made struct{ collection, id string }

// ownThings are a scenario's throw-away things.
type ownThings struct {
	made   []made
	user   *file.User
	userID string
	client *file.Client
	name   string // of the application
	expiry expiry // of the application's refresh tokens
}

// makeUser makes a user in the database connection of the file.
func (w *World) makeUser(ctx context.Context) error {
	name := uniqueName()
	user := file.User{Username: name + "@example.com", Password: newPassword()}
	w.lease.Name(user.Password, "password of the throw-away user")
	r, err := w.create(ctx, "users", map[string]any{
		"connection": w.deployment().File.Management.Connection, "email": user.Username, "password": user.Password,
		"email_verified": true, "verify_email": false,
	})
	if err != nil {
		return err
	}
	w.own.user, w.own.userID = &user, r.Field("user_id")
	w.own.made = append(w.own.made, made{"users", w.own.userID})
	return nil
}

// authMethods are the authentication methods that a throw-away application may have, by their registered names.
var authMethods = map[string]string{
	"none": file.AuthNone, "client_secret_post": file.AuthPost, "client_secret_basic": file.AuthBasic,
}

func (w *World) makeClient(ctx context.Context, method string) error {
	return w.makeClientWith(ctx, method, nil)
}

// makeClientWith makes an application that can do what the listed ones can; more are members of its registration.
func (w *World) makeClientWith(ctx context.Context, method string, more map[string]any) error {
	client := file.Client{Role: throwAway, Auth: authMethods[method]}
	if client.Auth == "" {
		return fmt.Errorf("a throw-away application cannot have the authentication method %q", method)
	}
	for _, listed := range w.deployment().File.Clients.All() {
		client.RedirectURI = or(client.RedirectURI, listed.RedirectURI)
	}
	body := map[string]any{
		"name": uniqueName(), "app_type": "regular_web", "is_first_party": true, "oidc_conformant": true,
		"token_endpoint_auth_method": method, "grant_types": w.grantTypes(),
	}
	if method == "none" {
		body["app_type"] = "native"
	}
	if client.RedirectURI != "" {
		body["callbacks"] = []string{client.RedirectURI}
	}
	for name, value := range more {
		body[name] = value
	}
	r, err := w.create(ctx, "clients", body)
	if err != nil {
		return err
	}
	client.ClientID, client.ClientSecret = r.Field("client_id"), r.Field("client_secret")
	w.lease.Name(client.ClientSecret, "secret of the throw-away application")
	w.own.client, w.own.name = &client, fmt.Sprint(body["name"])
	w.own.made = append(w.own.made, made{"clients", client.ClientID})
	return nil
}

func (w *World) grantTypes() []string {
	types := []string{"authorization_code", "refresh_token", w.deployment().File.PasswordGrant()}
	if w.deployment().File.Mint.Strategy == file.StrategyDevice {
		types = append(types, "urn:ietf:params:oauth:grant-type:device_code")
	}
	return types
}

// create makes a throw-away thing. An application that may not make it is what the deployment lacks, not a fault.
func (w *World) create(ctx context.Context, collection string, body map[string]any) (httpx.Response, error) {
	r, err := w.lease.Create(ctx, session.SetUp, collection, body)
	if r.Status == 403 {
		scopes := fmt.Sprintf("create:%[1]s, update:%[1]s and delete:%[1]s", collection)
		return r, notApplicable("the Management API would not make one of %s: %s", collection, remedy.ManagementPlace(scopes).Describe(r))
	}
	if err != nil {
		return r, inconclusive("%v", err)
	}
	return r, nil
}

// End closes and deletes what the scenario opened and made. What cannot be deleted stays in the deployment's journal, which is worked off when
// the run is over.
func (w *World) End(ctx context.Context) {
	w.closeDashboard()
	if len(w.own.made) == 0 {
		return
	}
	signing := w.deployment().Session().KeepNothing() // the scenario's record is closed
	for _, thing := range w.own.made {
		_ = signing.Discard(ctx, session.CleanUp, thing.collection, thing.id)
	}
	w.own.made = nil
}

// uniqueName is new in every run: a crashed one may have left its own behind.
func uniqueName() string { return "revokespec-" + strings.ToLower(rand.Text()) }

// newPassword passes the usual rules for passwords.
func newPassword() string { return "Rs-1-" + rand.Text() }

// ofOwn calls f for every token of the scenario that belongs to the throw-away user or application.
func (w *World) ofOwn(belongs func(*token) bool, f func(*token)) {
	seen := map[*token]bool{}
	visit := func(t *token) {
		if !seen[t] && belongs(t) {
			f(t)
		}
		seen[t] = true
	}
	for _, t := range w.order {
		visit(t)
	}
	for _, t := range w.tokens {
		visit(t)
	}
}

func (w *World) ofOwnUser(t *token) bool {
	return w.own.user != nil && t.user.Username == w.own.user.Username
}

func (w *World) ofOwnClient(t *token) bool {
	return w.own.client != nil && t.client.ClientID == w.own.client.ClientID
}

// manage is an act on a throw-away thing. That it must be accepted is the Management API's own documentation.
func (w *World) manage(ctx context.Context, method, path string, body map[string]any) error {
	r := w.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: method, Path: path, JSON: body})
	w.act(r, "no rule", true)
	return w.ready()
}

func (w *World) ownUserPath() (string, error) {
	if w.own.user == nil {
		return "", fmt.Errorf("the scenario has no throw-away user: make one in a Given step")
	}
	return "/users/" + url.PathEscape(w.own.userID), nil
}

func (w *World) ownClientPath() (string, error) {
	if w.own.client == nil {
		return "", fmt.Errorf("the scenario has no throw-away application: make one in a Given step")
	}
	return "/clients/" + url.PathEscape(w.own.client.ClientID), nil
}

// wall is our own clock, and with a mock's clock that is moved how far we moved it.
func (w *World) wall() time.Time { return time.Now().Add(w.moved) }
