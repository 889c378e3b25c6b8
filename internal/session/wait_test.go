package session

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/remedy"
)

func TestWaitSleepsWithACountdown(t *testing.T) {
	var slept time.Duration
	var said []string
	d, err := serverOf(&file.File{Issuer: "https://acme.example"}, Options{Progress: func(line string) { said = append(said, line) },
		Sleep: func(_ context.Context, d time.Duration) error { slept += d; return nil }})
	require.NoError(t, err)
	s := d.NewSession()
	require.NoError(t, s.Wait(t.Context(), 25*time.Second))
	assert.Equal(t, 25*time.Second, slept)
	assert.Equal(t, []string{"waiting 25s", "waiting 15s", "waiting 5s"}, said)
	require.NoError(t, s.Wait(t.Context(), 3*time.Second))
	require.NoError(t, s.Wait(t.Context(), -time.Second))
	assert.Len(t, said, 3, "a short wait goes without saying")
	assert.Equal(t, 28*time.Second, slept)

	err = s.Wait(t.Context(), time.Hour)
	var missing *remedy.NotApplicable
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "control", missing.Need)
	assert.Equal(t, 28*time.Second, slept)
}

func TestWaitIsCancelled(t *testing.T) {
	d, err := serverOf(&file.File{Issuer: "https://acme.example"}, Options{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, d.NewSession().Wait(ctx, time.Minute), context.Canceled)
}

func TestWaitMovesTheClockOfAMock(t *testing.T) {
	var body, token string
	status := http.StatusOK
	mock := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		body, token = r.Method+" "+r.URL.Path+" "+string(data), r.Header.Get("Authorization")
		w.WriteHeader(status)
	}))
	defer mock.Close()
	d, err := serverOf(&file.File{Issuer: mock.URL, Control: &file.ControlAPI{URL: mock.URL + "/", Token: "control-token"}}, Options{})
	require.NoError(t, err)
	s := d.NewSession()
	require.NoError(t, s.Wait(t.Context(), 720*time.Hour))
	assert.Equal(t, `POST /_mock/clock {"advance":"720h0m0s"}`, body)
	assert.Equal(t, "Bearer control-token", token)
	assert.WithinDuration(t, time.Now().Add(720*time.Hour), d.Now(), time.Minute)
	assert.Equal(t, []string{"Bearer [control token]"}, s.Drain()[0].Request.Headers["Authorization"])
	status = http.StatusForbidden
	assert.EqualError(t, s.Wait(t.Context(), time.Second), "the mock's clock cannot be moved: 403; see why the server forbids it, or correct control.token")
}
