package chromium

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// found is the path of a Chromium. Where REVOKESPEC_REQUIRE_BROWSER is set, a machine without one fails.
func found(t *testing.T) string {
	path := Find()
	if path == "" {
		require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "no Chromium is found, and one is asked for")
		t.Skip("no Chromium is found")
	}
	return path
}

var keeper Keeper

func TestMain(m *testing.M) {
	code := m.Run()
	keeper.Close()
	os.Exit(code)
}

// running is a Chromium for all tests.
func running(t *testing.T) *Process {
	p, err := keeper.Running(t.Context(), found(t))
	require.NoError(t, err)
	return p
}

// An offline Chromium reaches nobody by itself, not even on this machine: what a page could do besides requests that are
// carried, such as WebSockets and WebRTC, comes to nothing.
func TestOfflineIsWithoutANetwork(t *testing.T) {
	var reached atomic.Int64
	outside := httptest.NewUnstartedServer(nil)
	outside.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			reached.Add(1)
		}
	}
	outside.Start()
	defer outside.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer udp.Close()
	go func() {
		for packet := make([]byte, 1500); ; reached.Add(1) {
			if _, _, err := udp.ReadFrom(packet); err != nil {
				return
			}
		}
	}()
	turn := fmt.Sprintf(`<script>const there = new RTCPeerConnection({iceServers: [{urls: ['turn:%s'], username: 'word', credential: 'x'}, {urls: 'stun:%[1]s'},
			{urls: 'turn:%[2]s?transport=tcp', username: 'word', credential: 'x'}]});
		there.onicegatheringstatechange = () => { if (there.iceGatheringState === 'complete') document.title = 'carried' };
		there.createDataChannel('x'); there.createOffer().then((o) => there.setLocalDescription(o))</script>`, udp.LocalAddr(), outside.Listener.Addr())
	p := running(t)
	tab, done, err := p.tab()
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
		return Answer{Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<title>asks</title><img src=" + outside.URL + ">" + turn)}, nil
	}, nil)
	require.NoError(t, err)
	defer page.Close()
	require.NoError(t, page.Go(t.Context(), "https://page.example/"))
	assert.Eventually(t, func() bool {
		seen, err := page.Look(t.Context())
		return err == nil && seen.Title == "carried" && seen.Complete
	}, 20*time.Second, 20*time.Millisecond)
	time.Sleep(time.Second) // what goes by UDP is not waited for
	assert.Zero(t, reached.Load())
}

// A tab that crashes says so at once, and so can others be opened and used.
func TestATabThatCrashes(t *testing.T) {
	p := running(t)
	page, err := p.Open(20*time.Second, nil, nil)
	require.NoError(t, err)
	defer page.Close()
	began := time.Now()
	_ = page.Go(t.Context(), "chrome://crash")
	assert.Eventually(t, func() bool { return page.crashed.Load() }, 20*time.Second, 10*time.Millisecond)
	_, err = page.Look(t.Context())
	assert.ErrorIs(t, err, ErrCrashed)
	other, err := p.Open(20*time.Second, nil, nil)
	require.NoError(t, err)
	defer other.Close()
	_, err = other.Look(t.Context())
	assert.NoError(t, err)
	assert.Less(t, time.Since(began), 10*time.Second)
}

// What a page gives to be kept is not: nothing of it stays on this machine.
func TestNothingIsDownloaded(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	p, err := Launch(found(t))
	require.NoError(t, err)
	defer p.Close()
	page, err := p.Open(20*time.Second, func(_ context.Context, _ Request) (Answer, error) {
		header := http.Header{"Content-Type": {"application/octet-stream"}, "Content-Disposition": {"attachment; filename=kept.bin"}}
		return Answer{Status: 200, Header: header, Body: []byte("kept")}, nil
	}, nil)
	require.NoError(t, err)
	defer page.Close()
	_ = page.Go(t.Context(), "https://page.example/")
	time.Sleep(2 * time.Second)
	require.NoError(t, filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		assert.NotContains(t, path, "kept")
		assert.NotContains(t, path, "Downloads")
		return err
	}))
}

// Who waits for a Chromium that does not come may go.
func TestAChromiumThatIsNotWaitedFor(t *testing.T) {
	slow := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(slow, []byte("#!/bin/sh\nexec sleep 3\n"), 0o700))
	var keeper Keeper
	defer keeper.Close()
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := keeper.Running(ctx, slow)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Less(t, time.Since(began), 2*time.Second)
	}
}

// A Chromium that has ended by itself is replaced for the next who wants a tab, a few times; who has a tab in it is told.
func TestABrowserThatEndsIsReplaced(t *testing.T) {
	path := found(t)
	var keeper Keeper
	defer keeper.Close()
	for range mostStarts {
		p, err := keeper.Running(t.Context(), path)
		require.NoError(t, err)
		same, err := keeper.Running(t.Context(), path)
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
	_, err := keeper.Running(t.Context(), path)
	assert.ErrorContains(t, err, "has ended by itself 5 times")
}
