package suite_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// A management token that ends in the middle of a run, whatever it said of itself, is replaced: the run goes on, and the setting is
// put back.
func TestTheManagementTokenEndsInTheMiddle(t *testing.T) {
	mock := mockserver.New(mockserver.WithControl(control), mockserver.WithSigningAlgorithm("HS256"))
	require.NoError(t, mock.Err())
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mock.ServeHTTP(w, r)
		if r.Method == http.MethodPatch && r.URL.Path == "/api/v2/tenants/settings" {
			once.Do(func() { advance(mock, 25*time.Hour) })
		}
	}))
	t.Cleanup(server.Close)
	file := mockfile.Of(mock.Seed(), server.URL, "auth0")
	file.Dashboard = nil
	target, err := suite.Open(context.Background(), file, deployment.Options{StateDir: t.TempDir()})
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	result, err := suite.Run(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: file.Profiles, Rules: []string{"SET-01", "GRT-02", "LIF-01"}}, Seed: 1,
	})
	require.NoError(t, err, "everything is put back")
	for _, rule := range result.Rules {
		assert.Equal(t, record.Pass, rule.Verdict, "%s: %s", rule.ID, rule.Reason)
	}
	d, err := deployment.Open(context.Background(), file, deployment.Options{Ephemeral: true})
	require.NoError(t, err)
	on, err := d.Session().ReadSetting(context.Background())
	require.NoError(t, err)
	assert.False(t, on, "as it was")
}

// advance moves a mock's clock, as somebody else does.
func advance(mock http.Handler, by time.Duration) {
	r := httptest.NewRequest(http.MethodPost, "/_mock/clock", strings.NewReader(`{"advance":"`+by.String()+`"}`))
	r.Header.Set("Authorization", "Bearer "+control)
	r.Header.Set("Content-Type", "application/json")
	mock.ServeHTTP(httptest.NewRecorder(), r)
}
