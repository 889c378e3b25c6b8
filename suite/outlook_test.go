package suite_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
	"github.com/revokespec/revokespec/suite/doctor"
)

// What doctor says will be judged is what a run judges, whatever the file has.
func TestOutlookAgreesWithTheRun(t *testing.T) {
	no := false
	for name, c := range map[string]struct {
		dialect string
		edit    func(*deployment.File)
		// deviations are what makes a declaration true.
		deviations []string
		rules      []string // nil: all
	}{
		"auth0, no management": {"auth0", func(f *deployment.File) { f.Management, f.Clients.Basic, f.Users = nil, nil, f.Users[:1] }, nil, nil},
		"auth0, no changes":    {"auth0", func(f *deployment.File) { f.Management.AllowChanges = false }, nil, []string{"GRT", "SET", "DEV-07", "DEV-11"}},
		"rfc, one client":      {"rfc", func(f *deployment.File) { f.Clients = deployment.Clients{Public: f.Clients.Public} }, nil, nil},
		"rfc, declarations": {"rfc", func(f *deployment.File) {
			f.Declares.AccessTokensRevocable, f.Clients.Rotating, f.Clients.Leeway = &no, nil, nil
		}, []string{"access-token-outlives-its-revocation"}, nil},
		"auth0, foreign tokens refused": {"auth0", func(f *deployment.File) { f.Declares.ForeignToken = deployment.ForeignRefused },
			[]string{"foreign-token-is-an-error"}, []string{"REV-02", "REV-05", "REV-37"}},
		"auth0, no rotation": {"auth0", func(f *deployment.File) {
			f.Declares.Rotation, f.Clients.Rotating, f.Clients.Leeway = deployment.SettingOff, nil, nil
			f.Clients.Public = nil
		}, nil, []string{"ROT", "REV-29", "REV-40"}},
		"rfc, no more scope": {"rfc", func(f *deployment.File) { f.Mint.MoreScope = "nothing-of-the-kind" }, nil, []string{"ROT-13"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := dialectFile(t, c.dialect, c.deviations...)
			c.edit(file)
			outlook := map[string]doctor.Outlook{}
			for _, o := range diagnosed(t, file).Rules {
				outlook[o.ID] = o
			}
			compareOutlook(t, outlook, file, c.rules)
		})
	}
}

// dialectFile is the file of a mock whose clock can be moved.
func dialectFile(t *testing.T, dialect string, deviations ...string) *deployment.File {
	t.Helper()
	mock := mockserver.Start(t, mockserver.WithDialect(dialect), mockserver.WithControl(control),
		mockserver.WithDeviations(deviations...), mockserver.WithSigningAlgorithm("ES256"))
	file := suite.MockFile(mock.Server.Seed(), mock.URL, dialect)
	file.Control = &deployment.ControlAPI{URL: mock.URL, Token: control}
	file.Dashboard = nil
	return file
}

func compareOutlook(t *testing.T, outlook map[string]doctor.Outlook, file *deployment.File, rules []string) {
	t.Helper()
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	record, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: rules}, Seed: 1, WithoutEvidence: true,
	})
	require.NoError(t, err)
	if rules == nil {
		assert.Len(t, record.Rules, len(outlook))
	}
	for _, rule := range record.Rules {
		o := outlook[rule.ID]
		said := fmt.Sprintf("%s: %s: %s; and doctor says that %d of %d scenarios are judged, %d hindered", rule.ID, rule.Verdict, rule.Reason, o.Judged, o.Scenarios, o.Hindered)
		switch {
		case o.Hindered > 0:
			assert.Contains(t, []reports.Verdict{reports.Inconclusive, reports.Fail, reports.Warn}, rule.Verdict, said)
		case o.Judged == 0:
			assert.Equal(t, reports.NotApplicable, rule.Verdict, said)
		default:
			assert.NotContains(t, []reports.Verdict{reports.NotApplicable, reports.Inconclusive}, rule.Verdict, said)
		}
	}
	for _, foreseen := range estimated(t, file, rules).Rules {
		if o := outlook[foreseen.ID]; o.Hindered == 0 && o.ID != aboutScope { // which nothing but a sign-in tells
			assert.Equal(t, o.Judged > 0, foreseen.Judged > 0, "%s: --explain says that %d scenarios are judged, doctor %d", foreseen.ID, foreseen.Judged, o.Judged)
		}
	}
}

// aboutScope is the rule about more scope than was granted.
const aboutScope = "ROT-13"

func estimated(t *testing.T, file *deployment.File, rules []string) *suite.Foresight {
	t.Helper()
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	defer target.Close(context.Background())
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	f, err := suite.Foresee(target, suite.Options{Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: rules}, Seed: 1})
	require.NoError(t, err)
	return f
}

// What doctor sees of a server keeps the same rules from being judged as in the run, whatever is wrong there.
func TestOutlookOfAServerThatErrs(t *testing.T) {
	if testing.Short() {
		t.Skip("runs of a server that is waited for; TestOutlookAgreesWithTheRun makes others")
	}
	answer := func(status int, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	revokes := func(r *http.Request) bool { return r.URL.Path == "/oauth/revoke" && r.Method == http.MethodPost }
	for name, fault := range map[string]struct {
		at   func(*http.Request) bool
		does func(http.ResponseWriter)
	}{
		"400 at the revocation":           {revokes, answer(400, `{"error":"invalid_request"}`)},
		"another 400 at the revocation":   {revokes, answer(400, `{"error":"unsupported_token_type"}`)},
		"500 at the revocation":           {revokes, answer(500, `{}`)},
		"401 at the revocation":           {revokes, answer(401, `{"error":"invalid_client"}`)},
		"no revocation endpoint":          {revokes, answer(404, `{}`)},
		"a page instead of one":           {revokes, answer(200, `<html><body>Welcome</body></html>`)},
		"Basic refused at the revocation": {func(r *http.Request) bool { return revokes(r) && r.Header.Get("Authorization") != "" }, answer(401, `{"error":"invalid_client"}`)},
		"public refused at the revocation": {func(r *http.Request) bool {
			return revokes(r) && r.Header.Get("Authorization") == "" && !strings.Contains(formOf(r), "client_secret") && !strings.Contains(formOf(r), "client_assertion")
		}, answer(400, `{"error":"invalid_request"}`)},
		"500 at the exchange": {func(r *http.Request) bool {
			return r.URL.Path == "/oauth/token" && strings.Contains(formOf(r), "grant_type=refresh_token")
		}, answer(500, `{}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := dialectFile(t, "rfc")
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if fault.at(r) {
					fault.does(w)
					return
				}
				through(t, w, r, file.Issuer)
			}))
			t.Cleanup(server.Close)
			ruined := *file
			ruined.Control = nil
			ruined.Endpoints = deployment.Endpoints{Revocation: server.URL + "/oauth/revoke", Token: server.URL + "/oauth/token"}
			ruined.Limits.LongestWait = 3 * time.Second
			ruined.Management = nil
			outlook := map[string]doctor.Outlook{}
			for _, o := range diagnosed(t, &ruined).Rules {
				outlook[o.ID] = o
			}
			compareOutlook(t, outlook, &ruined, []string{"REV-01", "REV-12", "REV-16", "REV-09", "REV-23", "GRT-13", "ROT-14", "ROT-08"})
		})
	}
}

// formOf is the body of a request, which can be read again.
func formOf(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}

// through sends a request on to another server, and its answer back.
func through(t *testing.T, w http.ResponseWriter, r *http.Request, to string) {
	target, err := url.Parse(to)
	require.NoError(t, err)
	httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host}).ServeHTTP(w, r)
}
