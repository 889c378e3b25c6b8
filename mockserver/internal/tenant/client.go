package tenant

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// AuthMethod is a way in which a client proves who it is (RFC 7591, token_endpoint_auth_method).
type AuthMethod string

// Methods of client authentication that a client may be registered with.
const (
	AuthNone          AuthMethod = "none"
	AuthSecretPost    AuthMethod = "client_secret_post"
	AuthSecretBasic   AuthMethod = "client_secret_basic"
	AuthPrivateKeyJWT AuthMethod = "private_key_jwt"

	// Those of RFC 8705 may be registered; the mock reads no client certificate, so that whoever must show one stays outside.
	AuthTLS           AuthMethod = "tls_client_auth"
	AuthSelfSignedTLS AuthMethod = "self_signed_tls_client_auth"
)

// Grant types that a client may be allowed (RFC 6749, RFC 8628; the realm variant is Auth0's own).
const (
	GrantAuthorizationCode = "authorization_code"
	GrantImplicit          = "implicit"
	GrantRefreshToken      = "refresh_token"
	GrantPassword          = "password"
	GrantPasswordRealm     = "http://auth0.com/oauth/grant-type/password-realm"
	GrantClientCredentials = "client_credentials"
	GrantDeviceCode        = "urn:ietf:params:oauth:grant-type:device_code"
)

// Client is an application of the tenant.
type Client struct {
	ID             string
	Name           string
	Secret         string
	AuthMethod     AuthMethod
	PublicKeys     []byte // JSON Web Key Set of a private_key_jwt client
	Credentials    []ClientCredential
	CredentialIDs  []string // of those that the application may authenticate with
	AppType        string
	FirstParty     bool
	GrantTypes     []string
	RedirectURIs   []string
	LogoutURIs     []string
	Origins        []string               // browser origins that may call
	Audiences      map[string][]string    // client_credentials: scopes by audience; ManagementAudience stands for the Management API
	ClientGrants   map[string]ClientGrant // by ID: those of which there is more to say than scopes
	RefreshTokens  RefreshTokenOptions
	AccessLifetime time.Duration  // 0: the tenant's
	Extra          map[string]any // further fields that the Management API was given
}

// RefreshTokenOptions are a client's choices about its refresh tokens. Durations of 0 mean that there is no such limit.
type RefreshTokenOptions struct {
	Rotating bool
	Leeway   time.Duration // how long the previous token still works
	Lifetime time.Duration // absolute, from the first token of a family
	Idle     time.Duration // since the last exchange
}

// ManagementAudience stands for the audience of the Management API, whose URL follows the issuer.
const ManagementAudience = "management"

// Public says whether the client has nothing to prove itself with.
func (c *Client) Public() bool { return c.AuthMethod == AuthNone }

// OIDCConformant says whether the application is one, which rotation and the device flow ask for. It is, unless the
// Management API was told, or left to assume, that it is not.
func (c *Client) OIDCConformant() bool { return c.Extra[ExtraOIDCConformant] != false }

// ExtraOIDCConformant is the name in Client.Extra under which it is kept.
const ExtraOIDCConformant = "oidc_conformant"

// ExtraJWTConfiguration is the name in Client.Extra under which jwt_configuration is kept: lifetime_in_seconds and alg of its ID tokens,
// among others.
const ExtraJWTConfiguration = "jwt_configuration"

// HS256 is the algorithm of those who have a secret: ID tokens are signed with their client's, access tokens with their API's. RS256 is that
// of all who have said nothing.
const (
	HS256 = "HS256"
	RS256 = "RS256"
)

// idTokenLifetime is that of a client that has said nothing of it (Auth0, "Update ID Token Lifetime").
const idTokenLifetime = 10 * time.Hour

// IDTokenLifetime is how long the client's ID tokens are good.
func (c *Client) IDTokenLifetime() time.Duration {
	if seconds, said := c.jwtConfiguration()["lifetime_in_seconds"].(float64); said && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return idTokenLifetime
}

// IDTokenAlgorithm is how the client's ID tokens are signed; empty: as the server signs. HS256 takes a secret.
func (c *Client) IDTokenAlgorithm() string {
	algorithm, _ := c.jwtConfiguration()["alg"].(string)
	if algorithm == HS256 && c.Secret == "" {
		return ""
	}
	return algorithm
}

// SharedSecret is what HS256 signs with: the secret, or the bytes that it stands for (secret_encoded).
func (c *Client) SharedSecret() string {
	if c.jwtConfiguration()["secret_encoded"] == true {
		if decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(c.Secret, "=")); err == nil {
			return string(decoded)
		}
	}
	return c.Secret
}

func (c *Client) jwtConfiguration() map[string]any {
	m, _ := c.Extra[ExtraJWTConfiguration].(map[string]any)
	return m
}

// Allows says whether the client may use the grant type.
func (c *Client) Allows(grantType string) bool { return slices.Contains(c.GrantTypes, grantType) }

// CallsFrom says whether pages of that origin may call in the client's name, and be sent messages.
func (c *Client) CallsFrom(origin string) bool {
	return origin != "" && slices.ContainsFunc(c.Origins, func(listed string) bool { return OriginOf(listed) == origin })
}

// SecretIs says whether that is the client's secret.
func (c *Client) SecretIs(presented string) bool {
	return c.Secret != "" && SameSecret(c.Secret, presented)
}

// mostOfSecrets is how long nearly all secrets are at most, in bytes: for these no memory is asked for.
const mostOfSecrets = 128

// SameSecret compares in constant time, whatever the lengths.
func SameSecret(a, b string) bool {
	var room [2][mostOfSecrets]byte
	x, y := sha256.Sum256(append(room[0][:0], a...)), sha256.Sum256(append(room[1][:0], b...))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// PublicKeyCredential is a device credential of type public_key: it has nothing to do with refresh tokens, but the
// same endpoint lists it.
type PublicKeyCredential struct {
	ID, UserID, ClientID string
	DeviceName, DeviceID string
	Value                string
}
