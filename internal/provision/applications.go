package provision

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
)

// Where the applications may return to and be called from. Nothing listens there: a run never follows a redirect that far.
const (
	redirectURI = "http://localhost/callback"
	origin      = "http://localhost"
)

// application is one that is made, for one role or for several that do not get into each other's way.
type application struct {
	name      string
	roles     []string
	method    string // its authentication method, as Auth0 calls it
	rotating  bool
	leeway    time.Duration
	optional  bool        // a tenant whose plan refuses it does without
	client    file.Client // as made
	publicPEM string
}

// applications are as few as profile auth0 can be judged in full with: second may authenticate in any way, so that it is also
// the one for Basic; a device application authenticates not at all, as public does.
func applications() []application {
	return []application{
		{name: "confidential", roles: []string{"confidential"}, method: "client_secret_post"},
		{name: "second", roles: []string{"second", "basic"}, method: "client_secret_basic"},
		{name: "public", roles: []string{"public", "device"}, method: "none"},
		{name: "rotating", roles: []string{"rotating"}, method: "none", rotating: true},
		{name: "leeway", roles: []string{"leeway"}, method: "none", rotating: true, leeway: leeway},
		{name: "jwt", roles: []string{"jwt"}, method: "private_key_jwt", optional: true}, // Auth0 has it in some plans only
	}
}

var auths = map[string]string{
	"client_secret_post": file.AuthPost, "client_secret_basic": file.AuthBasic,
	"none": file.AuthNone, "private_key_jwt": file.AuthPrivateKeyJWT,
}

// fill describes the application under each of its roles.
func (a application) fill(c *file.Clients) {
	fields := map[string]**file.Client{
		"confidential": &c.Confidential, "second": &c.Second, "basic": &c.Basic, "public": &c.Public,
		"device": &c.Device, "rotating": &c.Rotating, "leeway": &c.Leeway, "jwt": &c.JWT,
	}
	for _, role := range a.roles {
		client := a.client
		client.Role, client.Auth, client.Leeway = role, auths[a.method], a.leeway
		if client.Auth == file.AuthNone {
			client.ClientSecret = ""
		}
		client.RedirectURI, client.Origin = redirectURI, origin
		*fields[role] = &client
	}
}

// body registers the application (Auth0, Management API, "Create a client").
func (a application) body(name string) map[string]any {
	body := map[string]any{
		"name": name, "description": "Made by revokespec provision; revokespec restore deletes it.",
		"app_type": "regular_web", "is_first_party": true, "oidc_conformant": true,
		"callbacks": []string{redirectURI}, "web_origins": []string{origin}, "allowed_origins": []string{origin},
		"grant_types":   a.grantTypes(),
		"refresh_token": map[string]any{"rotation_type": "non-rotating", "expiration_type": "non-expiring"},
	}
	if a.method == "none" {
		body["app_type"] = "native"
	}
	if a.rotating { // with rotation, tokens must expire
		body["refresh_token"] = map[string]any{
			"rotation_type": "rotating", "expiration_type": "expiring", "leeway": int(a.leeway / time.Second),
			"token_lifetime": 30 * 24 * 3600, "idle_token_lifetime": 15 * 24 * 3600,
			"infinite_token_lifetime": false, "infinite_idle_token_lifetime": false,
		}
	}
	if a.method == "private_key_jwt" {
		body["client_authentication_methods"] = map[string]any{"private_key_jwt": map[string]any{"credentials": []any{map[string]any{
			"name": name, "credential_type": "public_key", "alg": "RS256", "pem": a.publicPEM,
		}}}}
	} else {
		body["token_endpoint_auth_method"] = a.method
	}
	return body
}

func (a application) grantTypes() []string {
	types := []string{"authorization_code", "refresh_token", "password", passwordRealm}
	if slices.Contains(a.roles, "device") {
		types = append(types, "urn:ietf:params:oauth:grant-type:device_code")
	}
	return types
}

// newKey is a pair of keys, PEM. Auth0 takes RSA alone for private_key_jwt.
func newKey() (private, public []byte, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, err
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	publicDER, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, nil, err
	}
	encode := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	return encode("PRIVATE KEY", privateDER), encode("PUBLIC KEY", publicDER), nil
}
