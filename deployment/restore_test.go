package deployment

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/session"
)

// Where the server is gone, what was made is not tried one after another, each for some seconds; all of it stays written down.
func TestRestoreOfAServerThatIsGone(t *testing.T) {
	f := newFake(t)
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	d, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	for _, name := range []string{"a", "b"} {
		_, err := d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{"name": name})
		require.NoError(t, err)
	}
	f.Close()
	var slept time.Duration
	d.Sleep = func(_ context.Context, d time.Duration) error { slept += d; return nil }
	err = d.Close(t.Context())
	assert.ErrorContains(t, err, `clients "b" deleted (deleting one of clients: no answer`)
	assert.ErrorContains(t, err, `clients "a" deleted (nor was this tried)`)
	assert.Equal(t, 2, strings.Count(err.Error(), "not restored"))
	assert.Less(t, slept, 10*time.Second)
	require.Len(t, journals(t, options.StateDir), 1)
}

// Of a server with very many things, not all are looked through: what was not found is not taken for gone.
func TestRestoreAmongVeryManyThings(t *testing.T) {
	f := newFake(t)
	f.mux.HandleFunc("GET /api/v2/clients", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, slices.Repeat([]map[string]any{{"client_id": "other", "name": "other"}}, 50))
	})
	options := Options{StateDir: t.TempDir(), sleep: noSleep}
	d, err := Open(t.Context(), f.file(1), options)
	require.NoError(t, err)
	f.ruin("lost")
	_, err = d.Session().Create(t.Context(), session.SetUp, "clients", map[string]any{"name": "a"})
	require.Error(t, err)
	assert.ErrorContains(t, d.Close(t.Context()), "it is not among the first 1000 clients; look for it by hand")
	require.Len(t, journals(t, options.StateDir), 1)
}
