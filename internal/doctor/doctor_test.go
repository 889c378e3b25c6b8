package doctor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/doctor"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
)

// patient is a mock behind a handler that may change its answers, and the file that fits it.
type patient struct {
	seed mockserver.Seed
	wrap func(http.Handler) http.Handler
	tls  bool
	edit func(*file.File)
}

func (p patient) examine(t *testing.T) *doctor.Report {
	t.Helper()
	t.Setenv("REVOKESPEC_STATE_DIR", t.TempDir())
	mock := mockserver.New(mockserver.WithSeed(p.seed), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, mock.Err())
	var handler http.Handler = mock
	if p.wrap != nil {
		handler = p.wrap(mock)
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that are meant to fail
	if p.tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	described := mockfile.Of(mock.Seed(), server.URL, "auth0")
	if p.edit != nil {
		p.edit(described)
	}
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	return doctor.Examine(context.Background(), described, doctor.Options{Catalogue: catalogue})
}

func findings(r *doctor.Report, state doctor.State) []string {
	var all []string
	for _, f := range r.Findings {
		if f.State == state {
			all = append(all, f.About+": "+f.Says+" -> "+f.Remedy)
		}
	}
	return all
}

func TestNothingIsWrong(t *testing.T) {
	r := patient{seed: mockserver.DefaultSeed("auth0")}.examine(t)
	assert.Empty(t, findings(r, doctor.Problem))
	assert.Zero(t, r.ExitCode())
	for _, about := range []string{"clients.confidential", "clients.leeway", "clients.device", "audiences", "users", "userinfo", "management", "setting"} {
		assert.True(t, slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.About == about && f.State == doctor.OK }), about)
	}
	i := slices.IndexFunc(r.Rules, func(o doctor.Outlook) bool { return o.ID == "REV-03" })
	assert.Less(t, r.Rules[i].Judged, r.Rules[i].Scenarios, "this mock's clock cannot be moved")
	assert.Positive(t, r.Rules[i].Judged)
}

// Each thing that can be wrong is named, with its place in the file and what to do.
func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		patient
		state doctor.State
		want  []string // parts of one finding
	}{
		"a wrong secret": {patient{edit: func(f *file.File) { f.Clients.Second.ClientSecret = "wrong" }}, doctor.Problem,
			[]string{"clients.second: ", "401 invalid_client", "correct clients.second.client_id and clients.second.client_secret"}},
		"a wrong password": {patient{edit: func(f *file.File) { f.Users[12].Password = "wrong" }}, doctor.Problem,
			[]string{"users: user13@", "correct users[12], or remove it"}},
		"a role that does not rotate": {patient{edit: func(f *file.File) { f.Clients.Rotating = f.Clients.Public }}, doctor.Problem,
			[]string{"clients.", "does not rotate", "switch refresh token rotation on"}},
		"a leeway nobody described": {patient{edit: func(f *file.File) {
			f.Clients.Rotating = f.Clients.Leeway
			f.Clients.Leeway = nil
		}}, doctor.Problem, []string{"clients.rotating", "it has a leeway", "clients.leeway"}},
		"no leeway": {patient{edit: func(f *file.File) { f.Clients.Leeway = f.Clients.Rotating }}, doctor.Problem,
			[]string{"clients.leeway", "refused at once", "give it a leeway"}},
		"no application for the Management API": {patient{edit: func(f *file.File) { f.Management.ClientSecret = "wrong" }}, doctor.Problem,
			[]string{"deployment: ", "management.client_secret"}},
		"scopes that lack": {patient{seed: scoped("read:tenant_settings", "read:grants")}, doctor.Problem,
			[]string{"management: it lacks delete:grants, ", "update:users", "grant the application these scopes"}},
		"a plan without refresh tokens": {patient{wrap: withoutRefreshTokens}, doctor.Note,
			[]string{"refresh tokens: the Management API does not list a user's, so that the rules about that are not applicable: 403 feature_not_enabled"}},
		"no scope to see refresh tokens": {patient{seed: scoped("read:tenant_settings", "read:grants")}, doctor.Note,
			[]string{"refresh tokens: ", "403 insufficient_scope", "the management application needs read:refresh_tokens"}},
		"no scope to end refresh tokens": {patient{seed: scoped("read:tenant_settings", "read:grants", "read:refresh_tokens", "delete:sessions")}, doctor.Note,
			[]string{"refresh tokens: the Management API lists a user's, and its application lacks delete:refresh_tokens to end them", "grant the application these scopes"}},
		"no such host": {patient{edit: func(f *file.File) { f.Issuer = "http://no-such-host.invalid/" }}, doctor.Problem,
			[]string{"network: no-such-host.invalid has no address"}},
		"an authority nobody knows": {patient{tls: true}, doctor.Problem, []string{"tls: the certificate is not signed by anybody whom this machine trusts", "tls.ca_file"}},
		"any certificate": {patient{tls: true, edit: func(f *file.File) { f.TLS.Insecure = true }}, doctor.Note,
			[]string{"tls: ANY certificate is taken", "remove tls.insecure"}},
		"a clock that is slow": {patient{wrap: slow(time.Hour)}, doctor.Problem,
			[]string{"clock: ", "off by -1h0m"}},
		"rate limits": {patient{wrap: header("X-RateLimit-Limit", "7")}, doctor.Note,
			[]string{"x-ratelimit-limit: 7", "add limits.requests_per_second"}},
		"a long rate limit": {patient{wrap: header("X-RateLimit-Limit", strings.Repeat("7", 5000))}, doctor.Note,
			[]string{"limited: x-ratelimit-limit: " + strings.Repeat("7", 80) + "...; "}},
		"rate limits that hold nobody up": {patient{}, doctor.OK, []string{"token endpoint: its rate is limited", "more than a run needs"}},
		"an issuer without its slash": {patient{edit: func(f *file.File) { f.Issuer = strings.TrimSuffix(f.Issuer, "/") }}, doctor.Note,
			[]string{"metadata: the server spells its issuer", "write issuer: http"}},
		"another way to authenticate": {patient{wrap: basicOnly("mock-second")}, doctor.Problem,
			[]string{"clients.second: ", "401 invalid_client", "write auth: basic under clients.second"}},
		"a grant that is refused as if the client were unknown": {patient{wrap: grantRefused("mock-second")}, doctor.Problem,
			[]string{"clients.second: ", "401 invalid_client", "-> the token endpoint takes this client, but not for this grant"}},
		"another audience of assertions": {patient{edit: func(f *file.File) { f.Clients.JWT.Audience = "https://else.example/" }}, doctor.Problem,
			[]string{"clients.jwt: ", "write audience: http://", " under clients.jwt"}},
		"no such token endpoint": {patient{edit: func(f *file.File) { f.Endpoints.Token = f.Issuer + "no/token" }}, doctor.Problem,
			[]string{"token endpoint: http://", "/no/token is not it: it answers 404", "correct endpoints.token"}},
		"no such revocation endpoint": {patient{edit: func(f *file.File) { f.Endpoints.Revocation = f.Issuer + "no/revoke" }}, doctor.Problem,
			[]string{"revocation endpoint: ", "is not it: it answers 404", "correct endpoints.revocation"}},
		"a page in place of the revocation endpoint": {patient{wrap: page("/oauth/revoke")}, doctor.Problem,
			[]string{"revocation endpoint: ", "is not it: it answers 200", "correct the server's metadata, or give endpoints.revocation"}},
		"nobody may revoke": {patient{wrap: answering("/oauth/revoke", http.StatusBadRequest, `{"error":"invalid_request"}`)}, doctor.Note,
			[]string{"revocation endpoint: it answers every application with 400 invalid_request -> compare the request"}},
		"a revocation that does nothing": {patient{wrap: answering("/oauth/revoke", http.StatusOK, "")}, doctor.Note,
			[]string{"revocation endpoint: it answers success, and what was revoked can still be exchanged: by clients.confidential, "}},
		"a list that cannot be read": {patient{wrap: answering("/api/v2/grants", http.StatusInternalServerError, "")}, doctor.Problem,
			[]string{"management: its /grants is answered 500"}},
		"no such userinfo endpoint": {patient{edit: func(f *file.File) { f.Endpoints.Userinfo = f.Issuer + "no/userinfo" }}, doctor.Problem,
			[]string{"userinfo: ", "it answers 404", "correct endpoints.userinfo"}},
		"no such introspection endpoint": {patient{edit: func(f *file.File) { f.Endpoints.Introspection = f.Issuer + "no/introspect" }}, doctor.Problem,
			[]string{"introspection: ", "it answers 404", "correct endpoints.introspection"}},
		"no offline scope": {patient{edit: func(f *file.File) { f.Mint.Scope = "openid" }}, doctor.Problem,
			[]string{"clients.confidential: ", "no refresh_token is issued", "write mint: {scope: openid offline_access}"}},
		"another redirect_uri": {patient{edit: func(f *file.File) {
			f.Mint.Strategy, f.Clients.Second.RedirectURI = file.StrategyAuthorizationCode, "https://else.example/"
		}}, doctor.Problem, []string{"clients.second: ", "the page at /authorize answers", "correct clients.second.redirect_uri and clients.second.client_id"}},
		"a strategy that the metadata does not list": {patient{wrap: metadata("grant_types_supported", []string{"authorization_code"})}, doctor.Note,
			[]string{"metadata: grant_types_supported does not list password, and mint.strategy is password"}},
		"a method that the metadata does not list": {patient{wrap: metadata("revocation_endpoint_auth_methods_supported", []string{"client_secret_basic", "private_key_jwt"})}, doctor.Note,
			[]string{"revocation_endpoint_auth_methods_supported does not list client_secret_post, by which these authenticate: confidential, second"}},
		"an endpoint that is not absolute": {patient{wrap: metadata("userinfo_endpoint", "/userinfo")}, doctor.Note,
			[]string{"metadata: userinfo_endpoint is no absolute URL", "give endpoints.userinfo"}},
		"an endpoint without TLS": {patient{tls: true, wrap: metadata("userinfo_endpoint", "http://else.example/userinfo"), edit: func(f *file.File) { f.TLS.Insecure = true }},
			doctor.Problem, []string{"deployment: the metadata of ", "leads to http://else.example, without TLS", "tell the server its public URL; or give endpoints.userinfo"}},
		"an endpoint of another origin": {patient{wrap: metadata("userinfo_endpoint", "https://else.example/userinfo")}, doctor.Problem,
			[]string{"deployment: ", "(userinfo) to https://else.example, which the deployment file does not name -> if it is the server's own, write trusted_origins: [https://else.example]"}},
		"a declaration that is false": {patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) {
			f.Clients.Public, f.Clients.Rotating, f.Clients.Leeway, f.Declares.Rotation = f.Clients.Rotating, nil, nil, file.SettingOff
		}}, doctor.Problem, []string{"declares.rotation: ", "clients.", "does", "describe that application under clients.rotating"}},
		"an application that could rotate": {patient{edit: func(f *file.File) {
			f.Clients.Public, f.Clients.Rotating, f.Clients.Leeway = f.Clients.Rotating, nil, nil
		}}, doctor.Note, []string{"clients.rotating: clients.", " rotates: it can be that application too", "add rotating: under clients"}},
		"a node that is down": {patient{edit: func(f *file.File) { f.Nodes = []string{f.Issuer, "http://127.0.0.1:1/"} }}, doctor.Problem,
			[]string{"nodes[1]: http://127.0.0.1:1/ cannot be reached", "start that node"}},
		"a node of another server": {patient{wrap: metadata("issuer", "https://else.example/"), edit: func(f *file.File) {
			f.Endpoints = file.Endpoints{Token: f.Issuer + "oauth/token", Revocation: f.Issuer + "oauth/revoke"}
			f.Nodes = []string{f.Issuer, f.Issuer + "other"}
		}}, doctor.Problem, []string{"deployment: ", "is for issuer"}},
		"one user": {patient{edit: func(f *file.File) { f.Users = f.Users[:1] }}, doctor.Note, []string{"users: with one user"}},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && len(name)%5 != 0 {
				t.Skip("a part of them will do")
			}
			if c.seed.Clients == nil {
				c.seed = mockserver.DefaultSeed("auth0")
			}
			r := c.examine(t)
			all := findings(r, c.state)
			assert.True(t, slices.ContainsFunc(all, func(line string) bool {
				return !slices.ContainsFunc(c.want, func(part string) bool { return !strings.Contains(line, part) })
			}), "%q in %q", c.want, all)
			if c.state == doctor.Problem {
				assert.Equal(t, 3, r.ExitCode())
			}
		})
	}
}

// What a key of the file would give is said of each rule that lacks it.
// A secret that the server has put where only a remedy repeats it is hidden there as well.
func TestARemedyHoldsNoSecret(t *testing.T) {
	secret := ""
	r := patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) { secret = f.Clients.Second.ClientSecret }, wrap: elsewhere(&secret)}.examine(t)
	text := strings.Join(findings(r, doctor.Problem), "\n")
	assert.Contains(t, text, "trusted_origins")
	assert.NotContains(t, text, secret)
}

// elsewhere says in the metadata that revocations go to a host called by a secret.
func elsewhere(secret *string) func(http.Handler) http.Handler {
	return func(mock http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			mock.ServeHTTP(answer, r)
			var metadata map[string]any
			if !strings.Contains(r.URL.Path, ".well-known") || json.Unmarshal(answer.Body.Bytes(), &metadata) != nil {
				maps.Copy(w.Header(), answer.Header())
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
				return
			}
			metadata["revocation_endpoint"] = "http://" + *secret + ".example/revoke"
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(metadata)
		})
	}
}

// An application may be taken at the token endpoint, and not at the other: then nothing that it revokes is judged.
func TestAnApplicationThatMayNotRevoke(t *testing.T) {
	r := patient{seed: mockserver.DefaultSeed("auth0"), wrap: refusedAtRevocation("mock-public")}.examine(t)
	assert.Contains(t, strings.Join(findings(r, doctor.Note), "\n"), "clients.public: the revocation endpoint refuses this application, which the token endpoint takes: 401 invalid_client")
	assert.NotContains(t, strings.Join(findings(r, doctor.Note), "\n"), "clients.confidential")
}

// A user who cannot sign in is nobody else's fault, and what is lent that user may be inconclusive.
func TestAUserWhoCannotSignIn(t *testing.T) {
	if testing.Short() {
		t.Skip("one examination after another")
	}
	r := patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) { f.Users[0].Password = "wrong" }}.examine(t)
	problems := findings(r, doctor.Problem)
	require.Len(t, problems, 1)
	assert.Contains(t, problems[0], "users: user01@example.com: ")
	assert.Contains(t, problems[0], "correct users[0], or remove it")
	i := slices.IndexFunc(r.Rules, func(o doctor.Outlook) bool { return o.ID == "REV-01" })
	assert.Equal(t, doctor.Outlook{ID: "REV-01", Level: "must", Title: r.Rules[i].Title, Scenarios: 4, Judged: 4, Unsure: 4,
		Missing: []string{"user01@example.com cannot sign in, as said above: whatever is lent that user may be inconclusive"}}, r.Rules[i])
}

// What all applications have in common is said once, above the rules and among them.
func TestWhatHindersAll(t *testing.T) {
	r := patient{seed: mockserver.DefaultSeed("auth0"), wrap: answering("/oauth/revoke", http.StatusServiceUnavailable, ""), edit: func(f *file.File) { f.Management, f.Dashboard = nil, nil }}.examine(t)
	assert.Equal(t, record.ExitNotJudged, r.ExitCode())
	assert.Len(t, findings(r, doctor.Note), 1)
	var out bytes.Buffer
	require.NoError(t, r.WriteRules(&out))
	assert.Equal(t, 1, strings.Count(out.String(), "the revocation endpoint answers every application with 503, which is neither yes nor no\n"))
	assert.Equal(t, 1, strings.Count(out.String(), " 503"))
	assert.NotContains(t, out.String(), ", 0 of them")
}

func TestNoPartsAreCountedWhereThereAreNone(t *testing.T) {
	r := doctor.Report{Profiles: []string{"auth0"}, Rules: []doctor.Outlook{{ID: "REV-01", Scenarios: 1, Judged: 1}}}
	var out bytes.Buffer
	require.NoError(t, r.WriteRules(&out))
	assert.Equal(t, "1 of 1 rule of auth0 can be judged\n", out.String())
}

func TestOutlook(t *testing.T) {
	if testing.Short() {
		t.Skip("one examination after another")
	}
	r := patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) { f.Clients.Basic, f.Management, f.Dashboard = nil, nil, nil }}.examine(t)
	var out bytes.Buffer
	require.NoError(t, r.WriteRules(&out))
	for _, part := range []string{"rules of auth0 can be judged", "add clients.basic\n      (REV-03) REV-16", "add management with client_id and client_secret\n"} {
		assert.Contains(t, out.String(), part)
	}
	out.Reset()
	require.NoError(t, r.JSON(&out))
	var read doctor.Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	assert.Equal(t, *r, read)
}

// Looking changes nothing but what signing in brings, and leaves no token that works.
func TestNothingIsLeft(t *testing.T) {
	var described *file.File
	p := patient{seed: mockserver.DefaultSeed("auth0"), edit: func(f *file.File) { described = f }, wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			assert.False(t, strings.HasPrefix(r.URL.Path, "/api/") && r.Method != http.MethodGet, "%s %s", r.Method, r.URL.Path)
			next.ServeHTTP(w, r)
		})
	}}
	r := p.examine(t)
	assert.Empty(t, findings(r, doctor.Problem))
	assert.Greater(t, r.Requests, 2*len(described.Users))

	d, err := deployment.Open(context.Background(), described, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	for _, u := range p.seed.Complete().Users {
		for _, kind := range []string{"refresh_token", "rotating_refresh_token"} {
			answer := d.Session().Management(context.Background(), session.Check, auth0.ManagementRequest{
				Method: http.MethodGet, Path: "/device-credentials", Query: url.Values{"user_id": {u.ID}, "type": {kind}},
			})
			assert.JSONEq(t, "[]", string(answer.Body), "%s of %s", kind, u.Email)
		}
	}
}

// withoutRefreshTokens is a tenant whose plan has not got these endpoints.
func withoutRefreshTokens(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "refresh-tokens") {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"statusCode":403,"error":"Forbidden","message":"This feature is not enabled for this tenant.","errorCode":"feature_not_enabled"}`)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// What a tenant's plan does not have is no problem, and its rules are not applicable, as a run has it.
func TestRulesOfAPlanThatTheTenantHasNot(t *testing.T) {
	r := patient{seed: mockserver.DefaultSeed("auth0"), wrap: withoutRefreshTokens}.examine(t)
	assert.Empty(t, findings(r, doctor.Problem))
	for _, o := range r.Rules {
		if o.ID == "RTM-04" || o.ID == "RTM-15" {
			assert.Zero(t, o.Judged+o.Hindered, o.ID)
			assert.Contains(t, strings.Join(o.Missing, " "), "does not list a user's refresh tokens", o.ID)
		}
	}
}
