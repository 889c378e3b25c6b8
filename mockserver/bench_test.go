package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mockserver.New(mockserver.WithSigningAlgorithm("ES256"))
	}
}

// ending is a test whose end is called for.
type ending struct {
	*testing.B
	cleanups []func()
}

func (e *ending) Cleanup(f func()) { e.cleanups = append(e.cleanups, f) }

func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		one := &ending{B: b}
		mockserver.Start(one)
		for _, end := range one.cleanups {
			end()
		}
	}
}

// asking sends a form and takes nothing of the answer apart: what is measured is the server.
func asking(b *testing.B, s *mockserver.Server, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 200 {
		b.Fatalf("answered %d: %s", w.Code, w.Body)
	}
	return w
}

// member is a text of the answer.
func member(w *httptest.ResponseRecorder, name string) string {
	_, rest, _ := strings.Cut(w.Body.String(), `"`+name+`":"`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func BenchmarkRevokeUnknown(b *testing.B) {
	s := mockserver.New()
	body := form(s.Seed(), "confidential", "token", "unknown")
	b.ReportAllocs()
	for b.Loop() {
		asking(b, s, "/oauth/revoke", body)
	}
}

// BenchmarkRevokeDead revokes a token that was revoked before.
func BenchmarkRevokeDead(b *testing.B) {
	s := mockserver.New()
	body := form(s.Seed(), "confidential", "token", signIn(b, s, "confidential"))
	b.ReportAllocs()
	for b.Loop() {
		asking(b, s, "/oauth/revoke", body)
	}
}

// BenchmarkSignInAndRevoke signs a user in by password and revokes the refresh token, which ends the grant.
func BenchmarkSignInAndRevoke(b *testing.B) {
	s := mockserver.New()
	u := s.Seed().Users[0]
	signIn := form(s.Seed(), "confidential", "grant_type", "password", "username", u.Email, "password", u.Password, "scope", "offline_access")
	b.ReportAllocs()
	for b.Loop() {
		token := member(asking(b, s, "/oauth/token", signIn), "refresh_token")
		asking(b, s, "/oauth/revoke", form(s.Seed(), "confidential", "token", token))
	}
}

// BenchmarkExchange exchanges refresh tokens for access tokens: of the kind that userinfo alone reads, or of an API, which are signed.
func BenchmarkExchange(b *testing.B) {
	for _, kind := range []struct{ name, algorithm, audience string }{
		{"opaque", "RS256", ""}, {"ES256", "ES256", "https://api.one.example"}, {"RS256", "RS256", "https://api.one.example"},
	} {
		for _, role := range []string{"confidential", "rotating"} {
			b.Run(kind.name+"/"+role, func(b *testing.B) {
				s := mockserver.New(mockserver.WithSigningAlgorithm(kind.algorithm))
				u := s.Seed().Users[0]
				token := member(asking(b, s, "/oauth/token", form(s.Seed(), role, "grant_type", "password", "username", u.Email,
					"password", u.Password, "scope", "offline_access", "audience", kind.audience)), "refresh_token")
				b.ReportAllocs()
				for b.Loop() {
					answer := asking(b, s, "/oauth/token", form(s.Seed(), role, "grant_type", "refresh_token", "refresh_token", token))
					if next := member(answer, "refresh_token"); next != "" {
						token = next
					}
				}
			})
		}
	}
}

// BenchmarkIntrospect asks about an access token, which only dialect rfc tells.
func BenchmarkIntrospect(b *testing.B) {
	s := mockserver.New(mockserver.WithDialect("rfc"), mockserver.WithSigningAlgorithm("ES256"))
	_, m := exchange(b, s, "confidential", signIn(b, s, "confidential"))
	body := form(s.Seed(), "confidential", "token", m["access_token"].(string))
	b.ReportAllocs()
	for b.Loop() {
		asking(b, s, "/oauth/introspect", body)
	}
}

// What is the same for every server is made once: tables of routes, patterns, documents.
func TestNewIsCheap(t *testing.T) {
	mockserver.New()
	allocations := testing.AllocsPerRun(20, func() { mockserver.New() })
	assert.Less(t, allocations, 1800.0)
}
