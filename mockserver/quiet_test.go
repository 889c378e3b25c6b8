package mockserver_test

import (
	"bytes"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// A policy that panics is answered 500, and nothing of the request is told to the process's log or output.
func TestAPanicTellsNothing(t *testing.T) {
	var logged bytes.Buffer
	writer, out, errs := log.Writer(), os.Stdout, os.Stderr
	file, err := os.CreateTemp(t.TempDir(), "output")
	require.NoError(t, err)
	log.SetOutput(&logged)
	os.Stdout, os.Stderr = file, file
	t.Cleanup(func() {
		log.SetOutput(writer)
		os.Stdout, os.Stderr = out, errs
	})
	s := mockserver.New(mockserver.WithControl("key"), mockserver.WithDashboard("admin", "pass"), mockserver.WithSwitch(func(p *tenant.Policy) {
		p.Revocation.Answer = func(tenant.Revocation) tenant.Answer { panic("a canary") }
	}))
	r := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader("client_id=mock-public&token=canary"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization-Canary", "canary")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.NotContains(t, w.Body.String(), "canary")
	written, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	assert.Empty(t, written)
	assert.Empty(t, logged.String())
}
