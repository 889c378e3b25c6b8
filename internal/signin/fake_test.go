package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/internal/session"
)

// fake is a small authorization server, just enough to be signed in to.
type fake struct {
	*httptest.Server
	mux *http.ServeMux

	mu     sync.Mutex
	issued int  // refresh tokens
	lost   bool // the next answer of the token endpoint will be
}

func newFake(t *testing.T) *fake {
	f := &fake{mux: http.NewServeMux()}
	f.Server = httptest.NewServer(f.mux)
	t.Cleanup(f.Close)
	f.mux.HandleFunc("POST /oauth/token", f.token)
	return f
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (f *fake) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.lost:
		f.lost = false
		panic(http.ErrAbortHandler)
	case r.FormValue("password") == "wrong":
		answer(w, 403, map[string]any{"error": "invalid_grant"})
	default:
		f.issued++
		answer(w, 200, map[string]any{"access_token": fmt.Sprint("access-", f.issued), "refresh_token": fmt.Sprint("refresh-", f.issued), "scope": r.FormValue("scope")})
	}
}

// file describes the fake, with n users.
func (f *fake) file(n int) *file.File {
	described := &file.File{
		Path: "fake.yaml", Issuer: f.URL + "/",
		Endpoints: file.Endpoints{Token: f.URL + "/oauth/token", Revocation: f.URL + "/oauth/revoke", Authorization: f.URL + "/authorize"},
		Clients: file.Clients{
			Confidential: &file.Client{ClientID: "app", ClientSecret: "app-secret", RedirectURI: "https://app.example/callback"},
			Public:       &file.Client{ClientID: "spa", RedirectURI: "com.example.app:/callback"},
		},
	}
	for i := range n {
		described.Users = append(described.Users, file.User{Username: fmt.Sprintf("user%d", i+1), Password: fmt.Sprintf("password-of-%d", i+1)})
	}
	return described
}

func (f *fake) open(t *testing.T, change func(*file.File)) *server {
	described := f.file(4)
	if change != nil {
		change(described)
	}
	return openServer(t, described, noSleep)
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// server is a server to sign in to, with a Chromium that all tests have in common.
type server struct {
	*session.Server
	desk *Desk
}

func openServer(t *testing.T, described *file.File, sleep func(context.Context, time.Duration) error) *server {
	t.Helper()
	described.Complete()
	base, err := session.NewServer(described, session.Options{Sleep: sleep})
	require.NoError(t, err)
	desk := NewDesk(described.Mint, "")
	desk.chromium.keeper = shared
	return &server{base, desk}
}

func (s *server) session() *Signer { return s.desk.For(s.NewSession()) }

// signIn signs the first user in at the application for the public, at the pages that the parameter ui names.
func (s *server) signIn(ctx context.Context, ui string, change func(*SignIn)) (*Signer, Tokens, error) {
	described := s.File.Clone() // so that several can sign in beside each other
	described.Mint.Parameters = map[string]string{"ui": ui}
	base, err := session.NewServer(described, session.Options{Sleep: s.Sleep})
	if err != nil {
		return nil, Tokens{}, err
	}
	signer := s.desk.For(base.NewSession())
	in := SignIn{Client: *described.Clients.Public, User: described.Users[0]}
	if change != nil {
		change(&in)
	}
	tokens, err := signer.SignIn(ctx, session.SetUp, in)
	return signer, tokens, err
}

var shared = &chromium.Keeper{}

func TestMain(m *testing.M) {
	code := m.Run()
	shared.Close()
	os.Exit(code)
}

// inParallel runs a test for each of the cases, side by side, and waits for all.
func inParallel[T any](t *testing.T, cases map[string]T, test func(t *testing.T, name string, c T)) {
	t.Run("each", func(t *testing.T) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, name, c)
			})
		}
	})
}

// needsChromiumAndTime is for tests of odd pages, each of which is waited for: where tests are to be short, those of common ones will do.
func needsChromiumAndTime(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("waits for many pages")
	}
	needsChromium(t)
}

// needsChromium skips a test where there is none, unless the environment asks for one.
func needsChromium(t *testing.T) {
	t.Helper()
	if chromium.Find() == "" {
		require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "no Chromium is found, and one is asked for")
		t.Skip("no Chromium is found")
	}
}
