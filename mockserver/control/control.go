// Package control is the mock's own API, for those who test with it: it moves the clock and brings back the seed. It is
// offered only when asked for, and only to callers that bear its token.
package control

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/tenant"
	"github.com/revokespec/revokespec/mockserver/wire"
)

// API controls one server.
type API struct {
	Env   *wire.Env
	Token string
	Clock *tenant.MovableClock
	Reset func(context.Context) error
}

const endpoint tenant.Endpoint = "control"

// Register adds the routes.
func (a *API) Register(r gin.IRouter) {
	g := r.Group("/_mock")
	g.GET("/clock", a.guarded(a.readClock))
	g.POST("/clock", a.guarded(a.moveClock))
	g.POST("/reset", a.guarded(a.reset))
}

func (a *API) guarded(f func(*wire.Call) tenant.Answer) gin.HandlerFunc {
	want := sha256.Sum256([]byte("Bearer " + a.Token))
	return a.Env.Handle(endpoint, func(c *wire.Call) tenant.Answer {
		got := sha256.Sum256([]byte(c.GetHeader("Authorization")))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			return refuse(http.StatusUnauthorized, "the control API needs its token: Authorization: Bearer TOKEN").With("WWW-Authenticate", "Bearer")
		}
		return f(c)
	})
}

func (a *API) readClock(*wire.Call) tenant.Answer {
	now := a.Clock.Now()
	return tenant.Answer{Status: http.StatusOK, JSON: map[string]any{
		"now": now.UTC().Format(time.RFC3339Nano), "ahead": now.Sub(a.Clock.Unmoved()).Round(time.Millisecond).String(),
	}}
}

// moveClock takes {"advance": "10m"} or {"now": "2026-03-01T12:00:00Z"}.
func (a *API) moveClock(c *wire.Call) tenant.Answer {
	body, err := c.JSONStrings()
	if err != nil {
		return refuse(http.StatusBadRequest, "the body is not a JSON object")
	}
	switch {
	case body.Has("advance") && !body.Has("now"):
		d, err := time.ParseDuration(body.Get("advance"))
		if err != nil {
			return refuse(http.StatusBadRequest, "advance is not a duration; write it as 10m or 1h30m")
		}
		a.Clock.Advance(d)
	case body.Has("now") && !body.Has("advance"):
		t, err := time.Parse(time.RFC3339Nano, body.Get("now"))
		if err != nil {
			return refuse(http.StatusBadRequest, "now is not a time; write it as 2026-03-01T12:00:00Z")
		}
		a.Clock.Set(t)
	default:
		return refuse(http.StatusBadRequest, "give either advance or now")
	}
	return a.readClock(c)
}

func (a *API) reset(c *wire.Call) tenant.Answer {
	if err := a.Reset(c.Ctx); err != nil {
		return refuse(http.StatusInternalServerError, "the seed could not be brought back")
	}
	return tenant.Answer{Status: http.StatusNoContent}
}

func refuse(status int, message string) tenant.Answer {
	return tenant.Answer{Status: status, JSON: map[string]any{"error": message}}
}
