package steps

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// throwAway is what the name says in a feature: a user or an application that the scenario makes for itself, since what
// the file lists is never deleted, blocked or changed.
const throwAway = "throw-away"

// thing is a throw-away thing, to be deleted when the scenario is over.
type thing struct{ collection, id string }

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

// makeUser makes a user in the database connection of the file.
func (o *throwAways) makeUser(ctx context.Context) error {
	name := uniqueName()
	user := file.User{Username: name + "@example.com", Password: newPassword()}
	o.lease.Name(user.Password, "password of the throw-away user")
	r, err := o.create(ctx, "users", map[string]any{
		"connection": o.deployment().File.Management.Connection, "email": user.Username, "password": user.Password,
		"email_verified": true, "verify_email": false,
	})
	if err != nil {
		return err
	}
	o.account, o.userID = &user, r.Field("user_id")
	o.made = append(o.made, thing{"users", o.userID})
	return nil
}

// authMethods are the authentication methods that a throw-away application may have, by their registered names.
var authMethods = map[string]string{
	"none": file.AuthNone, "client_secret_post": file.AuthPost, "client_secret_basic": file.AuthBasic,
}

func (o *throwAways) makeClient(ctx context.Context, method string) error {
	return o.makeClientWith(ctx, method, nil)
}

// makeClientWith makes an application that can do what the listed ones can; more are members of its registration.
func (o *throwAways) makeClientWith(ctx context.Context, method string, more map[string]any) error {
	client := file.Client{Role: throwAway, Auth: authMethods[method]}
	if client.Auth == "" {
		return fmt.Errorf("a throw-away application cannot have the authentication method %q", method)
	}
	for _, listed := range o.deployment().File.Clients.All() {
		client.RedirectURI = or(client.RedirectURI, listed.RedirectURI)
	}
	body := map[string]any{
		"name": uniqueName(), "app_type": "regular_web", "is_first_party": true, "oidc_conformant": true,
		"token_endpoint_auth_method": method, "grant_types": o.grantTypes(),
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
	r, err := o.create(ctx, "clients", body)
	if err != nil {
		return err
	}
	client.ClientID, client.ClientSecret = r.Field("client_id"), r.Field("client_secret")
	o.lease.Name(client.ClientSecret, "secret of the throw-away application")
	o.application, o.clientName = &client, fmt.Sprint(body["name"])
	o.made = append(o.made, thing{"clients", client.ClientID})
	return nil
}

func (o *throwAways) grantTypes() []string {
	types := []string{"authorization_code", "refresh_token", o.deployment().File.PasswordGrant()}
	if o.deployment().File.Mint.Strategy == file.StrategyDevice {
		types = append(types, "urn:ietf:params:oauth:grant-type:device_code")
	}
	return types
}

// create makes a throw-away thing. An application that may not make it is what the deployment lacks, not a fault.
func (o *throwAways) create(ctx context.Context, collection string, body map[string]any) (httpx.Response, error) {
	r, err := o.lease.Create(ctx, session.SetUp, collection, body)
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
func (o *throwAways) discard(ctx context.Context) {
	if len(o.made) == 0 {
		return
	}
	quiet := o.deployment().Session().KeepNothing() // the scenario's record is closed
	for _, thing := range o.made {
		_ = quiet.Discard(ctx, session.CleanUp, thing.collection, thing.id)
	}
	o.made = nil
}

// uniqueName is new in every run: a crashed one may have left its own behind.
func uniqueName() string { return "revokespec-" + strings.ToLower(rand.Text()) }

// newPassword passes the usual rules for passwords.
func newPassword() string { return "Rs-1-" + rand.Text() }

// each calls f for every token of the scenario that belongs to the throw-away user or application.
func (o *throwAways) each(belongs func(*token) bool, f func(*token)) {
	seen := map[*token]bool{}
	visit := func(t *token) {
		if !seen[t] && belongs(t) {
			f(t)
		}
		seen[t] = true
	}
	for _, t := range o.signIns {
		visit(t)
	}
	for _, t := range o.tokens {
		visit(t)
	}
}

func (o *throwAways) belongsToUser(t *token) bool {
	return o.account != nil && t.user.Username == o.account.Username
}

func (o *throwAways) belongsToApplication(t *token) bool {
	return o.application != nil && t.client.ClientID == o.application.ClientID
}

// manage is an act on a throw-away thing. That it must be accepted is the Management API's own documentation.
func (o *throwAways) manage(ctx context.Context, method, path string, body map[string]any) error {
	r := o.lease.Management(ctx, session.Act, auth0.ManagementRequest{Method: method, Path: path, JSON: body})
	o.act(r, "no rule", true)
	return o.actAccepted()
}

func (o *throwAways) userPath() (string, error) {
	if o.account == nil {
		return "", fmt.Errorf("the scenario has no throw-away user: make one in a Given step")
	}
	return "/users/" + url.PathEscape(o.userID), nil
}

func (o *throwAways) clientPath() (string, error) {
	if o.application == nil {
		return "", fmt.Errorf("the scenario has no throw-away application: make one in a Given step")
	}
	return "/clients/" + url.PathEscape(o.application.ClientID), nil
}
