package control

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// writtenFault is a fault as the control API takes and shows it: durations as 1m30s.
type writtenFault struct {
	ID          int               `json:"id,omitempty"`
	Method      string            `json:"method,omitempty"`
	Path        string            `json:"path,omitempty"`
	ClientID    string            `json:"client_id,omitempty"`
	UserID      string            `json:"user_id,omitempty"`
	Token       string            `json:"token,omitempty"`
	Skip        int               `json:"skip,omitempty"`
	Times       int               `json:"times,omitempty"`
	Probability float64           `json:"probability,omitempty"`
	Seed        uint64            `json:"seed,omitempty"`
	Delay       string            `json:"delay,omitempty"`
	Served      bool              `json:"served,omitempty"`
	Status      int               `json:"status,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	Body        string            `json:"body,omitempty"`
	Slow        string            `json:"slow,omitempty"`
	Cut         fault.Cut         `json:"cut,omitempty"`
	Met         *int              `json:"met,omitempty"` // shown, never taken
}

func (w writtenFault) fault() (f fault.Fault, err error) {
	if w.ID != 0 || w.Met != nil {
		return f, errors.New("id and met are the server's to say; leave them out")
	}
	f = fault.Fault{Method: w.Method, Path: w.Path, ClientID: w.ClientID, UserID: w.UserID, Token: w.Token,
		Skip: w.Skip, Times: w.Times, Probability: w.Probability, Seed: w.Seed,
		Served: w.Served, Status: w.Status, Header: w.Headers, Body: w.Body, Cut: w.Cut}
	for name, d := range map[string]struct {
		text string
		into *time.Duration
	}{"delay": {w.Delay, &f.Delay}, "slow": {w.Slow, &f.Slow}} {
		if d.text == "" {
			continue
		}
		if *d.into, err = time.ParseDuration(d.text); err != nil {
			return f, errors.New(name + " is not a duration; write it as 500ms or 10s")
		}
	}
	return f, nil
}

func shownFault(p fault.Planted) writtenFault {
	f := p.Fault
	w := writtenFault{ID: p.ID, Method: f.Method, Path: f.Path, ClientID: f.ClientID, UserID: f.UserID, Token: f.Token,
		Skip: f.Skip, Times: f.Times, Probability: f.Probability, Seed: f.Seed,
		Served: f.Served, Status: f.Status, Headers: f.Header, Body: f.Body, Cut: f.Cut, Met: &p.Met}
	if f.Delay > 0 {
		w.Delay = f.Delay.String()
	}
	if f.Slow > 0 {
		w.Slow = f.Slow.String()
	}
	return w
}

// addFault takes one fault: requests meet it from the next one on.
func (a *API) addFault(c *wire.Call) tenant.Answer {
	var wanted writtenFault
	if err := decodeBody(c, &wanted); err != nil {
		return badRequest(err)
	}
	f, err := wanted.fault()
	if err != nil {
		return badRequest(err)
	}
	id, err := a.Server.AddFault(f)
	if err != nil {
		return badRequest(err)
	}
	return tenant.Answer{Status: http.StatusCreated, JSON: map[string]any{"id": id}}
}

func (a *API) listFaults(*wire.Call) tenant.Answer {
	list := []writtenFault{}
	for _, p := range a.Server.Faults() {
		list = append(list, shownFault(p))
	}
	return ok(map[string]any{"faults": list})
}

func (a *API) removeFaults(*wire.Call) tenant.Answer {
	a.Server.ClearFaults()
	return tenant.Answer{Status: http.StatusNoContent}
}

func (a *API) removeFault(c *wire.Call) tenant.Answer {
	id, err := strconv.Atoi(c.Param("id"))
	if err != nil || !a.Server.RemoveFault(id) {
		return refuse(http.StatusNotFound, "there is no such fault; GET /_mock/faults lists those that there are")
	}
	return tenant.Answer{Status: http.StatusNoContent}
}
