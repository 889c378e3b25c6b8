package signin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

func TestValuesOfASignInAreHidden(t *testing.T) {
	challenge, ticket := strings.Repeat("c5", 30), "ticket-0123456789"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/start" {
			http.Redirect(w, r, "/login?login_challenge="+challenge+"&lang=en", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form><input type=hidden name=csrf value=%q><input type=hidden name=step value=login></form>`, ticket)
	}))
	defer server.Close()
	s := signerOf(t, &file.File{Issuer: server.URL, Limits: file.Limits{Timeout: time.Second}})
	s.Send(t.Context(), session.SetUp, httpx.Request{URL: server.URL + "/start"})
	s.Send(t.Context(), session.SetUp, httpx.Request{URL: server.URL + "/login?login_challenge=" + challenge})
	s.Send(t.Context(), session.SetUp, httpx.Request{URL: server.URL + "/login", Body: []byte("csrf=" + ticket), ContentType: "application/x-www-form-urlencoded"})
	written, err := json.Marshal(s.Drain())
	require.NoError(t, err)
	text := string(written)
	for _, exchange := range []string{challenge, ticket} {
		assert.NotContains(t, text, exchange)
	}
	assert.Contains(t, text, "login_challenge=[sign-in value 1]")
	assert.Contains(t, text, "csrf=[form value 1]")
	assert.Contains(t, text, "lang=en", "what is short is no secret")
}
