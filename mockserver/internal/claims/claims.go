// Package claims is what tokens say besides what the protocol has them say: which names such claims may have, and who is asked for
// them whenever tokens are about to be issued, as Auth0's Actions are.
package claims

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Request is what tokens are about to be issued for. It holds no token and no secret.
type Request struct {
	GrantType string   `json:"grant_type"`     // of the token request; "authorization_code" or "implicit" where a user signs in with a browser
	Client    Client   `json:"client"`         // the application
	Audience  string   `json:"audience"`       // the API
	Scopes    []string `json:"scopes"`         // that will be granted
	User      *User    `json:"user,omitempty"` // nil of an application's own tokens (client_credentials)
}

// Client is an application.
type Client struct {
	ID   string `json:"client_id"`
	Name string `json:"name"`
}

// User is whose tokens they are.
type User struct {
	ID            string         `json:"user_id"`
	Email         string         `json:"email"`
	EmailVerified bool           `json:"email_verified"`
	Name          string         `json:"name"`
	Nickname      string         `json:"nickname"`
	Username      string         `json:"username,omitempty"`
	Roles         []string       `json:"roles"`
	UserMetadata  map[string]any `json:"user_metadata"`
	AppMetadata   map[string]any `json:"app_metadata"`
}

// Answer is what the tokens say in addition, or why there are none.
type Answer struct {
	Claims      map[string]any `json:"claims"`       // of both tokens
	IDToken     map[string]any `json:"id_token"`     // of the ID token alone
	AccessToken map[string]any `json:"access_token"` // of the access token alone
	Deny        string         `json:"deny"`         // refuses them: access_denied, for this reason
}

// Source answers for every issue of tokens. An error is one that the operator should know; it ends the request with 500.
type Source func(context.Context, Request) (Answer, error)

// Most is how much the claims of one token may say, in bytes of JSON (Auth0, "Create Custom Claims").
const Most = 100 << 10

// reserved are those that cannot be had (Auth0, "Create Custom Claims", general restrictions), and those that the server says itself.
var reserved = strings.Fields(`acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest
	entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce object_id org_id
	org_name orig origid permissions roles rph s_hash scope sid sip_callid sip_cseq_num sip_date sip_from_tag sip_via_branch sub sub_jwk toe
	txn typ uuid vot vtm x5t#S256`)

// Namespaced says whether a claim has a namespace of its own: then it is of nobody else.
func Namespaced(name string) bool {
	u, err := url.Parse(name)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" || strings.HasPrefix(name, "urn:")
}

// Check says what is wrong with claims; "" where nothing is.
func Check(all map[string]any) string {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch {
		case name == "":
			return "a claim has no name"
		case slices.Contains(reserved, name):
			return fmt.Sprintf("%q is the protocol's own; choose another name, such as https://app.example/%s", name, name)
		case ofAuth0(name):
			return fmt.Sprintf("%q is in a namespace of Auth0's; choose one of your own, such as https://app.example/", name)
		}
	}
	if text, err := json.Marshal(all); err != nil || len(text) > Most {
		return fmt.Sprintf("the claims are more than %d bytes; say less", Most)
	}
	return ""
}

// ofAuth0 says whether a name is in one of the namespaces that nobody may use ("Create Custom Claims", namespaced guidelines).
func ofAuth0(name string) bool {
	if strings.HasPrefix(name, "urn:auth0") {
		return true
	}
	u, err := url.Parse(name)
	if err != nil {
		return false
	}
	return slices.ContainsFunc([]string{"auth0.com", "webtask.io", "webtask.run"}, func(domain string) bool {
		return u.Hostname() == domain || strings.HasSuffix(u.Hostname(), "."+domain)
	})
}
