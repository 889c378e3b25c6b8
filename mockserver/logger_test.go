package mockserver_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// logging is an option, and what is logged by it.
func logging() (mockserver.Option, *bytes.Buffer) {
	var lines bytes.Buffer
	return mockserver.WithLogger(slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug}))), &lines
}

// ask sends a request that holds a canary wherever a secret may be.
func ask(s http.Handler, method, path string, parameters url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path+"?state=canary", strings.NewReader(parameters.Encode()))
	if method == http.MethodGet {
		r = httptest.NewRequest(method, path+"?"+parameters.Encode(), nil)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "canary")
	r.Header.Set("Cookie", "auth0=canary; did=canary; revokespec_dashboard=canary-canary-canary-canary-canary-canary")
	r.Header.Set("Origin", "https://canary.example")
	r.Header.Set("Access-Control-Request-Method", "POST") // a preflight, if the method is OPTIONS
	if strings.HasPrefix(path, "/_mock") {
		r.Header.Set("Authorization", "Bearer canary")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func canaries(clientID string) url.Values {
	return url.Values{"client_id": {clientID}, "client_secret": {"canary"}, "token": {"canary"}, "refresh_token": {"canary"},
		"code": {"canary"}, "device_code": {"canary"}, "username": {"canary"}, "password": {"canary"}, "user_code": {"canary"}}
}

func TestAPanicIsLoggedWithItsStack(t *testing.T) {
	for name, panics := range map[string]func(){
		"a value of the request":    func() { panic("canary") },
		"an error with one":         func() { panic(errors.New("canary")) },
		"a bug, as the runtime has": func() { none := len("") - 1; _ = []string{"canary"}[none] },
	} {
		t.Run(name, func(t *testing.T) {
			logger, lines := logging()
			s := mockserver.New(logger, mockserver.WithSwitch(func(p *tenant.Policy) {
				p.Revocation.Answer = func(tenant.Revocation) tenant.Answer { panics(); return tenant.Answer{} }
			}))
			p := canaries("mock-public")
			p.Del("client_secret")
			w := ask(s, http.MethodPost, "/oauth/revoke", p)
			assert.Equal(t, http.StatusInternalServerError, w.Code)
			assert.JSONEq(t, `{"error":"server_error"}`, w.Body.String())
			assert.Contains(t, lines.String(), "a handler panicked")
			assert.Contains(t, lines.String(), "logger_test.go", "the stack leads to the function that panicked")
			assert.Contains(t, lines.String(), "route=/oauth/revoke")
			assert.NotContains(t, lines.String(), "canary")
			assert.NotContains(t, w.Body.String(), "canary")
		})
	}
	logger, lines := logging()
	s := mockserver.New(logger, mockserver.WithSwitch(func(p *tenant.Policy) {
		p.Revocation.Answer = func(tenant.Revocation) tenant.Answer { panic(http.ErrAbortHandler) }
	}))
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
		ask(s, http.MethodPost, "/oauth/revoke", url.Values{"client_id": {"mock-public"}, "token": {"x"}})
	})
	assert.Empty(t, lines.String(), "is how a handler ends a connection")
}

// broken is a store that answers nothing of what every endpoint asks it for.
type broken struct {
	store.Store
	down bool
}

var errDown = errors.New("the store is down")

// unlessDown is what the store answers while it is up.
func unlessDown[T any](b *broken, answer T, err error) (T, error) {
	if b.down {
		err = errDown
	}
	return answer, err
}

func (b *broken) Settings(ctx context.Context) (tenant.Settings, error) {
	s, err := b.Store.Settings(ctx)
	return unlessDown(b, s, err)
}

func (b *broken) Client(ctx context.Context, id string) (*tenant.Client, error) {
	c, err := b.Store.Client(ctx, id)
	return unlessDown(b, c, err)
}

func (b *broken) Clients(ctx context.Context) ([]*tenant.Client, error) {
	c, err := b.Store.Clients(ctx)
	return unlessDown(b, c, err)
}

func (b *broken) Place(ctx context.Context, h tenant.Hash) (tenant.Place, error) {
	p, err := b.Store.Place(ctx, h)
	return unlessDown(b, p, err)
}

func (b *broken) Session(ctx context.Context, h tenant.Hash) (*tenant.Session, error) {
	s, err := b.Store.Session(ctx, h)
	return unlessDown(b, s, err)
}

func (b *broken) Reset(ctx context.Context) error {
	_, err := unlessDown(b, 0, b.Store.Reset(ctx))
	return err
}

// Whatever the store fails at, whoever asks is told to try again, and the log why; nothing that was sent is in it.
func TestAFailingStoreIsLogged(t *testing.T) {
	for _, request := range []struct {
		method, path string
		status       int
		doing        string
	}{
		{"GET", "/authorize", 503, "answer a request"},
		{"GET", "/u/login", 400, ""}, // sealed by nobody: the store is not asked
		{"GET", "/v2/logout", 200, "read the browser's session"},
		{"POST", "/oauth/token", 503, "answer a request"},
		{"POST", "/oauth/revoke", 503, "answer a request"},
		{"POST", "/oauth/device/code", 503, "answer a request"},
		{"OPTIONS", "/oauth/revoke", 204, "which origins are listed"},
		{"GET", "/dashboard", 503, "answer a request"},
		{"GET", "/_mock/state", 503, "show the tenant"},
		{"POST", "/_mock/reset", 503, "bring back the seed"},
	} {
		t.Run(request.method+" "+request.path, func(t *testing.T) {
			logger, lines := logging()
			b := &broken{Store: memory.New()}
			s := mockserver.New(logger, mockserver.WithStore(b), mockserver.WithControl("canary"), mockserver.WithDashboard("admin", "canary"))
			require.NoError(t, s.Err())
			assert.Empty(t, lines.String())
			b.down = true
			parameters := canaries("mock-confidential")
			if parameters.Set("grant_type", "refresh_token"); strings.HasPrefix(request.path, "/_mock") {
				parameters = nil
			}
			w := ask(s, request.method, request.path, parameters)
			assert.Equal(t, request.status, w.Code, w.Body)
			assert.Equal(t, request.status == 503, w.Header().Get("Retry-After") != "", "it is worth asking again")
			if request.doing != "" {
				assert.Contains(t, lines.String(), request.doing)
				assert.Contains(t, lines.String(), errDown.Error())
			}
			assert.NotContains(t, lines.String(), "canary")
		})
	}
}

// What a revocation did has been done: that the tenant's log could not be written is no failure of it.
func TestAnEventThatCannotBeKeptIsLogged(t *testing.T) {
	logger, lines := logging()
	b := &failingLog{Store: memory.New()}
	s := mockserver.New(logger, mockserver.WithStore(b))
	token := signIn(t, s, "public")
	status, _ := post(t, s, "/oauth/revoke", form(s.Seed(), "public", "token", token))
	assert.Equal(t, 200, status)
	status, _ = exchange(t, s, "public", token)
	assert.Equal(t, 403, status)
	assert.Contains(t, lines.String(), "could not write to the tenant's log")
	assert.NotContains(t, lines.String(), token)
}

type failingLog struct{ store.Store }

func (failingLog) AddLog(context.Context, tenant.LogEvent) error { return errDown }

// Nobody waits for the answer any more: that the store was told so is no error of it.
func TestARequestThatIsGivenUpIsNoError(t *testing.T) {
	logger, lines := logging()
	b := &broken{Store: memory.New()}
	s := mockserver.New(logger, mockserver.WithStore(b))
	b.down = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequest(http.MethodPost, "/oauth/revoke", strings.NewReader("client_id=mock-public&token=x")).WithContext(ctx)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.ServeHTTP(httptest.NewRecorder(), r)
	assert.Contains(t, lines.String(), "level=DEBUG")
	assert.NotContains(t, lines.String(), "level=ERROR")
}

// The Management API tells its callers no more, and the log no token.
func TestAFailingStoreOfTheManagementAPIIsLogged(t *testing.T) {
	logger, lines := logging()
	b := &broken{Store: memory.New()}
	s := mockserver.New(logger, mockserver.WithStore(b))
	_, m := post(t, s, "/oauth/token", form(s.Seed(), "management", "grant_type", "client_credentials", "audience", "http://example.com/api/v2/"))
	token := m["access_token"].(string)
	b.down = true
	r := httptest.NewRequest(http.MethodGet, "/api/v2/tenants/settings", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	assert.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
	assert.Contains(t, lines.String(), errDown.Error())
	assert.NotContains(t, lines.String(), token)
}
