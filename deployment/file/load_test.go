package file

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const minimal = `issuer: https://acme.example/
clients: {public: {client_id: spa}}
users: [{username: ann, password: secret-of-ann}]
`

func noEnv(string) (string, bool) { return "", false }

func env(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { value, ok := pairs[name]; return value, ok }
}

func TestMinimalFileIsCompleted(t *testing.T) {
	f, err := Parse("acme.yaml", []byte(minimal), noEnv)
	require.NoError(t, err)
	assert.Equal(t, "https://acme.example/", f.Name)
	assert.Equal(t, []string{ProfileAuth0}, f.Profiles)
	assert.Equal(t, &Client{Role: "public", ClientID: "spa", Auth: AuthNone}, f.Clients.Public)
	assert.Equal(t, StrategyPassword, f.Mint.Strategy)
	assert.Equal(t, DefaultScope, f.Mint.Scope)
	assert.Equal(t, 10*time.Second, f.Limits.Timeout)
	assert.Equal(t, 5*time.Second, *f.Declares.ListingLimit)
	assert.Equal(t, 30*time.Second, *f.Declares.OperationLimit)
}

func TestFullFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret"), []byte("from-file\n"), 0o600))
	full := `
name: staging
issuer: https://acme.eu.auth0.com/
endpoints: {revocation: https://acme.eu.auth0.com/oauth/revoke}
profiles: [auth0, rfc7009]
clients:
  confidential: &app {client_id: app, client_secret: ${SECRET}, auth: post} # ${NOT_A_VARIABLE}
  second: {client_id: other, client_secret: ${file:secret}, auth: post}
  basic:
    <<: *app
    auth: basic
  public: &spa {client_id: spa, auth: none, origin: https://app.example}
  rotating: *spa
  leeway: {client_id: relaxed, leeway: 10s}
users:
  - {username: ann, password: "a$${b}"}
  - {username: ben, password: "x${SECRET}y"}
audiences: [https://api.one, https://api.two]
management: {client_id: m2m, client_secret: mmmm, allow_changes: true}
introspection: {client: second}
control: {url: https://acme.example/, token: tttt}
declares: {revoke_refresh_token_grant: on, setting_governs_device_unlink: false, propagation_limit: 1m30s, each_sign_in_has_its_own_grant: true}
headers: {X-Tenant: acme}
limits: {requests_per_second: 2, timeout: 3s}
`
	f, err := Parse(filepath.Join(dir, "d.yaml"), []byte(full), env(map[string]string{"SECRET": "from-env"}))
	require.NoError(t, err)
	assert.Equal(t, "from-env", f.Clients.Confidential.ClientSecret)
	assert.Equal(t, "from-file", f.Clients.Second.ClientSecret)
	assert.Equal(t, Client{Role: "basic", ClientID: "app", ClientSecret: "from-env", Auth: AuthBasic}, *f.Clients.Basic)
	assert.Equal(t, "rotating", f.Clients.Rotating.Role)
	assert.Equal(t, "public", f.Clients.Public.Role)
	assert.Equal(t, "a${b}", f.Users[0].Password)
	assert.Equal(t, "xfrom-envy", f.Users[1].Password)
	assert.Equal(t, "https://acme.eu.auth0.com/api/v2/", f.Management.Audience)
	assert.Equal(t, SettingOn, f.Declares.RevokeRefreshTokenGrant)
	assert.False(t, *f.Declares.SettingGovernsDeviceUnlink)
	assert.Equal(t, 90*time.Second, f.Declares.PropagationLimit)
	assert.Zero(t, *f.Declares.ListingLimit, "a mock's listings may not lag")
	assert.Equal(t, time.Second, *f.Declares.OperationLimit, "what it answers 202 takes its time")
	assert.Len(t, f.Clients.Distinct(), 4)
}

func TestFileErrorsNamePlaceAndRemedy(t *testing.T) {
	with := func(extra string) string { return minimal + extra }
	tests := map[string]struct{ yaml, want string }{
		"unknown key":         {with("isuser: x"), `d.yaml:4:1: unknown key "isuser"; did you mean "issuer"?`},
		"unknown key, deep":   {with("limits: {timout: 3s}"), `d.yaml:4:10: unknown key "timout"; did you mean "timeout"?`},
		"unknown, none near":  {with("tls: {zzzzzzzzzzz: 3s}"), `d.yaml:4:7: unknown key "zzzzzzzzzzz"; use one of ca_file, client_cert, client_key, insecure`},
		"unknown declares":    {with("declares: {own_grants: true}"), `d.yaml:4:12: unknown key "own_grants"; use one of`},
		"wrong type, text":    {with("name: 3"), `d.yaml:4:7: name must be text; put it in quotes`},
		"wrong type, list":    {with("nodes: x"), `d.yaml:4:8: nodes must be a list`},
		"wrong type, mapping": {with("management: [a]"), `d.yaml:4:13: management must be a mapping of keys to values`},
		"wrong type, bool":    {with("tls: {insecure: maybe}"), `d.yaml:4:17: tls.insecure must be true or false`},
		"wrong type, number":  {with("limits: {requests_per_second: fast}"), `d.yaml:4:31: limits.requests_per_second must be a number`},
		"negative rate":       {with("limits: {requests_per_second: -1}"), `d.yaml:4:10: limits.requests_per_second must be a number from 0`},
		"negative duration":   {with("limits: {timeout: -3s}"), `d.yaml:4:19: limits.timeout must be a duration that is not negative`},
		"duration, no unit":   {with("limits: {timeout: 3}"), `d.yaml:4:19: limits.timeout must be a duration`},
		"no value":            {with("dashboard:"), `d.yaml:4:12: dashboard must be a mapping`},
		"no such browser":     {with("dashboard: {url: 'https://d/', browser: chromiun}"), `d.yaml:4:32: dashboard.browser is no program; give the path of a Chromium, or auto, or none`},
		"half a log-in":       {with("dashboard: {url: 'https://d/', username: a}"), `d.yaml:4:1: dashboard has a username without a password`},
		"scalar, no value":    {with("name:"), `d.yaml:4:7: name has no value; give it one or remove the key`},
		"bad setting":         {with("declares: {revoke_refresh_token_grant: perhaps}"), `must be on or off`},
		"unknown profile":     {with("profiles: [auth0, rfc7000]"), `d.yaml:4:19: unknown profile; did you mean "rfc7009"?`},
		"unknown strategy":    {with("mint: {strategy: pasword}"), `d.yaml:4:8: mint.strategy is unknown; did you mean "password"?`},
		"code, no redirect":   {with("mint: {strategy: authorization_code}"), `d.yaml:2:11: clients.public has no redirect_uri`},
		"bad node":            {with("nodes: [localhost]"), `d.yaml:4:9: nodes[0] is no absolute URL; write it as https://host/path`},
		"port too large":      {with("nodes: [\"http://localhost:99999\"]"), `d.yaml:4:9: nodes[0] has a port that there is not; ports end at 65535`},
		"URL with password":   {with("nodes: ['https://u:CANARY@h/']"), `d.yaml:4:9: nodes[0] holds a user name; remove what stands before the @`},
		"bad header":          {with(`headers: {"a b": c}`), `d.yaml:4:11: not a valid HTTP header`},
		"a header of ours":    {with(`headers: {authorization: "Bearer CANARY"}`), `d.yaml:4:11: headers.Authorization would give every request credentials, also those that are to be refused for having none`},
		"one node":            {with("nodes: [https://a.example]"), `d.yaml:4:1: nodes has one node, and what one tells another needs two`},
		"a node twice":        {with("nodes: [https://a.example, https://A.example:443/]"), `d.yaml:4:28: nodes[1] is the same node as one before`},
		"rotation on":         {with("declares: {rotation: on}"), `d.yaml:4:12: declares.rotation can only be off`},
		"rotation off":        {"issuer: https://i/\nclients: {rotating: {client_id: a}}\ndeclares: {rotation: off}", `d.yaml:3:12: declares.rotation is off, but there is an application under clients that rotates`},
		"foreign token":       {with("declares: {foreign_token: maybe}"), `d.yaml:4:12: declares.foreign_token must be refused or answered-200`},
		"endless propagation": {with("declares: {propagation_limit: 1h}"), `d.yaml:4:12: declares.propagation_limit of 1h0m0s is longer than limits.longest_wait of 2m0s`},
		"endless listing":     {with("declares: {listing_limit: 1h}"), `declares.listing_limit of 1h0m0s is longer`},
		"a key alone":         {with("tls: {client_key: none.pem}"), `d.yaml:4:7: tls.client_key is a key without its certificate; add tls.client_cert`},
		"no certificate":      {with("tls: {client_cert: load_test.go}"), `d.yaml:4:7: tls.client_cert holds no certificate; give a PEM file`},
		"unset variable":      {with("name: ${NOPE}"), `d.yaml:4:7: name: environment variable NOPE is not set`},
		"unset, flow style":   {with("tls: {ca_file: ${NOPE}, insecure: 3}"), "d.yaml:4:16: tls.ca_file: environment variable NOPE is not set; export it, or write ${file:path}\nd.yaml:4:35: tls.insecure must be true or false"},
		"variable as a key":   {with("${NOPE}: 3"), `d.yaml:4:1: unknown key "${NOPE}"`},
		"unclosed variable":   {with(`name: "a${NOPE"`), `d.yaml:4:7: name: ${ is not closed`},
		"bad variable":        {with(`name: "${a b}"`), `d.yaml:4:7: name: ${...} holds no name`},
		"missing include":     {with("name: ${file:none}"), `d.yaml:4:7: name: cannot read none; the path is relative`},
		"alias of nothing":    {with("name: *CANARY"), `d.yaml:4:7: this alias has no anchor before it; write &name at the first use, or put a value that begins with * in quotes`},
		"a secret as a key":   {with("tls: {CANARY-s3cr3t}"), `d.yaml:4:7: unknown key here; use one of ca_file, client_cert, client_key, insecure`},
		"a key with hyphen":   {with("tls: {ca-file: x}"), `d.yaml:4:7: unknown key "ca-file"; did you mean "ca_file"?`},
		"a pair as a key":     {with("mint: {parameters: {hint=CANARY}}"), `d.yaml:4:22: a key of mint has no value`},
		"a header as a key":   {with("headers: {'X-Api-Key:CANARY': [a]}"), `d.yaml:4:31: a key of headers must be a single value`},
		"endless alias":       {with("limits: &a {<<: *a}"), `too many aliases; does one contain itself?`},
		"twice":               {with("users: []"), `d.yaml:4:1: not YAML: mapping key "users" already defined`},
		"syntax, no echo":     {with(`name: "CANARY`), `d.yaml:4:7: not YAML: could not find end character`},
		"second document":     {with("---\na: 1"), `a second document begins here`},
		"missing CA":          {with("tls: {ca_file: none.pem}"), `d.yaml:4:7: tls.ca_file cannot be read`},
		"introspection":       {with("introspection: {client: confidential}"), `d.yaml:4:17: introspection.client names no client`},
		"audience twice":      {with("audiences: [a, a]"), `d.yaml:4:16: audiences[1] is empty or listed twice`},
		"empty":               {"", `d.yaml:1:1: the file is empty; it needs at least issuer, clients and users`},
		"a list":              {"- 1", `d.yaml:1:1: the file must be a mapping`},
		"no issuer":           {"name: x\n", `d.yaml:1:1: issuer is missing`},
		"no clients":          {"name: x\n", `d.yaml:1:1: no clients; describe at least one application`},
		"no users":            {"users: []\n", `d.yaml:1:1: no users; list at least one test user`},
		"bad issuer":          {"issuer: acme.example\n", `d.yaml:1:1: issuer is no absolute URL`},
		"no client_id":        {"clients: {public: {auth: none}}", `clients.public has no client_id; add it`},
		"unknown auth":        {"clients: {second: {client_id: a, auth: pst}}", `d.yaml:1:34: clients.second.auth is unknown; did you mean "post"?`},
		"no secret":           {"clients: {second: {client_id: a, auth: post}}", `clients.second needs a client_secret for auth post`},
		"role and auth":       {"clients: {public: {client_id: a, auth: post, client_secret: CANARY}}", `a client in this role authenticates by none`},
		"no key":              {"clients: {jwt: {client_id: a}}", `clients.jwt needs a key_file`},
		"no leeway":           {"clients: {leeway: {client_id: a}}", `clients.leeway has no leeway`},
		"rotating, leeway":    {"clients: {rotating: {client_id: a, leeway: 3s}}", `describe one that has a leeway under clients.leeway`},
		"password missing":    {"users: [{username: a}]", `d.yaml:1:9: users[0] has no password`},
		"user twice":          {"users: [{username: a, password: CANARY}, {username: a, password: CANARY}]", `users[1] is listed twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("d.yaml", []byte(test.yaml), noEnv)
			var fileErr *Error
			require.ErrorAs(t, err, &fileErr)
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "CANARY")
		})
	}
}

func TestEveryProblemHasItsLine(t *testing.T) {
	_, err := Parse("d.yaml", []byte("isuer: x\nclints: {}\nusers: 3\n"), noEnv)
	assert.EqualError(t, err, `d.yaml:1:1: unknown key "isuer"; did you mean "issuer"?
d.yaml:2:1: unknown key "clints"; did you mean "clients"?
d.yaml:3:8: users must be a list; begin each item with a hyphen`)
}

func TestLoadOfAMissingFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"), noEnv)
	var fileErr *Error
	require.ErrorAs(t, err, &fileErr)
	assert.Contains(t, err.Error(), "none.yaml: cannot read the deployment file: no such file or directory; name a readable YAML file")
}
