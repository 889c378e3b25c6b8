package mock

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Fault is what goes wrong with the requests that it names. "Faults on demand" in the mock's documentation tells of each member.
type Fault struct {
	Method      string            `json:"method,omitempty"`
	Path        string            `json:"path,omitempty"` // what it begins with
	ClientID    string            `json:"client_id,omitempty"`
	UserID      string            `json:"user_id,omitempty"`
	Token       string            `json:"token,omitempty"`
	Skip        int               `json:"skip,omitempty"`
	Times       int               `json:"times,omitempty"`
	Probability float64           `json:"probability,omitempty"`
	Seed        uint64            `json:"seed,omitempty"`
	Delay       Duration          `json:"delay,omitzero"`
	Served      bool              `json:"served,omitempty"`
	Status      int               `json:"status,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	Body        string            `json:"body,omitempty"`
	Slow        Duration          `json:"slow,omitzero"`
	Cut         Cut               `json:"cut,omitempty"`
}

// Duration is one that the control API reads.
type Duration time.Duration

// MarshalJSON writes it as 1m30s.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Cut is how a connection ends that does not end well.
type Cut string

// The ways to end a connection: without an answer, the same by a TCP reset, and in the middle of the answer's body.
const (
	CutClose Cut = "close"
	CutReset Cut = "reset"
	CutBody  Cut = "body"
)

// Planted is a fault that requests meet until it is removed.
type Planted struct {
	mock *Mock
	id   int
}

// Fail has requests meet a fault.
func (m *Mock) Fail(ctx context.Context, f Fault) (*Planted, error) {
	var added struct{ ID int }
	if err := m.Control(ctx, http.MethodPost, "/faults", f, &added); err != nil {
		return nil, err
	}
	return &Planted{m, added.ID}, nil
}

// Heal removes all faults.
func (m *Mock) Heal(ctx context.Context) error {
	return m.Control(ctx, http.MethodDelete, "/faults", nil, nil)
}

// Met is how many requests have met the fault.
func (p *Planted) Met(ctx context.Context) (int, error) {
	var list struct{ Faults []struct{ ID, Met int } }
	err := p.mock.Control(ctx, http.MethodGet, "/faults", nil, &list)
	for _, f := range list.Faults {
		if f.ID == p.id {
			return f.Met, err
		}
	}
	return 0, err
}

// Remove ends the fault.
func (p *Planted) Remove(ctx context.Context) error {
	return p.mock.Control(ctx, http.MethodDelete, fmt.Sprintf("/faults/%d", p.id), nil, nil)
}
