package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// hostile is the mock of a tenant behind somebody who answers some requests himself, byte by byte.
type hostile struct {
	*httptest.Server
	t     *testing.T
	mock  *mockserver.Server
	says  func(r *http.Request, form string) (raw string, his bool)
	files string // of deployment files
	state string
}

func newHostile(t *testing.T, says func(r *http.Request, form string) (raw string, his bool)) *hostile {
	h := &hostile{t: t, says: says, files: t.TempDir(), state: t.TempDir()}
	h.mock = mockserver.New(mockserver.WithSigningAlgorithm("ES256"), mockserver.WithControl("control"))
	require.NoError(t, h.mock.Err())
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *hostile) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	raw, his := h.says(r, string(body))
	if !his {
		h.mock.ServeHTTP(w, r)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, raw)
	_, _ = io.Copy(io.Discard, buffered) // until the other side ends it
}

// file is the deployment file, of all that the mock has.
func (h *hostile) file(change func(*file.File)) string {
	f := mockfile.Of(h.mock.Seed(), h.URL, "auth0")
	f.Control = &file.ControlAPI{URL: h.URL, Token: "control"}
	f.Limits.Timeout = time.Second
	if change != nil {
		change(f)
	}
	path := filepath.Join(h.files, "hostile.yaml")
	require.NoError(h.t, mockfile.Write(path, f))
	return path
}

// screen is both outputs of a command, as a terminal has them: the logger writes to one while the command writes to the other.
type screen struct {
	mu    sync.Mutex
	shown bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

// run runs a command line, which is to end long before the test does.
func (h *hostile) run(ctx context.Context, args ...string) (code int, said string) {
	h.t.Helper()
	h.t.Setenv("REVOKESPEC_STATE_DIR", h.state)
	lookup := func(name string) (string, bool) { return "none", name == suite.BrowserVariable }
	var out screen
	ended := make(chan int, 1)
	go func() {
		ended <- execute(program.System{Ctx: ctx, Stdout: &out, Stderr: &out, LookupEnv: lookup, Environ: noVariables}, args)
	}()
	select {
	case code = <-ended:
		return code, out.String()
	case <-time.After(2 * time.Minute):
		require.Fail(h.t, "it hangs")
		return 0, ""
	}
}

func (h *hostile) journals() []string {
	left, err := filepath.Glob(filepath.Join(h.state, "[jp]*.json"))
	require.NoError(h.t, err)
	return left
}

const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n"

// at answers so where a request's method and path begin so and its form has such a part.
func at(begins, has, raw string) func(*http.Request, string) (string, bool) {
	return func(r *http.Request, form string) (string, bool) {
		return raw, strings.HasPrefix(r.Method+" "+r.URL.Path, begins) && strings.Contains(form, has)
	}
}

// A connection that is switched to another protocol and then kept hangs nothing, wherever that happens.
func TestSwitchedProtocolsEndEveryCommand(t *testing.T) {
	inFull(t)
	const said = "the server switched protocols"
	for name, test := range map[string]struct {
		says  func(*http.Request, string) (string, bool)
		args  []string
		codes []int
	}{
		"doctor, metadata":       {at("GET /.well-known/", "", switching), []string{"doctor"}, []int{3}},
		"doctor, token endpoint": {at("POST /oauth/token", "password", switching), []string{"doctor"}, []int{3}},
		"doctor, sign-in page":   {at("GET /authorize", "", switching), []string{"doctor"}, []int{3}},
		"doctor, Management API": {at("GET /api/v2/", "", switching), []string{"doctor"}, []int{3}},
		"run, exchange":          {at("POST /oauth/token", "refresh_token", switching), []string{"run", "--rule", "REV-01"}, []int{3}},
		"run, revocation":        {at("POST /oauth/revoke", "", switching), []string{"run", "--rule", "REV-01"}, []int{1, 3}},
		"run, Dashboard":         {at("GET /dashboard", "", switching), []string{"run", "--rule", "DSH-01"}, []int{3}},
		"provision":              {at("GET /api/v2/", "", switching), []string{"provision", "--out", filepath.Join(t.TempDir(), "new.yaml")}, []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHostile(t, test.says)
			path := h.file(func(f *file.File) {
				if strings.Contains(name, "sign-in") {
					f.Mint.Strategy = "authorization_code"
				}
			})
			if test.args[0] == "provision" {
				m, _ := h.mock.Seed().Client("management")
				path = write(t, "tenant.yaml", fmt.Sprintf("issuer: %s/\nmanagement: {client_id: %s, client_secret: %s, allow_changes: true}\n", h.URL, m.ClientID, m.ClientSecret))
			}
			code, out := h.run(t.Context(), append(test.args, "--deployment", path)...)
			assert.Contains(t, test.codes, code, out)
			assert.Contains(t, out, said)
			assert.NotContains(t, out, "answers no answer")
			assert.Empty(t, h.journals())
		})
	}
}

// What a run changed is restored all the same, by the time-out and by Ctrl-C; or what is left is named, and restore ends too.
func TestARunRestoresBehindAServerThatHangs(t *testing.T) {
	run := []string{"run", "--rule", "SET", "--deployment"}
	t.Run("Ctrl-C", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		hang := at("POST /oauth/token", "grant_type=refresh_token", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
		h := newHostile(t, func(r *http.Request, form string) (string, bool) {
			raw, his := hang(r, form)
			if his {
				cancel()
			}
			return raw, his
		})
		code, out := h.run(ctx, append(run, h.file(func(f *file.File) { f.Limits.Timeout = 5 * time.Minute }))...)
		assert.Equal(t, record.ExitInterrupted, code, out)
		assert.Empty(t, h.journals(), out)
	})
	t.Run("the setting cannot be put back, and nothing else is wrong", func(t *testing.T) {
		h := newHostile(t, at("PATCH /api/v2/tenants/settings", "false", sized("403 No", `{}`)))
		code, out := h.run(t.Context(), "run", "--rule", "GRT-01", "--deployment", h.file(nil))
		assert.Contains(t, out, ": conformant")
		assert.Contains(t, out, "not restored: tenant setting")
		assert.Equal(t, record.ExitNotJudged, code, "a tenant that is left otherwise is no success")
	})
	t.Run("the setting cannot be put back", func(t *testing.T) {
		off := at("PATCH /api/v2/tenants/settings", "false", switching)
		mended := false
		h := newHostile(t, func(r *http.Request, form string) (string, bool) {
			raw, his := off(r, form)
			return raw, his && !mended
		})
		path := h.file(nil)
		code, out := h.run(t.Context(), append(run, path)...)
		assert.Equal(t, record.ExitNotJudged, code, out)
		assert.Contains(t, out, "not restored: tenant setting")
		assert.NotEmpty(t, h.journals())
		code, out = h.run(t.Context(), "restore", "--deployment", path)
		assert.NotZero(t, code, out)
		assert.Contains(t, out, "not restored: tenant setting")
		mended = true
		code, out = h.run(t.Context(), "restore", "--deployment", path)
		assert.Zero(t, code, out)
		assert.Empty(t, h.journals(), out)
	})
}
