package mockserver

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Fault is one thing that goes wrong with the requests that it names, however well the server would have answered them.
type Fault = fault.Fault

// Cut is how a connection ends that does not end well.
type Cut = fault.Cut

// The ways to end a connection: without an answer, the same by a TCP reset, and in the middle of the answer's body.
const (
	CutClose = fault.CutClose
	CutReset = fault.CutReset
	CutBody  = fault.CutBody
)

// WithFaults is Server.AddFault from the beginning.
func WithFaults(faults ...Fault) Option {
	return func(c *config) { c.faults = append(c.faults, faults...) }
}

// AddFault has requests meet the fault from the next one on; where they fit several, the one that was added first. An error says what is
// wrong with it. The control API meets none.
func (s *Server) AddFault(f Fault) (id int, err error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	return s.faults.Add(f), nil
}

// PlantedFault is a fault that a server has, and how many requests have met it.
type PlantedFault = fault.Planted

// Faults are those that were not removed, also where no request meets them any more. Of a token that they name nothing is kept.
func (s *Server) Faults() []PlantedFault { return s.faults.All() }

// RemoveFault ends a fault, and says whether there was one of that id.
func (s *Server) RemoveFault(id int) bool { return s.faults.Remove(id) }

// ClearFaults ends all faults.
func (s *Server) ClearFaults() { s.faults.Clear() }

// Fail has requests meet the fault until it is called off, or the test ends. A fault that nothing goes wrong by ends the test by Fatalf.
func (r *Running) Fail(t TB, f Fault) (callOff func()) {
	t.Helper()
	id, err := r.Server.AddFault(f)
	if err != nil {
		t.Fatalf("mockserver: %v", err)
	}
	callOff = func() { r.Server.RemoveFault(id) }
	t.Cleanup(callOff)
	return callOff
}

// ownerOf is the id of the user that a refresh token is of, be it dead; "" where nobody knows it.
func (s *Server) ownerOf(c *wire.Call, refreshToken string) (userID string) {
	place, err := s.store.Place(c.Ctx, tenant.HashOf(c.Policy.TokenKey(c.Request.Endpoint, refreshToken)))
	if err == nil {
		err = s.store.Look(c.Ctx, place.Grant, func(g *tenant.Grant) { userID = g.Key.UserID })
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.config.logger.Error("could not look for the owner of a token", "error", err)
	}
	return userID
}
