package steps

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/internal/httpx"
)

// While the store is broken, a success is a promise, and nothing else is.
func TestWhatWasPromisedWhileTheStoreWasBroken(t *testing.T) {
	for name, c := range map[string]struct {
		answer             httpx.Response
		promises, survives string // what becomes of the two steps before the token is looked at; "look" where it is
	}{
		"a success":           {answered(200, ""), "look", "not-applicable"},
		"another success":     {answered(204, ""), "look", "not-applicable"},
		"503":                 {answered(503, ""), "pass", "look"},
		"500":                 {answered(500, ""), "pass", "not-applicable"},
		"a refusal":           {answered(400, `{"error":"invalid_request"}`), "pass", "not-applicable"},
		"no answer":           {httpx.Response{Err: errors.New("reset")}, "pass", "not-applicable"},
		"a success cut short": {httpx.Response{Status: 200, Err: errors.New("cut")}, "pass", "not-applicable"},
	} {
		w := &World{tokens: map[string]*token{}}
		w.vendor.World = w
		w.act(c.answer, "", false)
		outcome := func(err error) string {
			if kind(err) == "error" { // there is no such token: it was to be looked at
				return "look"
			}
			return kind(err)
		}
		assert.Equal(t, c.promises, outcome(w.vendor.deadIfSuccess(t.Context(), "A")), name)
		assert.Equal(t, c.survives, outcome(w.vendor.aliveIfUnavailable(t.Context(), "A")), name)
	}
}

// By a hook is done what a scenario needs a hook for, and nothing else.
func TestWhoChangesUsers(t *testing.T) {
	assert.True(t, (&World{scenario: Scenario{Needs: []string{"second-user", "hook-delete-user"}}}).byHook())
	assert.False(t, (&World{scenario: Scenario{Needs: []string{"changes"}}}).byHook())
	w := &World{scenario: Scenario{Needs: []string{"hook-delete-user"}}}
	w.throwAways.World = w
	assert.ErrorContains(t, w.throwAways.changed(t.Context(), "user is blocked"), "no hook does that the throw-away user is blocked")
	w.scenario.Needs = []string{"changes"}
	assert.ErrorContains(t, w.throwAways.changed(t.Context(), "user is disabled"), "that takes a hook")
}

// A scenario that was never begun, since the run was interrupted before, has nothing to end.
func TestTheEndOfWhatWasNotBegun(t *testing.T) {
	assert.NotPanics(t, func() { (&World{}).End(t.Context()) })
}
