package doctor_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// Servers that err, each in one way: a mock behind a handler.

func scoped(scopes ...string) mockserver.Seed {
	s := mockserver.DefaultSeed("auth0")
	for i := range s.Clients {
		if s.Clients[i].Role == "management" {
			s.Clients[i].ManagementScopes = scopes
		}
	}
	return s
}

// basicOnly takes an application's secret in the header alone.
func basicOnly(client string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if form, _ := url.ParseQuery(string(body)); form.Get("client_id") == client && form.Has("client_secret") {
				oauthRefusal(w)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// page answers at a path with what a single-page application has for everything.
func page(path string) func(http.Handler) http.Handler {
	return answering(path, http.StatusOK, "<!doctype html><title>Welcome</title>")
}

func answering(path string, status int, body string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != path {
				next.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
}

// metadata changes one member.
func metadata(name string, value any) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/.well-known/o") {
				next.ServeHTTP(w, r)
				return
			}
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			var members map[string]any
			if json.Unmarshal(kept.Body.Bytes(), &members) != nil {
				w.WriteHeader(kept.Code)
				return
			}
			members[name] = value
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(members)
		})
	}
}

func header(name, value string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(stamping{w, name, value}, r)
		})
	}
}

// stamping has the last word on a header.
type stamping struct {
	http.ResponseWriter
	name, value string
}

func (s stamping) WriteHeader(status int) {
	s.Header().Set(s.name, s.value)
	s.ResponseWriter.WriteHeader(status)
}

// slow is a clock that is behind by so much whenever it is asked.
func slow(by time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header("Date", time.Now().Add(-by).UTC().Format(http.TimeFormat))(next).ServeHTTP(w, r)
		})
	}
}

// grantRefused refuses a client whatever grant it asks for but refresh_token.
func grantRefused(client string) func(http.Handler) http.Handler {
	return func(mock http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			form, _ := url.ParseQuery(string(body))
			if grant := form.Get("grant_type"); r.URL.Path == "/oauth/token" && form.Get("client_id") == client && grant != "refresh_token" {
				oauthRefusal(w)
				return
			}
			mock.ServeHTTP(w, r)
		})
	}
}

func oauthRefusal(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, `{"error":"invalid_client"}`)
}

// refusedAtRevocation refuses a client at the revocation endpoint.
func refusedAtRevocation(client string) func(http.Handler) http.Handler {
	return func(mock http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if form, _ := url.ParseQuery(string(body)); r.URL.Path == "/oauth/revoke" && form.Get("client_id") == client {
				oauthRefusal(w)
				return
			}
			mock.ServeHTTP(w, r)
		})
	}
}
