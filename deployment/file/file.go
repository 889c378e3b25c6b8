// Package file is the YAML file that describes a deployment: its keys, what they default to, and its one strict reading. A file
// that is not as it must be is an *Error with a line for each problem, found before anything is sent.
package file

import (
	"errors"
	"strings"
	"time"
)

// File is a deployment file: one server under test and what revokespec may use of it. Load reads and checks it; a File
// made in code works as well: Open fills in what was left out, as Load does, but does not check it.
type File struct {
	Path string `yaml:"-"` // where it was read from, for messages; may be empty

	Name          string         `yaml:"name,omitempty"`
	Version       string         `yaml:"version,omitempty"` // of the server's software, as the reports show it
	Issuer        string         `yaml:"issuer"`
	Endpoints     Endpoints      `yaml:"endpoints,omitempty"`
	Profiles      []string       `yaml:"profiles,omitempty"`
	Clients       Clients        `yaml:"clients"`
	Users         []User         `yaml:"users"`
	Audiences     []string       `yaml:"audiences,omitempty"`
	Management    *Management    `yaml:"management,omitempty"`
	Introspection *Introspection `yaml:"introspection,omitempty"`
	Dashboard     *Dashboard     `yaml:"dashboard,omitempty"`
	Control       *ControlAPI    `yaml:"control,omitempty"`
	Hooks         *Hooks         `yaml:"hooks,omitempty"`
	Mint          Mint           `yaml:"mint,omitempty"`
	Declares      Declares       `yaml:"declares,omitempty"`
	Nodes         []string       `yaml:"nodes,omitempty"`
	// TrustedOrigins may be sent what is secret, besides those that the other keys name: https://host or https://host:port.
	TrustedOrigins []string          `yaml:"trusted_origins,omitempty"`
	Headers        map[string]string `yaml:"headers,omitempty"`
	Extra          ExtraParameters   `yaml:"extra_parameters,omitempty"`
	Limits         Limits            `yaml:"limits,omitempty"`
	TLS            TLS               `yaml:"tls,omitempty"`

	Secrets []NamedSecret `yaml:"-"` // values that came out of ${...}, by key
}

// Endpoints are absolute URLs. In a file they override what the metadata says.
type Endpoints struct {
	Token               string `yaml:"token,omitempty"`
	Revocation          string `yaml:"revocation,omitempty"`
	Introspection       string `yaml:"introspection,omitempty"`
	Userinfo            string `yaml:"userinfo,omitempty"`
	Authorization       string `yaml:"authorization,omitempty"`
	DeviceAuthorization string `yaml:"device_authorization,omitempty"`
	JWKS                string `yaml:"jwks,omitempty"`
}

// ExtraParameters are what an endpoint insists on in every request, though no standard asks for it, by name.
type ExtraParameters struct {
	Token         map[string]string `yaml:"token,omitempty"`
	Revocation    map[string]string `yaml:"revocation,omitempty"`
	Introspection map[string]string `yaml:"introspection,omitempty"`
}

// Clients are the applications by the role they play; nil where the deployment has none for it. One application may
// fill several roles.
type Clients struct {
	Confidential *Client `yaml:"confidential,omitempty"` // authenticates; whether it rotates does not matter
	Second       *Client `yaml:"second,omitempty"`       // another application
	Public       *Client `yaml:"public,omitempty"`       // authentication method none
	Rotating     *Client `yaml:"rotating,omitempty"`     // rotates refresh tokens, without leeway
	Leeway       *Client `yaml:"leeway,omitempty"`       // rotates refresh tokens, with a leeway
	Basic        *Client `yaml:"basic,omitempty"`        // client_secret_basic
	JWT          *Client `yaml:"jwt,omitempty"`          // private_key_jwt
	Device       *Client `yaml:"device,omitempty"`       // may use the device authorization flow
}

// Client is one application.
type Client struct {
	Role         string        `yaml:"-"` // the key it stands under
	ClientID     string        `yaml:"client_id"`
	ClientSecret string        `yaml:"client_secret,omitempty"`
	Auth         string        `yaml:"auth,omitempty"`     // AuthPost, AuthBasic, AuthPrivateKeyJWT or AuthNone
	KeyFile      string        `yaml:"key_file,omitempty"` // PEM or JWK, relative to the file
	Key          string        `yaml:"-"`                  // in code, instead of KeyFile: what it would hold
	Audience     string        `yaml:"audience,omitempty"` // aud of the assertions it signs
	RedirectURI  string        `yaml:"redirect_uri,omitempty"`
	Origin       string        `yaml:"origin,omitempty"`   // a browser origin that it is registered for
	Scope        string        `yaml:"scope,omitempty"`    // asked for at sign-in, instead of mint.scope
	Leeway       time.Duration `yaml:"leeway,omitempty"`   // how long a rotated token may still be used
	Lifetime     time.Duration `yaml:"lifetime,omitempty"` // of its refresh tokens, from the sign-in on
	Idle         time.Duration `yaml:"idle,omitempty"`     // how long a refresh token may lie unused
}

// The ways in which a client authenticates.
const (
	AuthPost          = "post"
	AuthBasic         = "basic"
	AuthPrivateKeyJWT = "private_key_jwt"
	AuthNone          = "none"
)

// User is a person whose tokens revokespec may mint and revoke.
type User struct {
	Username string `yaml:"username"`
	Password string `yaml:"password"`
}

// Management is an Auth0-style Management API and the application that may call it.
type Management struct {
	ClientID      string `yaml:"client_id"`
	ClientSecret  string `yaml:"client_secret"`
	URL           string `yaml:"url,omitempty"`            // issuer + api/v2/
	Audience      string `yaml:"audience,omitempty"`       // the URL
	TokenEndpoint string `yaml:"token_endpoint,omitempty"` // the deployment's
	AllowChanges  bool   `yaml:"allow_changes,omitempty"`  // the setting may be changed, throw-away things made
	Connection    string `yaml:"connection,omitempty"`     // where throw-away users are made; DefaultConnection
}

// Introspection says who introspects tokens: a role of the file, or a client of its own. Without it, confidential does.
type Introspection struct {
	Client       string `yaml:"client,omitempty"`
	ClientID     string `yaml:"client_id,omitempty"`
	ClientSecret string `yaml:"client_secret,omitempty"`
	Auth         string `yaml:"auth,omitempty"`
}

// Dashboard is the web page where an administrator revokes by hand.
type Dashboard struct {
	URL      string `yaml:"url"`
	Username string `yaml:"username,omitempty"`
	Password string `yaml:"password,omitempty"`
	Browser  string `yaml:"browser,omitempty"` // the path of a Chromium, or BrowserAuto or BrowserNone
}

// What to use at the Dashboard: a Chromium where one is found, or no browser but plain form posts.
const (
	BrowserAuto = "auto"
	BrowserNone = "none"
)

// ControlAPI is the control API that only a mock has: it moves the clock.
type ControlAPI struct {
	URL   string `yaml:"url"`
	Token string `yaml:"token,omitempty"`
}

// Mint says how refresh tokens are obtained.
type Mint struct {
	Strategy      string            `yaml:"strategy,omitempty"`   // StrategyPassword is the default
	Parameters    map[string]string `yaml:"parameters,omitempty"` // more parameters of the authorization or password request
	UsernameField string            `yaml:"username_field,omitempty"`
	PasswordField string            `yaml:"password_field,omitempty"`
	Scope         string            `yaml:"scope,omitempty"`       // DefaultScope
	MoreScope     string            `yaml:"more_scope,omitempty"`  // what an application may get as well, and is not asked for; ROT-13 asks for it
	Browser       string            `yaml:"browser,omitempty"`     // of StrategyBrowser: the path of a Chromium, or BrowserAuto
	Command       []string          `yaml:"command,omitempty"`     // of StrategyExec: a program and its arguments; it runs in the file's directory
	Timeout       time.Duration     `yaml:"timeout,omitempty"`     // of the command; 1m
	Concurrency   int               `yaml:"concurrency,omitempty"` // sign-ins at once; 0 = no limit, but 1 of StrategyExec and 4 of StrategyBrowser
}

// The minting strategies.
const (
	StrategyPassword          = "password"
	StrategyAuthorizationCode = "authorization_code"
	StrategyDevice            = "device"
	StrategyBrowser           = "browser"
	StrategyExec              = "exec"
)

// Strategies are the names that mint.strategy may have.
func Strategies() []string {
	return []string{StrategyPassword, StrategyAuthorizationCode, StrategyDevice, StrategyBrowser, StrategyExec}
}

// DefaultScope is asked for at sign-in where the file says nothing else.
const DefaultScope = "openid offline_access"

// Declares are choices of the vendor that no request can find out.
type Declares struct {
	RevokeRefreshTokenGrant    Setting        `yaml:"revoke_refresh_token_grant,omitempty"`     // where no Management API can tell
	SettingGovernsDeviceUnlink *bool          `yaml:"setting_governs_device_unlink,omitempty"`  // true when left out
	EachSignInHasItsOwnGrant   bool           `yaml:"each_sign_in_has_its_own_grant,omitempty"` // of the same user at the same application
	SenderConstrained          bool           `yaml:"sender_constrained,omitempty"`             // public clients' refresh tokens are
	Rotation                   Setting        `yaml:"rotation,omitempty"`                       // SettingOff: no application rotates refresh tokens
	ForeignToken               string         `yaml:"foreign_token,omitempty"`                  // ForeignRefused or ForeignAnswered
	PasswordChangeEndsTokens   bool           `yaml:"password_change_ends_tokens,omitempty"`    // every refresh token of the user
	AccessTokensRevocable      *bool          `yaml:"access_tokens_revocable,omitempty"`        // true when left out
	PropagationLimit           time.Duration  `yaml:"propagation_limit,omitempty"`              // until a revocation is known everywhere
	ListingLimit               *time.Duration `yaml:"listing_limit,omitempty"`                  // how long a listing may lag; 0 for a mock, else 5s
	SettlingTime               *time.Duration `yaml:"settling_time,omitempty"`                  // until a changed application is known everywhere; 0 for a mock, else 30s
	LogLimit                   *time.Duration `yaml:"log_limit,omitempty"`                      // how long the tenant's log may lag; 0 for a mock, else 1m
	OperationLimit             *time.Duration `yaml:"operation_limit,omitempty"`                // until the Management API has carried out what it answers 202; 1s for a mock, else 30s
}

// Limits keep the run within what the deployment tolerates. A rate of 0 is no limit.
type Limits struct {
	RequestsPerSecond           float64       `yaml:"requests_per_second,omitempty"`
	ManagementRequestsPerSecond float64       `yaml:"management_requests_per_second,omitempty"`
	SignInsPerMinute            float64       `yaml:"sign_ins_per_minute,omitempty"`     // of one user
	Timeout                     time.Duration `yaml:"timeout,omitempty"`                 // of one request, body included; 10s
	LongestWait                 time.Duration `yaml:"longest_wait,omitempty"`            // without a clock to move; 2m
	ThrowAwayApplications       int           `yaml:"throw_away_applications,omitempty"` // that a run makes and has at once; MostApplications
}

// TLS says whom to trust and who we are. Paths are relative to the file.
type TLS struct {
	CAFile     string `yaml:"ca_file,omitempty"`
	ClientCert string `yaml:"client_cert,omitempty"` // PEM: certificate and, unless ClientKey has it, key
	ClientKey  string `yaml:"client_key,omitempty"`  // PEM
	Insecure   bool   `yaml:"insecure,omitempty"`    // trust any certificate
}

// defaultConnection is the database connection that a new Auth0 tenant has.
const defaultConnection = "Username-Password-Authentication"

// Setting is the value of the tenant setting "Refresh Token Revocation Deletes Grant" (flags.revoke_refresh_token_grant).
type Setting string

// What a scenario may want of the setting, and the values it has. SettingChanged is wanted by a scenario that changes
// it, which holds it alone.
const (
	SettingAny     Setting = ""
	SettingOn      Setting = "on"
	SettingOff     Setting = "off"
	SettingChanged Setting = "changed"
)

// NamedSecret is a secret and what it is called where it is hidden.
type NamedSecret struct{ Name, Value string }

// SetText reads a setting of the file.
func (s *Setting) SetText(text string) error {
	switch strings.ToLower(text) {
	case "on", "true":
		*s = SettingOn
	case "off", "false":
		*s = SettingOff
	default:
		return errors.New("must be on or off")
	}
	return nil
}
