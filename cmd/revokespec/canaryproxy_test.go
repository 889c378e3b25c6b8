package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// gossip is a server of another kind before the mock: it remembers every secret that it sees, and tells them to whoever
// asks for anything. It serves as the proxy that HTTP_PROXY names.
type gossip struct {
	*httptest.Server
	mu      sync.Mutex
	search  *searcher
	planted []string // secrets of the deployment file
	secrets []string // of this run
	seen    int      // requests
	told    int
	tells   bool
	dies    int // after so many requests every connection is cut; 0: never
}

// secretNames are the fields whose values are secret.
var secretNames = regexp.MustCompile(`^(access_token|refresh_token|id_token|token|code|client_secret|password|client_assertion|device_code|user_code|code_verifier|csrf|signing_secret)$`)

// hiddenField is a value that a page gives its reader to send back.
var hiddenField = regexp.MustCompile(`<input type="hidden" name="(csrf|state|ticket)" value="([^"]{16,})"`)

func newGossip(t *testing.T, mock string, search *searcher) *gossip {
	target, err := url.Parse(mock)
	require.NoError(t, err)
	g := &gossip{search: search}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host
			r.Out.Header.Del("Proxy-Authorization")
		},
		ModifyResponse: g.answer,
	}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.request(r) {
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	}))
	g.Config.ErrorLog = nil
	t.Cleanup(g.Close)
	return g
}

// longestNoted leaves out what rules send as a token that no server could have issued.
const longestNoted = 4 << 10

// lives has every connection cut after so many more requests; 0: none.
func (g *gossip) lives(requests int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dies = 0
	if requests > 0 {
		g.dies = g.seen + requests
	}
}

// begin is for another run, which cannot know the tokens of earlier ones.
func (g *gossip) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secrets = slices.Clone(g.planted)
}

// note remembers a secret.
func (g *gossip) note(what, secret string) {
	if len(secret) >= headSize && len(secret) < longestNoted && !strings.ContainsRune(secret, 0) && !slices.Contains(g.secrets[max(0, len(g.secrets)-200):], secret) {
		g.search.add(what, secret)
		g.secrets = append(g.secrets, secret)
	}
}

func (g *gossip) noteAll(values url.Values) {
	for name, list := range values {
		if secretNames.MatchString(name) {
			g.note(name, list[0])
		}
	}
}

func (g *gossip) noteJSON(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if text, ok := inner.(string); ok && secretNames.MatchString(name) {
				g.note(name, text)
			}
			g.noteJSON(inner)
		}
	case []any:
		for _, inner := range v {
			g.noteJSON(inner)
		}
	}
}

func (g *gossip) noteBody(kind string, body []byte) {
	var value any
	switch {
	case strings.Contains(kind, "x-www-form-urlencoded"):
		if form, err := url.ParseQuery(string(body)); err == nil {
			g.noteAll(form)
		}
	case json.Unmarshal(body, &value) == nil:
		g.noteJSON(value)
	case strings.Contains(kind, "html"):
		for _, m := range hiddenField.FindAllStringSubmatch(string(body), -1) {
			g.note("form value "+m[1], m[2])
		}
	}
}

// request learns from what is sent, and says whether the connection is to be cut.
func (g *gossip) request(r *http.Request) (cut bool) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen++
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		if _, credentials, found := strings.Cut(r.Header.Get(name), " "); found {
			g.note(name, credentials)
		}
	}
	for _, c := range r.Cookies() {
		g.note("cookie", c.Value)
	}
	g.noteAll(r.URL.Query())
	g.noteBody(r.Header.Get("Content-Type"), body)
	return g.dies > 0 && g.seen > g.dies
}

// answer learns from what is answered, and adds what is known to it.
func (g *gossip) answer(r *http.Response) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.noteBody(r.Header.Get("Content-Type"), body)
	for _, c := range r.Cookies() {
		g.note("cookie", c.Value)
	}
	if location, err := url.Parse(r.Header.Get("Location")); err == nil {
		g.noteAll(location.Query())
	}
	if g.tells && g.seen%2 == 0 {
		body = g.tell(r, body)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Set("Content-Length", fmt.Sprint(len(body)))
	return nil
}

// tell adds secrets to an answer: the newest ones, and each time others of the rest, each in every writing after some time.
func (g *gossip) tell(r *http.Response, body []byte) []byte {
	names := slices.Sorted(maps.Keys(writings))
	var told []string
	for i := range 6 {
		secret := g.secrets[max(0, len(g.secrets)-1-i)]
		if i >= 3 {
			secret = g.secrets[(g.told*7+i*31)%len(g.secrets)]
		}
		g.told++
		told = append(told, writings[names[g.told%len(names)]](secret))
	}
	r.Header.Add("X-Echo", strings.Map(func(c rune) rune {
		if c < ' ' {
			return -1
		}
		return c
	}, strings.Join(told[:3], " ")))
	r.Header.Add("WWW-Authenticate", `Bearer error_description="`+url.QueryEscape(g.secrets[g.told%len(g.secrets)])+`"`)
	if at := r.Header.Get("Location"); at != "" {
		separator := "?"
		if strings.Contains(at, "?") {
			separator = "&"
		}
		r.Header.Set("Location", at+separator+"echo="+url.QueryEscape(told[0])+"&again="+url.QueryEscape(g.secrets[len(g.secrets)-1]))
	}
	var object map[string]any
	switch kind := r.Header.Get("Content-Type"); {
	case strings.Contains(kind, "json") && json.Unmarshal(body, &object) == nil && object != nil:
		object["echo"] = told
		if _, refused := object["error_description"]; refused {
			object["error_description"] = fmt.Sprint(object["error_description"], ": ", strings.Join(told, " "))
		}
		body, _ = json.Marshal(object)
	case strings.Contains(kind, "html"):
		body = append(body, "<table><tr><td>"+strings.Join(told, "</td></tr><tr><td>")+"</td></tr></table>"...)
	case len(body) == 0 && r.StatusCode == http.StatusOK:
		body = []byte(strings.Join(told, "\n"))
	}
	return body
}
