package suite_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// shared is a mock that somebody else uses as well: they switch the tenant setting before some of our requests.
type shared struct {
	*httptest.Server
	mock *mockserver.Server

	mu    sync.Mutex
	seen  int
	flips map[int]bool // before the request of that number, from 1
}

func newShared(t *testing.T, flips map[int]bool, deviations ...string) *shared {
	s := &shared{flips: flips}
	s.mock = mockserver.New(mockserver.WithSigningAlgorithm("HS256"), mockserver.WithRecording(0), mockserver.WithControl(embedded.Control),
		mockserver.WithDashboard("", ""), mockserver.WithDeviations(deviations...))
	require.NoError(t, s.mock.Err())
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.seen++
		flip := s.flips[s.seen]
		s.mu.Unlock()
		if flip {
			s.flip(t)
		}
		s.mock.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *shared) flip(t *testing.T) { s.set(t, !s.on(t)) }

func (s *shared) on(t *testing.T) bool {
	return strings.Contains(s.ask(t, "GET", "/api/v2/tenants/settings", ""), `"revoke_refresh_token_grant":true`)
}

func (s *shared) set(t *testing.T, on bool) {
	s.ask(t, "PATCH", "/api/v2/tenants/settings", fmt.Sprintf(`{"flags":{"revoke_refresh_token_grant":%v}}`, on))
}

func (s *shared) ask(t *testing.T, method, path, body string) string {
	c, _ := s.mock.Seed().Client("management")
	ask := func(method, path, token, body string) string {
		r := httptest.NewRequest(method, s.URL+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		s.mock.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Error(w.Code, w.Body)
		}
		return w.Body.String()
	}
	_, token, _ := strings.Cut(ask("POST", "/oauth/token", "", fmt.Sprintf(`{"grant_type":"client_credentials","client_id":%q,"client_secret":%q,"audience":%q}`,
		c.ClientID, c.ClientSecret, s.URL+"/api/v2/")), `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	return ask(method, path, token, body)
}

// judge judges one scenario there, beside nothing else.
func (s *shared) judge(t *testing.T, c *features.Catalogue, scenario string) (record.Verdict, string) {
	f := mockfile.Of(s.mock.Seed(), s.URL, "auth0")
	f.Control = &file.ControlAPI{URL: s.URL, Token: embedded.Control}
	target, err := suite.Open(context.Background(), f, deployment.Options{StateDir: t.TempDir()})
	require.NoError(t, err)
	s.mu.Lock()
	s.seen = 0
	s.mu.Unlock()
	record, err := suite.Run(context.Background(), target, suite.Options{Catalogue: c, Browser: "none", WithoutEvidence: true, Concurrency: 1,
		Selection: suite.Selection{Profiles: []string{"auth0"}, Takes: func(name string) bool { return name == scenario }}})
	if err != nil {
		t.Log(err)
	}
	require.Len(t, record.Rules, 1)
	return record.Rules[0].Verdict, record.Rules[0].Reason
}

// Whenever somebody else switches the tenant setting, no rule fails for it. Every scenario that leases the setting is disturbed
// at one of its requests.
func TestSomebodyElseSwitchesTheSetting(t *testing.T) {
	if testing.Short() {
		t.Skip("TestNothingPassesSinceSomebodyElseSwitchesTheSetting goes the same way")
	}
	t.Parallel()
	c, err := features.BuiltIn()
	require.NoError(t, err)
	for _, rule := range c.Rules {
		for _, s := range rule.Scenarios {
			name := s.ID()
			if s.Setting == "" || !s.In([]string{"auth0"}) || slices.Contains(s.Needs, "lifetimes") || slices.Contains(s.Needs, "nodes") || strings.Contains(name, "200 tokens") {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h := fnv.New32a()
				h.Write([]byte(name))
				n := 8 + int(h.Sum32()%12) // where the acts are
				verdict, reason := newShared(t, map[int]bool{n: true}).judge(t, c, name)
				assert.Contains(t, []record.Verdict{record.Pass, record.Inconclusive}, verdict, "switched before request %d: %s", n, reason)
			})
		}
	}
}

// Nor does a rule pass that the server breaks: whenever the setting is switched, what the other value does is not taken for it.
func TestNothingPassesSinceSomebodyElseSwitchesTheSetting(t *testing.T) {
	t.Parallel()
	c, err := features.BuiltIn()
	require.NoError(t, err)
	for deviation, name := range map[string]string{
		"setting-on-keeps-the-grant":           "GRT-02 After the revocation of its only token",
		"setting-on-ends-all-audiences":        "GRT-03 The public application and another audience, where tokens were exchanged once",
		"setting-on-ends-all-users":            "GRT-05 The confidential application and another user, where tokens were exchanged once",
		"setting-off-ends-siblings":            "GRT-06 An older and a younger sign-in at the basic application, where tokens were exchanged once",
		"unlinking-ends-the-other-devices":     "DEV-07 An older and a younger device of one user",
		"settings-are-written-without-a-token": "SET-04 Writing without a token",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			undisturbed := newShared(t, nil, deviation)
			verdict, _ := undisturbed.judge(t, c, name)
			require.Equal(t, record.Fail, verdict, "undisturbed")
			for n := 6; n < undisturbed.seen/2; n += 2 { // after the setting was leased; the other half is the repetition
				verdict, reason := newShared(t, map[int]bool{n: true}, deviation).judge(t, c, name)
				assert.NotEqual(t, record.Pass, verdict, "switched before request %d: %s", n, reason)
			}
		})
	}
}

// Two runs that do not know of each other, with users of their own, switch the setting under each other's feet: neither
// finds the server broken that is not, nor passes a rule that it breaks.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	c, err := features.BuiltIn()
	require.NoError(t, err)
	for _, deviation := range []string{"", "setting-on-ends-all-audiences"} {
		t.Run(deviation, func(t *testing.T) {
			t.Parallel()
			var deviations []string
			if deviation != "" {
				deviations = append(deviations, deviation)
			}
			server := newShared(t, nil, deviations...)
			var both sync.WaitGroup
			records := make([]*record.Record, 2)
			for i := range records {
				f := mockfile.Of(server.mock.Seed(), server.URL, "auth0")
				f.Users = f.Users[8*i : 8*i+8]
				target, err := suite.Open(context.Background(), f, deployment.Options{StateDir: t.TempDir()})
				require.NoError(t, err)
				both.Go(func() {
					records[i], err = suite.Run(context.Background(), target, suite.Options{Catalogue: c, Browser: "none", WithoutEvidence: true, Seed: uint64(i),
						Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"GRT-01", "GRT-03", "GRT-06", "SET", "DEV-07"}, Tags: "~@needs-control"}})
					assert.NoError(t, err)
				})
			}
			both.Wait()
			for i, result := range records {
				for _, rule := range result.Rules {
					switch {
					case deviation != "" && rule.ID == "GRT-03":
						assert.NotEqual(t, record.Pass, rule.Verdict, "run %d", i)
					case deviation == "":
						assert.NotContains(t, []record.Verdict{record.Fail, record.Warn}, rule.Verdict, "run %d: %s: %s", i, rule.ID, rule.Reason)
					}
				}
			}
		})
	}
}
