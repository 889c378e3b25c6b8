package seedfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// What is written can be read, and is the same.
func TestDefaultSeedAsAFile(t *testing.T) {
	for _, dialect := range []string{"auth0", "rfc"} {
		seed := mockserver.DefaultSeed(dialect).Complete()
		text, err := seedfile.Format(seed)
		require.NoError(t, err)
		read, err := seedfile.Parse("seed.yaml", text)
		require.NoError(t, err, string(text))
		assert.Equal(t, seed, read)
	}
}

const everything = `
founded: 2020-06-01
flags: {enable_sso: false}
clients:
- &web
  role: confidential
  name: Shop
  client_id: shop
  client_secret: s3cret
  auth: client_secret_basic
  rotating: true
  leeway: 5s
  lifetime: 100h
  idle_lifetime: 10h
  access_lifetime: 5m
  third_party: true
  app_type: spa
  grant_types: [authorization_code, refresh_token, client_credentials]
  redirect_uris: ["https://shop.example/callback", "com.example.shop://callback"]
  logout_uris: ["https://shop.example/"]
  origins: ["https://shop.example"]
  audiences: {"https://api.example": ["read:orders"]}
- <<: *web
  role: second
  client_id: shop-2
- role: management
  client_secret: x
  management_scopes: ["read:grants"]
- role: public
- client_id: keyed
  private_key: |
KEY
users:
- {email: ann@example.com, password: p, blocked: true, id: "auth0|ann", name: Ann}
- {email: bob@example.com, password: p}
audiences:
- {identifier: "https://api.example", scopes: ["read:orders"], name: Orders, allow_offline_access: false, access_lifetime: 1m}
`

func TestEverythingThatAFileCanSay(t *testing.T) {
	text := strings.Replace(everything, "KEY\n", "    "+strings.ReplaceAll(strings.TrimSpace(keys.ClientPEM), "\n", "\n    ")+"\n", 1)
	seed, err := seedfile.Parse("seed.yaml", []byte(text))
	require.NoError(t, err)
	assert.Equal(t, 2020, seed.Founded.Year())
	web := seed.Clients[0]
	assert.Equal(t, 5*time.Second, web.Leeway)
	assert.Equal(t, 100*time.Hour, web.Lifetime)
	second, _ := seed.Client("second")
	web.Role, web.ClientID = second.Role, second.ClientID
	assert.Equal(t, web, second, "merged")
	management, _ := seed.Client("management")
	assert.Equal(t, mockserver.SeedClient{Role: "management", Name: "management", ClientID: "mock-management", ClientSecret: "x",
		Auth: "client_secret_post", AppType: "non_interactive", GrantTypes: []string{"client_credentials"},
		ManagementScopes: []string{"read:grants"}}, management)
	public, _ := seed.Client("public")
	assert.EqualValues(t, "none", public.Auth)
	assert.Contains(t, public.GrantTypes, "refresh_token")
	assert.EqualValues(t, "private_key_jwt", seed.Clients[4].Auth)
	assert.Equal(t, mockserver.SeedUser{ID: "auth0|ann", Email: "ann@example.com", Name: "Ann", Password: "p", Blocked: true}, seed.Users[0])
	assert.NotEmpty(t, seed.Users[1].ID)
	assert.False(t, *seed.Audiences[0].AllowOfflineAccess)

	s := mockserver.New(mockserver.WithSeed(seed))
	require.NoError(t, s.Err())
	assert.Equal(t, seed, s.Seed())
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "seed.yaml:1:1: the file is empty",
		"- a":                                    "seed.yaml:1:1: the file must be a mapping",
		"users: [":                               "seed.yaml:1:8: not YAML",
		"a: 1\n---\nb: 1":                        "seed.yaml:3:1: a second document",
		"user: []":                               `seed.yaml:1:1: unknown key "user"; did you mean "users"?`,
		"users: {}":                              "seed.yaml:1:8: users must be a list",
		"founded: yesterday":                     "seed.yaml:1:10: founded must be a date",
		"users:\n- {emial: a@b, password: p}":    `seed.yaml:2:4: unknown key "emial"; did you mean "email"?`,
		"users:\n- {email: a@b, password: 1234}": "seed.yaml:2:26: users[0].password must be text; put it in quotes",
		"users:\n- {email: a@b, password: }":     "users[0].password has no value",
		"users:\n- {email: a@b}":                 "seed.yaml:2:3: users[0].password: is missing",
		"users:\n- {email: a@b, password: p, blocked: maybe}":                                                            "users[0].blocked must be true or false",
		"users:\n- {email: a@b, password: p}\n- {email: A@b, password: p}":                                               `seed.yaml:3:4: users[1].email: "a@b" is there twice`,
		"users:\n- {email: [a], password: p}":                                                                            "users[0].email must be a single value",
		"users: *nobody":                                                                                                 "this alias has no anchor before it",
		"users:\n- {email: a@b, password: p, hunter2}":                                                                   "unknown key here",
		"clients:\n- &c {client_id: a, <<: *c}":                                                                          "does one contain itself?",
		"clients:\n- {client_id: a, auth: post}":                                                                         `seed.yaml:2:18: clients[0].auth: "post" is unknown; use none, client_secret_post`,
		"clients:\n- {client_id: a, auth: client_secret_post}":                                                           "clients[0].auth: client_secret_post needs a client_secret",
		"clients:\n- {client_id: a, auth: none, client_secret: s}":                                                       "clients[0].client_secret: is not for auth none",
		"clients:\n- {client_id: a, auth: private_key_jwt}":                                                              "needs a private_key or a public_key",
		"clients:\n- {client_id: a, private_key: x}":                                                                     "clients[0].private_key: no private key; give a PEM block",
		"clients:\n- {client_id: a, public_key: x}":                                                                      "clients[0].public_key: no public key; give a PEM block",
		"clients:\n- {client_id: a, auth: none, public_key: x}":                                                          "clients[0].auth: none needs no key",
		"clients:\n- {client_id: a, private_key: x, public_key: x}":                                                      "public_key: follows from private_key",
		"clients:\n- {name: a}":                                                                                          "clients[0].client_id: is missing",
		"clients:\n- {client_id: a}\n- {client_id: a}":                                                                   `seed.yaml:3:4: clients[1].client_id: "a" is there twice`,
		"clients:\n- {client_id: a, leeway: 1m}":                                                                         "clients[0].leeway: is of rotation",
		"clients:\n- {client_id: a, leeway: soon}":                                                                       "clients[0].leeway must be a duration",
		"clients:\n- {client_id: a, lifetime: -1m}":                                                                      "clients[0].lifetime must be a duration that is not negative",
		"clients:\n- {client_id: a, lifetime: 1m, idle_lifetime: 2m}":                                                    "idle_lifetime: is longer than lifetime",
		"clients:\n- {client_id: a, grant_types: [ciba]}":                                                                `clients[0].grant_types: "ciba" is unknown`,
		"clients:\n- {client_id: a, app_type: web}":                                                                      `clients[0].app_type: "web" is unknown`,
		"clients:\n- {client_id: a, redirect_uris: [callback]}":                                                          `clients[0].redirect_uris[0]: is no absolute URL`,
		"clients:\n- {client_id: a, client_secret: s, management_scopes: [\"read:everything\"]}":                         `clients[0].management_scopes[0]: "read:everything" is no scope of the Management API; the nearest is "read:branding"`,
		"clients:\n- {client_id: a, client_secret: s, management_scopes: [\"read:grants\", \"read:user_app_metadata\"]}": `the nearest is "read:users_app_metadata"`,
		"clients:\n- {client_id: a, client_secret: s, audiences: {\"https://x\": [\"r:x\"]}}":                            "is none of the audiences",
		"clients:\n- {role: confidental}":                                                                                `seed.yaml:2:4: clients[0].role: "confidental" is no role of a deployment file; did you mean "confidential"?`,
		"clients:\n- {role: confidential}":                                                                               "the role confidential needs credentials",
		"clients:\n- {role: rotating}":                                                                                   "the role rotating needs rotating: true",
		"clients:\n- {role: management}":                                                                                 "the role management needs management_scopes",
		"clients:\n- {role: public}\n- {role: public, client_id: b}":                                                     `clients[1].role: "public" is there twice`,
		"audiences:\n- {name: a}":                                                                                        "audiences[0].identifier: is missing",
		"roles:\n- {description: a}":                                                                                     "seed.yaml:2:3: roles[0].name: is missing",
		"roles:\n- {name: a}\n- {name: a}":                                                                               `roles[1].name: "a" is there twice`,
		"roles:\n- {name: a, permissions: [{resource_server_identifier: x, permission_name: y}]}":                        `roles[0].permissions[0].resource_server_identifier: "x" is none of the audiences; add it to them`,
		"audiences:\n- {identifier: x, scopes: [z]}\nusers:\n- {email: a@b.c, password: p, permissions: [{resource_server_identifier: x, permission_name: y}]}": `users[0].permissions[0].permission_name: "y" is none of the API's scopes; add it to them`,
		"audiences:\n- {identifier: x, token_dialect: rfc9068}":             `audiences[0].token_dialect: "rfc9068" is unknown; use access_token`,
		"audiences:\n- {identifier: x, signing_alg: ES256}":                 `audiences[0].signing_alg: "ES256" is unknown; use RS256`,
		"audiences:\n- {identifier: x, signing_alg: HS256}":                 "audiences[0].signing_secret: has less than 16 characters; HS256 needs one",
		"audiences:\n- {identifier: x, signing_secret: sixteen characters}": "audiences[0].signing_secret: is of HS256",
		"audiences:\n- {identifier: x, access_lifetime_web: 10ms}":          "audiences[0].access_lifetime_web: is no whole number of seconds",
		"flags: {revoke_grant: true}":                                       "seed.yaml:1:9: flags.revoke_grant: no such flag",
	} {
		_, err := seedfile.Parse("seed.yaml", []byte(text))
		var wrong *seedfile.Error
		require.ErrorAs(t, err, &wrong, text)
		assert.ErrorContains(t, err, want, text)
		for _, p := range wrong.Problems {
			assert.NotContains(t, p.What, "\n")
		}
	}
}

// Whoever moves an application here has the list of its scopes, most of which the mock serves nothing for.
func TestScopesOfRealTenants(t *testing.T) {
	const scopes = `["read:users_app_metadata", "update:users_app_metadata", "read:roles", "read:connections", "read:client_credentials", "read:logs_users", "blacklist:tokens"]`
	read, err := seedfile.Parse("seed.yaml", []byte("clients: [{role: management, client_secret: s, management_scopes: "+scopes+"}]\n"))
	require.NoError(t, err)
	require.NoError(t, mockserver.New(mockserver.WithSeed(read)).Err())
}

func TestSeveralMistakesAreReportedAtOnce(t *testing.T) {
	_, err := seedfile.Parse("seed.yaml", []byte("clients:\n- {client_id: a, ath: none}\nusers:\n- {emial: x}\n"))
	assert.EqualError(t, err, "seed.yaml:2:18: unknown key \"ath\"; did you mean \"auth\"?\nseed.yaml:4:4: unknown key \"emial\"; did you mean \"email\"?")
}

func TestFilesThatCannotBeRead(t *testing.T) {
	_, err := seedfile.Read("nowhere.yaml")
	assert.ErrorContains(t, err, "nowhere.yaml")
	assert.ErrorContains(t, err, "cannot read the seed file: no such file or directory; name a readable YAML file")
}

// A device needs no more than its role to be what the role is for.
func TestADeviceHasItsGrantType(t *testing.T) {
	seed, err := seedfile.Parse("seed.yaml", []byte("clients: [{role: device, client_id: tv}]\nusers: [{email: ann@example.com, password: p}]\n"))
	require.NoError(t, err)
	server := mockserver.New(mockserver.WithSeed(seed))
	require.NoError(t, server.Err())
	tv, _ := server.Seed().Client("device")
	assert.Equal(t, []string{tenant.GrantDeviceCode, tenant.GrantRefreshToken}, tv.GrantTypes)
}

func TestHowATenantBehaves(t *testing.T) {
	seed, err := seedfile.Parse("seed.yaml", []byte(`
tenant: acme
domains: [login.acme.example, "127.0.0.1", "::1"]
dialect: rfc
switches: [hint-required]
deviate: [success-is-202, success-is-202]
faults:
- {path: /oauth/revoke, client_id: mock-public, skip: 1, times: 2, status: 503, headers: {Retry-After: "1"}, body: '{"error": "busy"}'}
- {method: POST, probability: 0.5, seed: 18446744073709551615, delay: 10ms, slow: 1s, cut: body, served: true}
`))
	require.NoError(t, err)
	assert.Equal(t, mockserver.DefaultSeed("rfc").Complete().Clients, seed.Clients, "those that are built in")
	assert.Equal(t, []mockserver.Fault{
		{Path: "/oauth/revoke", ClientID: "mock-public", Skip: 1, Times: 2, Status: 503, Header: map[string]string{"Retry-After": "1"}, Body: `{"error": "busy"}`},
		{Method: "POST", Probability: 0.5, Seed: 1<<64 - 1, Delay: 10 * time.Millisecond, Slow: time.Second, Cut: mockserver.CutBody, Served: true},
	}, seed.Faults)
	text, err := seedfile.Format(seed)
	require.NoError(t, err)
	again, err := seedfile.Parse("seed.yaml", text)
	require.NoError(t, err)
	assert.Equal(t, seed, again)

	s := mockserver.New(mockserver.WithSeed(seed), mockserver.WithDeviations("success-is-202"), mockserver.WithFaults(mockserver.Fault{Status: 500}))
	require.NoError(t, s.Err())
	assert.Equal(t, "rfc", s.Dialect())
	assert.Equal(t, []string{"success-is-202"}, s.Deviating())
	assert.Len(t, s.Faults(), 3)
	assert.ErrorContains(t, mockserver.New(mockserver.WithSeed(seed), mockserver.WithDialect("auth0")).Err(), "the seed has the dialect rfc, and the server is to have auth0; leave one of them out")
}

func TestMistakesAboutBehaviour(t *testing.T) {
	for text, want := range map[string]string{
		"tenant: Acme":                       "seed.yaml:1:1: tenant: is no name of a tenant; write it in small letters, digits and hyphens, as in acme-eu",
		"tenant: " + strings.Repeat("a", 64): "seed.yaml:1:1: tenant: is no name of a tenant",
		"tenant: -a":                         "tenant: is no name of a tenant",
		"tenant: a/b":                        "tenant: is no name of a tenant",
		"tenant: 5":                          "seed.yaml:1:9: tenant must be text; put it in quotes",
		"domains: [a.example]":               "seed.yaml:1:1: domains: are of a tenant that has a name; give it one by the key tenant",
		"tenant: a\ndomains: [https://a.example]":           "seed.yaml:2:11: domains[0]: is no host name; write it as login.acme.example",
		"tenant: a\ndomains: [a.example, b.example:80]":     "seed.yaml:2:22: domains[1]: is no host name",
		"tenant: a\ndomains: [A.example]":                   "domains[0]: is no host name",
		"tenant: a\ndomains: ['::0']":                       "domains[0]: is no host name",
		"tenant: a\ndomains: [a.example, a.example]":        `seed.yaml:2:22: domains[1]: "a.example" is there twice`,
		"tenant: a\ndomain: a.example":                      `seed.yaml:2:1: unknown key "domain"; did you mean "domains"?`,
		"dialect: auth":                                     `seed.yaml:1:1: dialect: "auth" is none; did you mean "auth0"?`,
		"switches: [hint-require]":                          `seed.yaml:1:12: switches[0]: switch "hint-require" is unknown; did you mean "hint-required"?`,
		"deviate: [success-is-202, success-is-203]":         `seed.yaml:1:27: deviate[1]: deviation "success-is-203" is unknown; the nearest is "success-is-202"`,
		"deviate: success-is-202":                           "seed.yaml:1:10: deviate must be a list",
		"dialect: rfc\ndeviate: [idle-lifetime-has-no-end]": "cannot be shown in dialect rfc; use auth0",
		"faults: {status: 500}":                             "seed.yaml:1:9: faults must be a list",
		"faults:\n- {status: 99}":                           "seed.yaml:2:4: faults[0].status: status 99 is none that an answer can have: 200 to 599",
		"faults:\n- {path: /oauth/revoke}":                  "seed.yaml:2:3: faults[0]: nothing goes wrong by it: give it a status, a delay, slow or cut",
		"faults:\n- {path: oauth, status: 500}":             "seed.yaml:2:4: faults[0].path: path is what a path begins with",
		"faults:\n- {stauts: 500}":                          `seed.yaml:2:4: unknown key "stauts"; did you mean "status"?`,
		"faults:\n- {id: 1, status: 500}":                   `seed.yaml:2:4: unknown key "id"`,
		"faults:\n- {delay: soon}":                          "seed.yaml:2:11: faults[0].delay must be a duration",
		"faults:\n- {delay: 1h}":                            "seed.yaml:2:4: faults[0].delay: delay and slow are from 0 to 10m0s",
		"faults:\n- {slow: 1h}":                             "faults[0].slow: delay and slow are from 0 to 10m0s",
		"faults:\n- {cut: half}":                            `seed.yaml:2:4: faults[0].cut: cut is close, reset or body, not "half"`,
		"faults:\n- {cut: body, body: x}":                   "seed.yaml:2:15: faults[0].body: a body or headers are of an answer that has a status",
		"faults:\n- {cut: body, headers: {A: b}}":           "faults[0].headers: a body or headers are of an answer that has a status",
		"faults:\n- {status: 500, headers: {'A b': c}}":     `faults[0].headers: "A b" is no header of an answer`,
		"faults:\n- {status: 500, probability: 2}":          "seed.yaml:2:17: faults[0].probability: probability is from 0 to 1",
		"faults:\n- {status: 500, skip: -1}":                "faults[0].skip: skip and times are numbers of requests: 0 or more",
		"faults:\n- {status: 500, times: -1}":               "faults[0].times: skip and times are numbers of requests: 0 or more",
		"faults:\n- {status: 500, seed: -1}":                "faults[0].seed must be a whole number that is not negative",
	} {
		_, err := seedfile.Parse("seed.yaml", []byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}
