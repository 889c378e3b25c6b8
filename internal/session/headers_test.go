package session

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// A gateway's cookie goes beside those of the server's pages, not instead of them.
func TestCookieOfTheFile(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Cookie") }))
	defer server.Close()
	s := sessionAt(t, server.URL, func(f *file.File) { f.Headers = map[string]string{"Cookie": "gate=1"} })
	s.Send(t.Context(), Act, httpx.Request{URL: server.URL})
	assert.Equal(t, "gate=1", got)
	s.Send(t.Context(), Act, httpx.Request{URL: server.URL, Header: http.Header{"Cookie": {"session=2"}}})
	assert.Equal(t, "gate=1; session=2", got)
}
