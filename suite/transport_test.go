package suite_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

const control = "control of the test"

// behind starts a mock and, before it, a proxy that hands one path to a handler; it returns the file for the proxy.
func behind(t *testing.T, path string, handler http.HandlerFunc) *file.File {
	t.Helper()
	mock := mockserver.Start(t, mockserver.WithControl(control), mockserver.WithSigningAlgorithm("HS256"))
	target, err := url.Parse(mock.URL)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			handler(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
	})
	described := mockfile.Of(mock.Server.Seed(), front.URL, "auth0")
	described.Control = &file.ControlAPI{URL: mock.URL, Token: control}
	described.Limits.Timeout = time.Second // for what never answers; what does has enough of it on a busy machine
	return described
}

func judge(t *testing.T, file *file.File, s suite.Selection) *record.Record {
	t.Helper()
	if s.Profiles == nil {
		s.Profiles = file.Profiles
	}
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true, Profiles: s.Profiles})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	record, err := suite.Run(context.Background(), target, suite.Options{Catalogue: catalogue, Selection: s, Seed: 1})
	require.NoError(t, err)
	return record
}

func reset(w http.ResponseWriter, _ *http.Request) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		connection.Close()
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// misbehaviours of a server at the transport: none of them refuses, none accepts.
func misbehaviours(t *testing.T) map[string]http.HandlerFunc {
	t.Helper()
	return map[string]http.HandlerFunc{
		"resets": reset,
		"never answers": func(_ http.ResponseWriter, r *http.Request) {
			// Unread, the body hides from the server that the client has gone; a failed read says that it has.
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		},
		"answers 429": status(http.StatusTooManyRequests),
		"answers 503": status(http.StatusServiceUnavailable),
		"a body of 100 MB": func(w http.ResponseWriter, _ *http.Request) {
			block := make([]byte, 1<<20)
			for range 100 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
		"redirects in a loop": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		},
	}
}

// Such a server makes rules inconclusive within the time-out, never passed, and failed only where it says the same 5xx each time while all else
// works; REV-26, which is about hostile input, says what it sees.
func TestTransportOfTheRevocationEndpoint(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for time-outs, and moves hundreds of megabytes")
	}
	t.Parallel()
	judgedThere := []string{"REV-01", "REV-02", "REV-03", "REV-04", "REV-06", "REV-07", "REV-09", "REV-12", "REV-28", "GRT-06", "REV-26"}
	for name, handler := range misbehaviours(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := judge(t, behind(t, "/oauth/revoke", handler), suite.Selection{Rules: judgedThere, Takes: whateverTokensWentThrough})
			persistent := name == "answers 503"
			if !persistent {
				assert.Equal(t, record.ExitNotJudged, result.ExitCode)
			}
			for _, rule := range result.Rules {
				if rule.ID != "REV-26" && persistent {
					assert.Contains(t, []record.Verdict{record.Fail, record.Inconclusive}, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
				} else if rule.ID != "REV-26" {
					assert.Equal(t, record.Inconclusive, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
				} else if name != "answers 429" { // a 4xx, after all
					assert.Equal(t, record.Warn, rule.Verdict, rule.Reason)
				}
			}
		})
	}
}

func TestTransportOfTheTokenEndpoint(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for time-outs, and moves hundreds of megabytes")
	}
	t.Parallel()
	for name, handler := range misbehaviours(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := behind(t, "/oauth/token", handler)
			file.Management, file.Declares.RevokeRefreshTokenGrant = nil, "off"
			result := judge(t, file, suite.Selection{Rules: []string{"GRT-06", "ROT-09"}, Takes: whateverTokensWentThrough})
			assert.Equal(t, record.ExitNotJudged, result.ExitCode)
			for _, rule := range result.Rules {
				assert.Equal(t, record.Inconclusive, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
			}
		})
	}
}

func TestTimeoutOfTheWholeRun(t *testing.T) {
	file := behind(t, "/oauth/revoke", misbehaviours(t)["never answers"])
	file.Limits.Timeout = time.Minute
	target, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	result, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: []string{"REV"}}, Timeout: 500 * time.Millisecond,
	})
	require.NoError(t, err)
	assert.Equal(t, record.ExitNotJudged, result.ExitCode)
	for _, rule := range result.Rules {
		if rule.Verdict == record.Inconclusive {
			assert.Contains(t, rule.Reason, "--timeout")
			return
		}
	}
	t.Fatal("no rule is inconclusive")
}
