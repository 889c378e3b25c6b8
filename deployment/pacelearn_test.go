package deployment

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// Who is told to come back now need not wait.
func TestPauseAfterA429(t *testing.T) {
	answered := func(after string) httpx.Response {
		return httpx.Response{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {after}}}
	}
	assert.Zero(t, session.Pause(answered("0"), 1))
	assert.Zero(t, session.Pause(answered("7"), 1), "the pacer waits")
	assert.Equal(t, time.Second, session.Pause(answered("soon"), 1))
	assert.Equal(t, 2*time.Second, session.Pause(httpx.Response{Status: http.StatusServiceUnavailable}, 2))
}
