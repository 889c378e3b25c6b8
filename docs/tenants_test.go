package docs_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

func TestTheTenantsOfThePageAreThisTest(t *testing.T) {
	_, test, _ := strings.Cut(read(t, "tenants_test.go"), "\n// mock.md shows what follows.\n")
	assert.Contains(t, read(t, "mock.md"), "```go\n"+test+"```")
}

// mock.md shows what follows.
func TestTwoTenants(t *testing.T) {
	acme := mockserver.New(mockserver.WithSeed(mockserver.Seed{Tenant: "acme", Domains: []string{"login.acme.example"}}))
	shop := mockserver.New(mockserver.WithSeed(mockserver.Seed{Tenant: "shop"}))
	tenants, err := mockserver.NewTenants(acme, shop) // an http.Handler; Add and Remove change it later
	require.NoError(t, err)
	server := httptest.NewServer(tenants)
	t.Cleanup(server.Close)
	assert.Equal(t, server.URL+"/t/shop", shop.Address(server.URL))

	shop.Clock().Advance(time.Hour) // acme's stays
	answer, err := http.Get(shop.Address(server.URL) + "/.well-known/openid-configuration")
	require.NoError(t, err)
	t.Cleanup(func() { answer.Body.Close() })
	assert.Equal(t, http.StatusOK, answer.StatusCode)
}
