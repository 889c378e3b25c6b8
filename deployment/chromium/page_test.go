package chromium

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// launched is a Chromium for sign-ins. Where REVOKESPEC_REQUIRE_BROWSER is set, a machine without one fails.
func launched(t *testing.T) *Process {
	path := Find()
	if path == "" {
		require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "no Chromium is found, and one is asked for")
		t.Skip("no Chromium is found")
	}
	p, err := Launch(path, Options{Offline: true})
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

// An offline Chromium reaches nobody by itself, not even on this machine: what a page could do besides requests that are
// carried, such as WebSockets, comes to nothing.
func TestOfflineIsWithoutANetwork(t *testing.T) {
	var reached atomic.Int64
	outside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer outside.Close()
	p := launched(t)
	tab, done, err := p.Tab()
	require.NoError(t, err)
	defer done()
	bounded, cancel := context.WithTimeout(tab, 20*time.Second)
	defer cancel()
	for _, address := range []string{outside.URL, strings.Replace(outside.URL, "127.0.0.1", "localhost", 1)} {
		assert.Error(t, chromedp.Do(bounded, chromedp.Navigate(address)), address)
	}
	assert.Zero(t, reached.Load())
	assert.NoError(t, bounded.Err())

	page, err := p.Open(20*time.Second, func(_ context.Context, _ Request) (Answer, error) {
		return Answer{Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<title>carried</title><img src=" + outside.URL + ">")}, nil
	}, nil)
	require.NoError(t, err)
	defer page.Close()
	require.NoError(t, page.Go(t.Context(), "https://page.example/"))
	assert.Eventually(t, func() bool {
		seen, err := page.Look(t.Context())
		return err == nil && seen.Title == "carried" && seen.Complete
	}, 20*time.Second, 20*time.Millisecond)
	assert.Zero(t, reached.Load())
}

// A Chromium that has ended by itself is replaced for the next who wants a tab, a few times; who has a tab in it is told.
func TestABrowserThatEndsIsReplaced(t *testing.T) {
	launched(t).Close() // skips without one
	var kept Keeper
	defer kept.Close()
	for range mostStarts {
		p, err := kept.Running(Find(), Options{Offline: true})
		require.NoError(t, err)
		same, err := kept.Running(Find(), Options{Offline: true})
		require.NoError(t, err)
		assert.Same(t, p, same, "one for all")
		tab, err := p.Open(20*time.Second, nil, nil)
		require.NoError(t, err)
		require.NoError(t, chromedp.FromContext(p.ctx).Browser.Process().Kill())
		require.Eventually(t, func() bool { return !p.Alive() }, 20*time.Second, 10*time.Millisecond)
		_, err = tab.Look(t.Context())
		assert.ErrorIs(t, err, ErrEnded)
		tab.Close()
		_, err = p.Open(20*time.Second, nil, nil)
		assert.ErrorIs(t, err, ErrEnded)
	}
	_, err := kept.Running(Find(), Options{Offline: true})
	assert.ErrorContains(t, err, "has ended by itself 5 times")
}
