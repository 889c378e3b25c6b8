package steps

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/hooks"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// throwAway is what the name says in a feature: a user or an application that the scenario makes for itself, since what
// the file lists is never deleted, blocked or changed.
const throwAway = "throw-away"

// thing is a throw-away thing, to be deleted when the scenario is over: of a collection of the Management API, or by a hook.
type thing struct {
	collection, id string

	hook string
	told hooks.Told
}

// throwAways are the user and the application that a scenario has made.
type throwAways struct {
	*World
	made        []thing
	account     *file.User
	userID      string
	application *file.Client
	clientName  string
	expiry      expiry // of the application's refresh tokens
}

// makeUser makes a user by a hook, or in the database connection of the file.
func (ta *throwAways) makeUser(ctx context.Context) error {
	if ta.byHook() {
		return ta.makeUserByHook(ctx)
	}
	name := uniqueName()
	user := file.User{Username: name + "@example.com", Password: newPassword()}
	ta.lease.Name(user.Password, "password of the throw-away user")
	r, err := ta.create(ctx, "users", map[string]any{
		"connection": ta.deployment().File.Management.Connection, "email": user.Username, "password": user.Password,
		"email_verified": true, "verify_email": false,
	})
	if err != nil {
		return err
	}
	ta.account, ta.userID = &user, r.Field("user_id")
	ta.made = append(ta.made, thing{collection: "users", id: ta.userID})
	return nil
}

// authMethods are the authentication methods that a throw-away application may have, by their registered names.
var authMethods = map[string]string{
	"none": file.AuthNone, "client_secret_post": file.AuthPost, "client_secret_basic": file.AuthBasic,
}

func (ta *throwAways) makeClient(ctx context.Context, method string) error {
	if ta.byHook() {
		return ta.makeClientByHook(ctx, method)
	}
	return ta.makeClientWith(ctx, method, nil)
}

// makeClientWith makes an application that can do what the listed ones can; more are members of its registration.
func (ta *throwAways) makeClientWith(ctx context.Context, method string, more map[string]any) error {
	client, err := ta.describeClient(method)
	if err != nil {
		return err
	}
	body := map[string]any{
		"name": uniqueName(), "app_type": "regular_web", "is_first_party": true, "oidc_conformant": true,
		"token_endpoint_auth_method": method, "grant_types": ta.grantTypes(),
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
	r, err := ta.create(ctx, "clients", body)
	if err != nil {
		return err
	}
	client.ClientID, client.ClientSecret = r.Field("client_id"), r.Field("client_secret")
	ta.lease.Name(client.ClientSecret, "secret of the throw-away application")
	ta.application, ta.clientName = &client, fmt.Sprint(body["name"])
	ta.made = append(ta.made, thing{collection: "clients", id: client.ClientID})
	return nil
}

// describeClient is a throw-away application that is not made yet.
func (ta *throwAways) describeClient(method string) (file.Client, error) {
	client := file.Client{Role: throwAway, Auth: authMethods[method]}
	if client.Auth == "" {
		return client, fmt.Errorf("a throw-away application cannot have the authentication method %q", method)
	}
	for _, listed := range ta.deployment().File.Clients.All() {
		client.RedirectURI = cmp.Or(client.RedirectURI, listed.RedirectURI)
	}
	return client, nil
}

func (ta *throwAways) grantTypes() []string {
	types := []string{"authorization_code", "refresh_token", ta.deployment().File.PasswordGrant()}
	if ta.deployment().File.Mint.Strategy == file.StrategyDevice {
		types = append(types, "urn:ietf:params:oauth:grant-type:device_code")
	}
	return types
}

// create makes a throw-away thing. An application that may not make it is what the deployment lacks, not a fault.
func (ta *throwAways) create(ctx context.Context, collection string, body map[string]any) (httpx.Response, error) {
	r, err := ta.lease.Create(ctx, session.SetUp, collection, body)
	if r.Status == 403 {
		scopes := fmt.Sprintf("create:%[1]s, update:%[1]s and delete:%[1]s", collection)
		return r, notApplicable("the Management API would not make one of %s: %s", collection, remedy.ManagementPlace(scopes).Describe(r))
	}
	if err != nil {
		return r, inconclusive("%v", err)
	}
	return r, nil
}

// discard deletes what the scenario made. What cannot be deleted stays in the deployment's journal, which is worked off when the run is
// over.
func (ta *throwAways) discard(ctx context.Context) {
	if len(ta.made) == 0 {
		return
	}
	quiet := ta.deployment().Session().KeepNothing() // the scenario's record is closed
	for _, thing := range ta.made {
		if thing.hook != "" {
			_ = quiet.Hooks.Run(ctx, session.CleanUp, thing.hook, thing.told)
			continue
		}
		_ = quiet.Discard(ctx, session.CleanUp, thing.collection, thing.id)
	}
	ta.made = nil
}

// uniqueName is new in every run: a crashed one may have left its own behind.
func uniqueName() string { return "revokespec-" + strings.ToLower(rand.Text()) }

// newPassword passes the usual rules for passwords.
func newPassword() string { return "Rs-1-" + rand.Text() }

// each calls f for every token of the scenario that belongs to the throw-away user or application.
func (ta *throwAways) each(belongs func(*token) bool, f func(*token)) {
	seen := map[*token]bool{}
	visit := func(t *token) {
		if !seen[t] && belongs(t) {
			f(t)
		}
		seen[t] = true
	}
	for _, t := range ta.signIns {
		visit(t)
	}
	for _, t := range ta.tokens {
		visit(t)
	}
}

func (ta *throwAways) belongsToUser(t *token) bool {
	return ta.account != nil && t.user.Username == ta.account.Username
}

func (ta *throwAways) belongsToApplication(t *token) bool {
	return ta.application != nil && t.client.ClientID == ta.application.ClientID
}

// manage is an act on a throw-away thing. That it must be accepted is the Management API's own documentation.
func (ta *throwAways) manage(ctx context.Context, method, path string, body map[string]any) error {
	r := ta.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: method, Path: path, JSON: body})
	ta.act(r, "no rule", true)
	return ta.actAccepted()
}

func (ta *throwAways) userPath() (string, error) {
	if ta.account == nil {
		return "", fmt.Errorf("the scenario has no throw-away user: make one in a Given step")
	}
	return "/users/" + url.PathEscape(ta.userID), nil
}

func (ta *throwAways) clientPath() (string, error) {
	if ta.application == nil {
		return "", fmt.Errorf("the scenario has no throw-away application: make one in a Given step")
	}
	return "/clients/" + url.PathEscape(ta.application.ClientID), nil
}
