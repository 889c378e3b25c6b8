package deployment

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
)

// fake is a small authorization server, just enough to be opened, signed in to and managed.
type fake struct {
	*httptest.Server
	mux *http.ServeMux

	mu      sync.Mutex
	on      bool            // the tenant setting
	patches int             // of the setting
	things  []fakeThing     // made through the Management API
	issued  int             // refresh tokens
	spoil   map[string]bool // what goes wrong
}

type fakeThing struct{ collection, id, name string }

func newFake(t *testing.T) *fake {
	f := &fake{mux: http.NewServeMux(), spoil: map[string]bool{}}
	f.Server = httptest.NewServer(f.mux)
	t.Cleanup(f.Close)
	f.mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]any{
			"issuer": f.URL + "/", "token_endpoint": f.URL + "/oauth/token", "revocation_endpoint": f.URL + "/oauth/revoke",
			"authorization_endpoint": f.URL + "/authorize", "userinfo_endpoint": f.URL + "/userinfo",
		})
	})
	f.mux.HandleFunc("POST /oauth/token", f.token)
	f.mux.HandleFunc("GET /api/v2/tenants/settings", f.settings)
	f.mux.HandleFunc("PATCH /api/v2/tenants/settings", f.settings)
	f.mux.HandleFunc("POST /api/v2/{collection}", f.make)
	f.mux.HandleFunc("DELETE /api/v2/{collection}/{id}", f.remove)
	f.mux.HandleFunc("GET /api/v2/{collection}", f.list)
	return f
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// made is what the Management API has made and not deleted.
func (f *fake) made() []fakeThing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.things)
}

func isOn(f *fake) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.on
}

// patches is how often the tenant setting was changed.
func patches(f *fake) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.patches
}

// ruin makes something go wrong from now on.
func (f *fake) ruin(whats ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, what := range whats {
		f.spoil[what] = true
	}
}

// mend undoes ruin.
func (f *fake) mend(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.spoil, what)
}

// spoiled says whether something is to go wrong, once.
func (f *fake) spoiled(what string) bool {
	spoiled := f.spoil[what]
	delete(f.spoil, what)
	return spoiled
}

func (f *fake) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case r.FormValue("grant_type") == "client_credentials" && r.FormValue("client_secret") != "management-secret":
		answer(w, 401, map[string]any{"error": "access_denied", "error_description": "Unauthorized " + r.FormValue("client_secret")})
	case r.FormValue("grant_type") == "client_credentials":
		scope := "read:grants delete:grants"
		if narrow := r.FormValue("scope"); narrow != "" && !f.spoil["broad"] {
			scope = narrow
		}
		answer(w, 200, map[string]any{"access_token": "management-token " + scope, "scope": scope, "expires_in": 3600})
	case f.spoiled("lost"):
		panic(http.ErrAbortHandler)
	case r.FormValue("password") == "wrong":
		answer(w, 403, map[string]any{"error": "invalid_grant"})
	default:
		f.issued++
		answer(w, 200, map[string]any{"access_token": fmt.Sprint("access-", f.issued), "refresh_token": fmt.Sprint("refresh-", f.issued), "scope": r.FormValue("scope")})
	}
}

func (f *fake) settings(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.spoil["no settings"] {
		answer(w, 403, map[string]any{"statusCode": 403, "error": "Forbidden", "errorCode": "insufficient_scope"})
		return
	}
	if r.Method == http.MethodPatch {
		var body struct{ Flags map[string]bool }
		if json.NewDecoder(r.Body).Decode(&body) != nil || len(body.Flags) != 1 {
			answer(w, 400, map[string]any{"errorCode": "invalid_body"})
			return
		}
		f.on = body.Flags["revoke_refresh_token_grant"]
		f.patches++
	}
	answer(w, 200, map[string]any{"flags": map[string]any{"revoke_refresh_token_grant": f.on, "enable_sso": true}})
}

func (f *fake) make(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	collection := r.PathValue("collection")
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	thing := fakeThing{collection, fmt.Sprintf("%s|%d", collection, len(f.things)), body[nameOf[collection][0]].(string)}
	f.things = append(f.things, thing)
	if f.spoiled("lost") {
		panic(http.ErrAbortHandler)
	}
	answer(w, 201, map[string]any{nameOf[collection][1]: thing.id})
}

func (f *fake) remove(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.spoil["no delete"] {
		answer(w, 403, map[string]any{"errorCode": "insufficient_scope"})
		return
	}
	f.things = slices.DeleteFunc(f.things, func(t fakeThing) bool {
		return t.collection == r.PathValue("collection") && t.id == r.PathValue("id")
	})
	w.WriteHeader(http.StatusNoContent)
}

func (f *fake) list(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	collection := r.PathValue("collection")
	if collection == "users-by-email" && f.spoil["no search"] {
		answer(w, 404, map[string]any{"error": "Not Found"})
		return
	}
	collection = strings.TrimSuffix(collection, "-by-email")
	things := []map[string]any{}
	for _, t := range f.things {
		if t.collection == collection && r.FormValue("page") < "1" {
			things = append(things, map[string]any{nameOf[collection][1]: t.id, nameOf[collection][0]: t.name})
		}
	}
	answer(w, 200, things)
}

// file describes the fake, with n users.
func (f *fake) file(n int) *file.File {
	described := &file.File{
		Path: "fake.yaml", Issuer: f.URL + "/",
		Clients: file.Clients{
			Confidential: &file.Client{ClientID: "app", ClientSecret: "app-secret", RedirectURI: "https://app.example/callback"},
			Public:       &file.Client{ClientID: "spa", RedirectURI: "com.example.app:/callback"},
		},
		Management: &file.Management{ClientID: "m2m", ClientSecret: "management-secret", AllowChanges: true},
	}
	for i := range n {
		described.Users = append(described.Users, file.User{Username: fmt.Sprintf("user%d", i+1), Password: fmt.Sprintf("password-of-%d", i+1)})
	}
	return described
}

func (f *fake) open(t *testing.T, change func(*file.File)) *Deployment {
	file := f.file(4)
	if change != nil {
		change(file)
	}
	d, err := Open(t.Context(), file, Options{StateDir: t.TempDir(), sleep: noSleep})
	require.NoError(t, err)
	return d
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// nameOf says what the name and the id of a thing are called.
var nameOf = map[string][2]string{"clients": {"name", "client_id"}, "users": {"email", "user_id"}, "resource-servers": {"identifier", "id"}}
