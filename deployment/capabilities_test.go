package deployment

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

func names() []string {
	var names []string
	for _, n := range Needs() {
		names = append(names, n.Name)
	}
	return names
}

func allHooks() []string {
	return slices.DeleteFunc(names(), func(name string) bool { return !strings.HasPrefix(name, "hook-") })
}

func TestNeedsAreSortedAndExplained(t *testing.T) {
	assert.True(t, slices.IsSorted(names()))
	for _, n := range Needs() {
		assert.NotEmpty(t, n.Means)
		assert.NotEmpty(t, n.Remedy)
	}
}

// Each change of an empty deployment gives exactly the needs named.
func TestCapabilities(t *testing.T) {
	no, hooks := false, allHooks()
	always := []string{"foreign-token-answered", "not-sender-constrained", "revocable-access-tokens", "unlink-governed"}
	tests := map[string]struct {
		change func(*Deployment)
		gives  []string // besides always
		takes  []string
	}{
		"nothing":      {func(*Deployment) {}, nil, nil},
		"confidential": {func(d *Deployment) { d.File.Clients.Confidential = &file.Client{ClientID: "a", Auth: file.AuthPost} }, []string{"confidential"}, nil},
		"two confidential": {func(d *Deployment) {
			d.File.Clients.Confidential, d.File.Clients.Second = &file.Client{ClientID: "a", Auth: file.AuthPost}, &file.Client{ClientID: "b", Auth: file.AuthPost}
		}, []string{"confidential", "second", "two-applications", "two-confidential"}, nil},
		"second is public": {func(d *Deployment) {
			d.File.Clients.Confidential, d.File.Clients.Second = &file.Client{ClientID: "a", Auth: file.AuthPost}, &file.Client{ClientID: "b", Auth: file.AuthNone}
		}, []string{"confidential", "second", "two-applications"}, nil},
		"one application, two roles": {func(d *Deployment) {
			d.File.Clients.Public, d.File.Clients.Rotating = &file.Client{ClientID: "a", Auth: file.AuthNone}, &file.Client{ClientID: "a", Auth: file.AuthNone}
		}, []string{"public", "rotating"}, nil},
		"other roles": {func(d *Deployment) {
			d.File.Clients.Leeway, d.File.Clients.Basic, d.File.Clients.JWT = &file.Client{Origin: "https://o.example"}, &file.Client{}, &file.Client{}
		}, []string{"basic", "jwt", "leeway", "origin"}, nil},
		"device": {func(d *Deployment) {
			d.File.Clients.Device, d.Endpoints.DeviceAuthorization = &file.Client{}, "https://a.example"
		}, []string{"device"}, nil},
		"device, no flow":           {func(d *Deployment) { d.File.Clients.Device = &file.Client{} }, nil, nil},
		"users":                     {func(d *Deployment) { d.File.Users = make([]file.User, 2) }, []string{"second-user"}, nil},
		"audiences":                 {func(d *Deployment) { d.File.Audiences = make([]string, 2) }, []string{"second-audience"}, nil},
		"nodes":                     {func(d *Deployment) { d.File.Nodes = make([]string, 2) }, []string{"nodes"}, nil},
		"management":                {func(d *Deployment) { d.File.Management = &file.Management{} }, []string{"device-credentials", "logs", "management", "refresh-token-api"}, nil},
		"changes":                   {func(d *Deployment) { d.File.Management = &file.Management{AllowChanges: true} }, []string{"device-credentials", "logs", "management", "refresh-token-api", "changes", "lifetimes"}, nil},
		"lifetimes":                 {func(d *Deployment) { d.File.Clients.Rotating = &file.Client{Lifetime: 9, Idle: 5} }, []string{"rotating", "lifetimes"}, nil},
		"a lifetime alone":          {func(d *Deployment) { d.File.Clients.Rotating = &file.Client{Lifetime: 9} }, []string{"rotating"}, nil},
		"setting":                   {func(d *Deployment) { d.leases.setSetting(file.SettingOff, false) }, []string{"setting"}, nil},
		"userinfo":                  {func(d *Deployment) { d.Endpoints.Userinfo = "https://a.example" }, []string{"userinfo", "access-token-check"}, nil},
		"introspection, nobody may": {func(d *Deployment) { d.Endpoints.Introspection = "https://a.example" }, nil, nil},
		"introspection, own client": {func(d *Deployment) {
			d.Endpoints.Introspection, d.File.Introspection = "https://a.example", &file.Introspection{ClientID: "i"}
		}, []string{"introspection", "access-token-check"}, nil},
		"dashboard":         {func(d *Deployment) { d.File.Dashboard = &file.Dashboard{} }, []string{"dashboard"}, nil},
		"control":           {func(d *Deployment) { d.File.Control = &file.ControlAPI{} }, append([]string{"control"}, hooks...), nil},
		"a mock of our own": {func(d *Deployment) { d.File.Control, d.options.Unshared = &file.ControlAPI{}, true }, append([]string{"control", "fresh-tenant"}, hooks...), nil},
		"pages, and no way back": {func(d *Deployment) {
			d.Endpoints.Authorization = "https://a.example"
			d.File.Clients.Public = &file.Client{Role: "public", ClientID: "p"}
		}, []string{"public"}, nil},
		"sessions": {func(d *Deployment) {
			d.Endpoints.Authorization = "https://a.example"
			d.File.Clients.Public = &file.Client{Role: "public", ClientID: "p", RedirectURI: "https://app.example/callback"}
		}, []string{"public", "code"}, nil},
		"pages that only a command goes through": {func(d *Deployment) {
			d.Endpoints.Authorization, d.File.Mint.Strategy = "https://a.example", file.StrategyExec
			d.File.Clients.Public = &file.Client{Role: "public", ClientID: "p", RedirectURI: "https://app.example/callback"}
		}, []string{"public"}, nil},
		"a revocation endpoint": {func(d *Deployment) { d.Endpoints.Revocation = "https://a.example" }, []string{"revocation-endpoint"}, nil},
		"methods, no JWT":       {func(d *Deployment) { d.Metadata["revocation_endpoint_auth_methods_supported"] = []any{"none"} }, nil, nil},
		"methods with a JWT": {func(d *Deployment) {
			d.Metadata["revocation_endpoint_auth_methods_supported"] = []any{"none", "private_key_jwt"}
		}, []string{"jwt-metadata"}, nil},
		"metadata":            {func(d *Deployment) { d.Metadata["revocation_endpoint"] = "https://a.example" }, []string{"revocation-metadata"}, nil},
		"own grants":          {func(d *Deployment) { d.File.Declares.EachSignInHasItsOwnGrant = true }, []string{"own-grants"}, nil},
		"not governed":        {func(d *Deployment) { d.File.Declares.SettingGovernsDeviceUnlink = &no }, nil, []string{"unlink-governed"}},
		"foreign refused":     {func(d *Deployment) { d.File.Declares.ForeignToken = file.ForeignRefused }, nil, []string{"foreign-token-answered"}},
		"access tokens stay":  {func(d *Deployment) { d.File.Declares.AccessTokensRevocable = &no }, nil, []string{"revocable-access-tokens"}},
		"a password ends":     {func(d *Deployment) { d.File.Declares.PasswordChangeEndsTokens = true }, []string{"password-change-ends-tokens"}, nil},
		"a hook":              {func(d *Deployment) { d.File.Hooks = &file.Hooks{AllowChanges: true, Restart: []string{"true"}} }, []string{"hook-restart"}, nil},
		"a hook, not allowed": {func(d *Deployment) { d.File.Hooks = &file.Hooks{Restart: []string{"true"}} }, nil, nil},
		"a hook, and what undoes it": {func(d *Deployment) {
			d.File.Hooks = &file.Hooks{AllowChanges: true, BreakStore: []string{"true"}, MendStore: []string{"true"}}
		}, []string{"hook-break-store"}, nil},
		"hooks without what they need": {func(d *Deployment) {
			d.File.Hooks = &file.Hooks{AllowChanges: true, BreakStore: []string{"true"}, DeleteUser: []string{"true"}, DisableUser: []string{"true"}, EnableUser: []string{"true"}}
		}, []string{"hook-enable-user"}, nil},
		"sender-constrained": {func(d *Deployment) { d.File.Declares.SenderConstrained = true }, nil, []string{"not-sender-constrained"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := prepare(&file.File{Issuer: "https://acme.example"}, Options{Ephemeral: true})
			require.NoError(t, err)
			test.change(d)
			want := slices.DeleteFunc(slices.Concat(always, test.gives), func(n string) bool { return slices.Contains(test.takes, n) })
			slices.Sort(want)
			assert.Equal(t, want, d.Capabilities())
			for _, need := range names() {
				assert.Equal(t, slices.Contains(want, need), d.Missing(need) == "", need)
			}
		})
	}
}

func TestMissingSaysHowToGiveIt(t *testing.T) {
	d, err := prepare(&file.File{Issuer: "https://acme.example"}, Options{Ephemeral: true})
	require.NoError(t, err)
	assert.Equal(t, "no public (a client without credentials); add clients.public", d.Missing("public"))
	assert.Equal(t, `unknown need "publik"; did you mean "public"?`, d.Missing("publik"))
}

// What was found out once is not asked for again.
func TestWhatIsSeenToBeAbsentIsMissing(t *testing.T) {
	d, err := prepare(&file.File{Issuer: "https://acme.example", Management: &file.Management{}}, Options{Ephemeral: true})
	require.NoError(t, err)
	assert.Empty(t, d.Missing("refresh-token-api"))
	d.own.NoteAbsent("refresh-token-api", "the plan lacks it")
	d.Session().NoteAbsent("refresh-token-api", "something else")
	assert.Equal(t, "no refresh-token-api: the plan lacks it", d.Missing("refresh-token-api"))
	assert.Empty(t, d.Missing("management"))
}

func TestIntrospectionClient(t *testing.T) {
	described := &file.File{Clients: file.Clients{Confidential: &file.Client{Role: "confidential", ClientID: "c"}, Second: &file.Client{Role: "second", ClientID: "s"}}}
	tests := []struct {
		introspection *file.Introspection
		want          string
	}{{nil, "c"}, {&file.Introspection{Client: "second"}, "s"}, {&file.Introspection{ClientID: "own"}, "own"}}
	for _, test := range tests {
		described.Introspection = test.introspection
		client, ok := (&Deployment{Server: &session.Server{File: described}}).IntrospectionClient()
		assert.True(t, ok)
		assert.Equal(t, test.want, client.ClientID)
	}
}
