// Package control is the mock's own API, for those who test with it: it moves the clock, brings back the seed, shows
// what the tenant holds and what was asked of it, switches deviations, and does what only whoever runs a server can do to it. It is offered
// only when asked for, and only to callers that bear its token. No deviation reaches it but by what hooks and sign-ins do, and it shows no
// secret but that of an application that a hook has made, and the tokens of a sign-in that it was told to do.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Server is what is controlled.
type Server interface {
	Clock() *tenant.MovableClock
	// Reset brings back the seed and the present.
	Reset(ctx context.Context) error
	// Refound is Reset for a tenant founded at that time.
	Refound(ctx context.Context, founded time.Time) error
	// Deviate switches the named deviations on and all others off. On an error, nothing changes.
	Deviate(names ...string) error
	// Deviating names those that are on.
	Deviating() []string
	// BreakStore keeps the store from answering, or ends that.
	BreakStore(broken bool)
	// AddFault has requests meet the fault from the next one on; an error says what is wrong with it.
	AddFault(f fault.Fault) (id int, err error)
	// Faults are those that were not removed.
	Faults() []fault.Planted
	// RemoveFault ends one, and says whether there was one; ClearFaults ends all.
	RemoveFault(id int) bool
	ClearFaults()
}

// API controls one server.
type API struct {
	Env      *wire.Env // its policy must be one that no deviation changes
	Token    string
	Server   Server
	Store    store.Store
	Recorder *Recorder
	Policy   func() *tenant.Policy // in force, with its deviations: for what hooks do
	// SignIn signs a user in at an application without either's secret, for a scope and an audience, and answers as the token endpoint does.
	SignIn func(c *wire.Call, email, clientID string, about tenant.Params) tenant.Answer
}

const endpoint tenant.Endpoint = "control"

// Register adds the routes.
func (a *API) Register(r gin.IRouter) {
	g := r.Group("/_mock")
	g.GET("/clock", a.withToken(a.readClock))
	g.POST("/clock", a.withToken(a.moveClock))
	g.POST("/reset", a.withToken(a.reset))
	g.GET("/state", a.withToken(a.readState))
	g.GET("/requests", a.withToken(a.listRequests))
	g.DELETE("/requests", a.withToken(a.forgetRequests))
	g.POST("/hooks/:name", a.withToken(a.runHook))
	g.GET("/faults", a.withToken(a.listFaults))
	g.POST("/faults", a.withToken(a.addFault))
	g.DELETE("/faults", a.withToken(a.removeFaults))
	g.DELETE("/faults/:id", a.withToken(a.removeFault))
	g.POST("/sign-in", a.withToken(a.signIn))
	g.GET("/deviations", a.withToken(a.listDeviations))
	g.PUT("/deviations", a.withToken(a.switchDeviations))
}

func (a *API) withToken(f func(*wire.Call) tenant.Answer) gin.HandlerFunc {
	return a.Env.Handle(endpoint, func(c *wire.Call) tenant.Answer {
		if !tenant.SameSecret(c.GetHeader("Authorization"), "Bearer "+a.Token) {
			return refuse(http.StatusUnauthorized, "the control API needs its token: Authorization: Bearer TOKEN").With("WWW-Authenticate", "Bearer")
		}
		return f(c)
	})
}

// decodeBody decodes a JSON object strictly. An empty body is an empty object.
func decodeBody(c *wire.Call, into any) error {
	if len(c.Raw) == 0 {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(string(c.Raw)))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return fmt.Errorf("%s cannot be a JSON %s", wrong.Field, wrong.Value)
	case err != nil:
		return errors.New("the body is not the JSON object that is expected: " + strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object")
	}
	return nil
}

func ok(body any) tenant.Answer { return tenant.Answer{Status: http.StatusOK, JSON: body} }

func refuse(status int, message string) tenant.Answer {
	return tenant.Answer{Status: status, JSON: map[string]any{"error": message}}
}

func badRequest(err error) tenant.Answer { return refuse(http.StatusBadRequest, err.Error()) }
