package suite_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

// cache is what stands before a node and answers by what it has seen.
type cache struct {
	key     func(path string, form url.Values, connection string) string // "": not to be answered from memory
	lasts   time.Duration
	after   int  // so many answers of a key are passed on before one is kept
	all     bool // refusals are kept as well
	sliding bool // an answer from memory lasts anew
	once    bool // an answer from memory is given once, and then looked up again
	workers int  // so many serve the node by chance, of which one has the memory; 0: there is one

	now  func() time.Time
	mu   sync.Mutex
	kept map[string]*keptAnswer
}

type keptAnswer struct {
	*httptest.ResponseRecorder
	at   time.Time
	seen int
}

func (c *cache) before(h http.Handler) http.Handler {
	c.kept = map[string]*keptAnswer{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.workers > 0 && rand.N(c.workers) > 0 {
			h.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		key := c.key(r.URL.Path, form, r.RemoteAddr)
		if kept := c.answer(key); kept != nil {
			tell(w, kept.ResponseRecorder)
			return
		}
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		c.keep(key, answer)
		tell(w, answer)
	})
}

func (c *cache) answer(key string) *keptAnswer {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.kept[key]
	if kept == nil || kept.ResponseRecorder == nil || c.now().Sub(kept.at) >= c.lasts {
		return nil
	}
	if c.sliding {
		kept.at = c.now()
	}
	if c.once {
		delete(c.kept, key)
	}
	return kept
}

func (c *cache) keep(key string, answer *httptest.ResponseRecorder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key == "" || answer.Code != 200 && !c.all {
		return
	}
	kept := c.kept[key]
	if kept == nil {
		kept = &keptAnswer{}
		c.kept[key] = kept
	}
	if kept.seen++; kept.seen > c.after {
		kept.ResponseRecorder, kept.at = answer, c.now()
	}
}

func tell(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// What answers are kept by.
func byToken(path string, form url.Values, _ string) string {
	if path != "/oauth/token" || form.Get("grant_type") != "refresh_token" {
		return ""
	}
	return form.Get("refresh_token")
}

func byBody(path string, form url.Values, _ string) string {
	if path != "/oauth/token" {
		return ""
	}
	return form.Encode()
}

func byPath(path string, _ url.Values, _ string) string { return path }

func byClient(path string, form url.Values, _ string) string {
	if byToken(path, form, "") == "" {
		return ""
	}
	return form.Get("client_id")
}

func byConnection(path string, form url.Values, connection string) string {
	if token := byToken(path, form, ""); token != "" {
		return connection + token
	}
	return ""
}

// nodesBehind serves a mock, and nodes of it behind these caches; nil stands for none. The file that fits has them.
func nodesBehind(t *testing.T, caches ...*cache) *file.File {
	t.Helper()
	mock := mockserver.New(mockserver.WithSigningAlgorithm("HS256"), mockserver.WithRecording(0), mockserver.WithControl(embedded.Control))
	require.NoError(t, mock.Err())
	issuer := httptest.NewServer(mock)
	t.Cleanup(issuer.Close)
	described := mockfile.Of(mock.Seed(), issuer.URL, "auth0")
	described.Dashboard, described.Control = nil, &file.ControlAPI{URL: issuer.URL, Token: embedded.Control}
	for i, c := range caches {
		port := strings.TrimPrefix(issuer.URL, "http://127.0.0.1:")
		handler := mockserver.Node(i+1, number(t, port), mock)
		if c != nil {
			c.now = mock.Clock().Now
			handler = c.before(handler)
		}
		node := httptest.NewServer(handler)
		t.Cleanup(node.Close)
		described.Nodes = append(described.Nodes, node.URL)
	}
	return described
}

// behindOneName serves a mock by nodes that a balancer picks, each behind its cache.
func behindOneName(t *testing.T, pick func(r *http.Request) int, caches ...*cache) *file.File {
	t.Helper()
	mock := mockserver.New(mockserver.WithSigningAlgorithm("HS256"), mockserver.WithRecording(0), mockserver.WithControl(embedded.Control))
	require.NoError(t, mock.Err())
	nodes := []http.Handler{mock, mock}
	for i, c := range caches {
		if c != nil {
			c.now = mock.Clock().Now
			nodes[i] = c.before(mock)
		}
	}
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/oauth/") {
			nodes[pick(r)%2].ServeHTTP(w, r)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	t.Cleanup(issuer.Close)
	described := mockfile.Of(mock.Seed(), issuer.URL, "auth0")
	described.Dashboard, described.Control = nil, &file.ControlAPI{URL: issuer.URL, Token: embedded.Control}
	return described
}

// Behind one name, the node that remembers is met by one connection or another.
func TestCachesBehindOneNameAreNoticed(t *testing.T) {
	byPort := func(r *http.Request) int {
		_, port, _ := strings.Cut(r.RemoteAddr, ":")
		return number(t, port) / 2 // the kernel gives even ports to some
	}
	for name, pick := range map[string]func() func(*http.Request) int{
		"by turns": func() func(*http.Request) int {
			var n atomic.Int64
			return func(*http.Request) int { return int(n.Add(1)) }
		},
		"by connection": func() func(*http.Request) int { return byPort },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := behindOneName(t, pick(), nil, &cache{key: byToken, lasts: 100 * time.Millisecond})
			rules := propagationOf(t, f, []string{"auth0"}, "", "PRP-02", "REV-03")
			assert.NotEqual(t, record.Pass, rules["PRP-02"].Verdict)
			// A connection that always leads to the node that remembers shows it to one client alone, which REV-03 judges.
			assert.Contains(t, []record.Verdict{rules["PRP-02"].Verdict, rules["REV-03"].Verdict}, record.Fail, rules["PRP-02"].Reason)
			rule := propagationOf(t, behindOneName(t, pick(), nil, nil), []string{"auth0"}, plainly, "PRP-02")["PRP-02"]
			assert.Equal(t, record.Pass, rule.Verdict, rule.Reason)
		})
	}
}

// plainly picks the scenario of the first application alone, with any setting.
const plainly = "~@needs-public && ~@needs-rotating && ~@setting-on"

// propagationOf judges a server by rules about nodes, one scenario after another, and returns the verdicts by rule.
func propagationOf(t *testing.T, f *file.File, profiles []string, tags string, rules ...string) map[string]record.Rule {
	t.Helper()
	target, err := suite.Open(t.Context(), f, deployment.Options{Ephemeral: true, Unshared: true, Profiles: profiles})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	result, err := suite.Run(t.Context(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: profiles, Rules: rules, Tags: tags}, Seed: 1, Concurrency: 1, WithoutEvidence: true,
	})
	require.NoError(t, err)
	verdicts := map[string]record.Rule{}
	for _, r := range result.Rules {
		verdicts[r.ID] = r
	}
	return verdicts
}

// Whatever a node remembers of live tokens is found, whichever of the two it is, and by whatever it remembers them.
func TestCachesOfNodesAreNoticed(t *testing.T) {
	for name, c := range map[string]func() []*cache{
		"by token": func() []*cache {
			return []*cache{{key: byToken, lasts: time.Second}, {key: byToken, lasts: time.Second}}
		},
		"by token, at the first":       func() []*cache { return []*cache{{key: byToken, lasts: time.Second}, nil} },
		"by token, at the second":      func() []*cache { return []*cache{nil, {key: byToken, lasts: time.Second}} },
		"for a tenth of a second":      func() []*cache { return []*cache{nil, {key: byToken, lasts: 100 * time.Millisecond}} },
		"for hours":                    func() []*cache { return []*cache{nil, {key: byToken, lasts: 100 * time.Hour}} },
		"anew with each use":           func() []*cache { return []*cache{nil, {key: byToken, lasts: 100 * time.Millisecond, sliding: true}} },
		"by body":                      func() []*cache { return []*cache{{key: byBody, lasts: time.Second}, {key: byBody, lasts: time.Second}} },
		"by client":                    func() []*cache { return []*cache{nil, {key: byClient, lasts: time.Second}} },
		"by connection":                func() []*cache { return []*cache{nil, {key: byConnection, lasts: time.Second}} },
		"by connection, at the first":  func() []*cache { return []*cache{{key: byConnection, lasts: time.Second}, nil} },
		"stale once":                   func() []*cache { return []*cache{nil, {key: byToken, lasts: time.Minute, once: true}} },
		"refusals too":                 func() []*cache { return []*cache{nil, {key: byToken, lasts: time.Minute, all: true}} },
		"one of two workers":           func() []*cache { return []*cache{nil, {key: byToken, lasts: time.Minute, workers: 2}} },
		"one of four workers":          func() []*cache { return []*cache{nil, {key: byToken, lasts: time.Minute, workers: 4}} },
		"revocations are kept as well": func() []*cache { return []*cache{{key: byPath, lasts: time.Minute}, nil} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := propagationOf(t, nodesBehind(t, c()...), []string{"auth0"}, plainly, "PRP-01")["PRP-01"]
			assert.Equal(t, record.Fail, rule.Verdict, rule.Reason)
			t.Log(rule.Reason)
		})
	}
}

// Nodes without a memory pass; with a limit that is declared, a memory may last as long.
func TestNodesThatKeepTheirPromise(t *testing.T) {
	t.Parallel()
	for id, r := range propagationOf(t, nodesBehind(t, nil, nil, nil), []string{"auth0"}, "", "PRP") {
		if id != "PRP-04" { // which looks at no nodes, and takes a --soak
			assert.Equal(t, record.Pass, r.Verdict, "%s: %s", id, r.Reason)
		}
	}
	for name, c := range map[string]struct {
		limit time.Duration
		want  record.Verdict
	}{"in time": {2 * time.Second, record.Pass}, "too late": {500 * time.Millisecond, record.Warn}} {
		f := nodesBehind(t, nil, &cache{key: byToken, lasts: time.Second})
		f.Declares.PropagationLimit = c.limit
		rule := propagationOf(t, f, []string{"rfc7009"}, plainly, "PRP-05")["PRP-05"]
		assert.Equal(t, c.want, rule.Verdict, "%s: %s", name, rule.Reason)
	}
}

func number(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}
