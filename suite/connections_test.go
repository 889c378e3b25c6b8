package suite_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// some are rules that use every kind of endpoint: token, revocation, userinfo, the Management API, and assertions to the issuer.
var some = suite.Selection{
	Rules: []string{"REV-02", "REV-03", "REV-09", "REV-24", "REV-48", "GRT-06", "GRT-07"},
	Takes: func(scenario string) bool {
		if strings.Contains(scenario, "device application") { // whose pages name places by themselves
			return false
		}
		return !strings.HasPrefix(scenario, "REV-03") || strings.HasSuffix(scenario, "The first exchange after the revocation")
	},
}

func allPass(t *testing.T, file *file.File) *record.Record {
	t.Helper()
	result := judge(t, file, some)
	for _, rule := range result.Rules {
		assert.Equal(t, record.Pass, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
	}
	assert.Zero(t, result.ExitCode)
	return result
}

// However a server is reached, it is judged alike.
func TestWaysToReachAServer(t *testing.T) {
	if testing.Short() {
		t.Skip("a dozen runs, one like the other")
	}
	ca := newAuthority(t)
	trusting := func(f *file.File) { f.TLS.CAFile = ca.file }
	for name, way := range map[string]struct {
		front
		edit func(*file.File)
	}{
		"IPv6":                 {front{listen: "::1"}, nil},
		"issuer without slash": {front{}, func(f *file.File) { f.Issuer = strings.TrimSuffix(f.Issuer, "/") }},
		"issuer with a path":   {front{path: "/realms/x", wrap: under("/realms/x", "/realms/x"+openid)}, nil},
		"metadata before the path": {front{path: "/realms/x", wrap: under("/realms/x", "/.well-known/oauth-authorization-server/realms/x")},
			func(f *file.File) { f.Issuer = strings.TrimSuffix(f.Issuer, "/") }},
		"metadata that redirects":    {front{wrap: redirected(openid, "/elsewhere/metadata")}, nil},
		"relative endpoints":         {front{wrap: rewritten(openid, relative)}, nil},
		"compressed answers":         {front{wrap: compressed}, nil},
		"TLS":                        {front{tls: ca.server(t)}, trusting},
		"TLS, IPv6":                  {front{listen: "::1", tls: ca.server(t)}, trusting},
		"a gateway by header":        {front{wrap: gate("X-Gate", "open")}, func(f *file.File) { f.Headers = map[string]string{"X-Gate": "open"} }},
		"a gateway by cookie":        {front{wrap: gate("Cookie", "open=1")}, func(f *file.File) { f.Headers = map[string]string{"Cookie": "open=1"} }},
		"a virtual host":             {front{wrap: gate("Host", "acme.example")}, func(f *file.File) { f.Headers = map[string]string{"Host": "acme.example"} }},
		"a client's certificate":     {front{tls: demanding(ca, t)}, func(f *file.File) { trusting(f); f.TLS.ClientCert, f.TLS.ClientKey = ca.client(t) }},
		"any certificate, be warned": {front{tls: ca.server(t, "another.example")}, func(f *file.File) { f.TLS.Insecure = true }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, _ := way.start(t)
			if way.edit != nil {
				way.edit(file)
			}
			record := allPass(t, file)
			assert.Equal(t, file.TLS.Insecure, record.Deployment.Insecure)
		})
	}
}

// Metadata may name endpoints at other hosts: they are the deployment's, and get its headers. Nobody else does.
func TestEndpointsAtOtherHosts(t *testing.T) {
	var other, strange atomic.Int64
	file, at := front{wrap: gate("X-Gate", "open")}.start(t)
	second := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		other.Add(1)
		assert.Equal(t, "open", r.Header.Get("X-Gate"))
		assert.NotEqual(t, "acme.example", r.Host, "that is the issuer's")
		r.URL.Scheme, r.URL.Host, r.Host = "http", at, at
		r.RequestURI = ""
		answer, err := http.DefaultTransport.RoundTrip(r)
		if !assert.NoError(t, err) {
			return
		}
		defer answer.Body.Close()
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		var body bytes.Buffer
		_, _ = body.ReadFrom(answer.Body)
		_, _ = w.Write(body.Bytes())
	}))
	defer second.Close()
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		strange.Add(1)
		assert.Empty(t, r.Header.Get("X-Gate"))
	}))
	defer stranger.Close()
	file.Endpoints.Revocation = second.URL + "/oauth/revoke"
	file.Headers = map[string]string{"X-Gate": "open", "Host": "acme.example"}
	allPass(t, file)
	assert.Positive(t, other.Load())

	for _, trusted := range []int64{0, 1} { // an origin that the file does not name is sent nothing but what its pages are asked for by
		d, err := deployment.Open(context.Background(), file, deployment.Options{Ephemeral: true})
		require.NoError(t, err)
		d.Session().Send(context.Background(), session.Check, httpx.Request{URL: stranger.URL})
		assert.Equal(t, trusted, strange.Load())
		file.TrustedOrigins = []string{stranger.URL}
	}
}

// The proxies of the environment carry everything, in clear and by CONNECT.
func TestProxies(t *testing.T) {
	if testing.Short() {
		t.Skip("TestAProxysAnswerIsNoVerdict goes the same way")
	}
	ca := newAuthority(t)
	for name, secured := range map[string]*tls.Config{"in clear": nil, "CONNECT": ca.server(t, "auth.example")} {
		t.Run(name, func(t *testing.T) {
			file, at := front{host: "auth.example", tls: secured}.start(t)
			file.TLS.CAFile = ca.file
			throughProxy(t, forwardProxy(t, at, nil))
			allPass(t, file)
		})
	}
}

// A proxy that wants credentials gets those of its URL, and no record shows them.
func TestProxyWithCredentials(t *testing.T) {
	file, at := front{host: "auth.example"}.start(t)
	demands := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("ann:proxy-s3cret")) {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}
	}
	proxy := forwardProxy(t, at, demands)
	throughProxy(t, proxy)
	_, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	assert.ErrorContains(t, err, "asks for credentials (407); write them into the proxy's URL in the environment")
	throughProxy(t, strings.Replace(proxy, "http://", "http://ann:proxy-s3cret@", 1))
	result := judge(t, file, suite.Selection{Rules: []string{"REV-01", "REV-02"}})
	assert.Zero(t, result.ExitCode)
	var out bytes.Buffer
	require.NoError(t, record.WriteJSON(&out, result))
	assert.NotContains(t, out.String(), "proxy-s3cret")
	throughProxy(t, "http://127.0.0.1:1")
	_, err = suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	assert.ErrorContains(t, err, "the proxy failed: it cannot be reached; correct HTTP_PROXY or HTTPS_PROXY")
}

// What a proxy says by itself is no verdict on the server, whatever rule asked.
func TestAProxysAnswerIsNoVerdict(t *testing.T) {
	ca := newAuthority(t)
	judged := suite.Selection{Rules: []string{"REV-01", "REV-03", "REV-26", "REV-41", "REV-42"}, Takes: some.Takes}
	for _, status := range []int{http.StatusBadGateway, http.StatusProxyAuthRequired} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			file, at := front{host: "auth.example"}.start(t)
			throughProxy(t, forwardProxy(t, at, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/oauth/revoke" {
					w.WriteHeader(status)
				}
			}))
			result := judge(t, file, judged)
			assert.Equal(t, record.ExitNotJudged, result.ExitCode)
			for _, rule := range result.Rules {
				assert.Equal(t, record.Inconclusive, rule.Verdict, rule.ID)
				assert.Contains(t, rule.Reason, "the proxy failed", rule.ID)
			}
		})
		t.Run(http.StatusText(status)+" to CONNECT", func(t *testing.T) {
			file, at := front{host: "auth.example", tls: ca.server(t, "auth.example")}.start(t)
			file.TLS.CAFile = ca.file
			throughProxy(t, forwardProxy(t, at, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
			_, err := suite.Open(context.Background(), file, deployment.Options{Ephemeral: true})
			var unjudgeable *remedy.Unjudgeable
			require.ErrorAs(t, err, &unjudgeable)
			assert.ErrorContains(t, err, "the proxy failed: 127.0.0.1:")
			assert.NotContains(t, err.Error(), "check issuer")
		})
	}
}

func throughProxy(t *testing.T, proxy string) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, proxy)
	}
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
}

const openid = "/.well-known/openid-configuration"

// under serves a mock below a path, and its metadata at one place only.
func under(path, metadata string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			inner, below := strings.CutPrefix(r.URL.Path, path)
			switch {
			case r.URL.Path == metadata:
				inner = openid
			case !below || strings.Contains(inner, ".well-known/o"):
				http.NotFound(w, r)
				return
			}
			r.URL = &url.URL{Path: inner, RawQuery: r.URL.RawQuery}
			next.ServeHTTP(w, r)
		})
	}
}

func redirected(from, to string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case from:
				http.Redirect(w, r, to, http.StatusMovedPermanently)
				return
			case to:
				r.URL.Path = from
			case "/.well-known/oauth-authorization-server": // the other place, where nobody redirects
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// rewritten changes the body of what is at a path.
func rewritten(path string, change func(body, host string) string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != path {
				next.ServeHTTP(w, r)
				return
			}
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			w.Header().Set("Content-Type", kept.Header().Get("Content-Type"))
			w.WriteHeader(kept.Code)
			_, _ = w.Write([]byte(change(kept.Body.String(), r.Host)))
		})
	}
}

// relative leaves out the host from all endpoints, which RFC 8414 does not allow.
func relative(body, host string) string {
	return strings.ReplaceAll(body, `_endpoint":"http://`+host, `_endpoint":"`)
}

// compressed answers with gzip whatever the request says.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		next.ServeHTTP(kept, r)
		for name, values := range kept.Header() {
			w.Header()[name] = values
		}
		var body bytes.Buffer
		if kept.Body.Len() > 0 {
			pack := gzip.NewWriter(&body)
			_, _ = pack.Write(kept.Body.Bytes())
			_ = pack.Close()
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		w.WriteHeader(kept.Code)
		_, _ = w.Write(body.Bytes())
	})
}

// gate lets through what carries a header.
func gate(name, value string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get(name); name == "Host" && r.Host != value || name != "Host" && got != value {
				http.Error(w, "no entry", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func demanding(ca *authority, t *testing.T) *tls.Config {
	config := ca.server(t)
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, ca.pool()
	return config
}
