package control

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// shownRequest is a recorded request as it is listed.
type shownRequest struct {
	Number        int      `json:"number"` // ascending, of all requests so far
	At            string   `json:"at"`     // on the tenant's clock
	Method        string   `json:"method"`
	Path          string   `json:"path"`
	Status        int      `json:"status"`
	Error         string   `json:"error,omitempty"` // of the answer
	ClientID      string   `json:"client_id,omitempty"`
	Authorization string   `json:"authorization,omitempty"` // its scheme
	UserAgent     string   `json:"user_agent,omitempty"`
	Origin        string   `json:"origin,omitempty"`
	Query         any      `json:"query,omitempty"`
	Body          any      `json:"body,omitempty"`
	Issued        []string `json:"issued,omitempty"` // tokens, by name
}

// filters of the list, each with what it keeps; all must.
var filters = map[string]func(e record, value string) bool{
	"method":    func(e record, v string) bool { return strings.EqualFold(e.request.Method, v) },
	"path":      func(e record, v string) bool { return strings.HasPrefix(e.request.Path, v) },
	"client_id": func(e record, v string) bool { return e.client == v },
	"status": func(e record, v string) bool { // 403, or 4xx
		family, isFamily := strings.CutSuffix(strings.ToLower(v), "xx")
		return strconv.Itoa(e.answered) == v || isFamily && strconv.Itoa(e.answered/100) == family
	},
	"after": func(e record, v string) bool {
		number, _ := strconv.Atoi(v)
		return e.number > number
	},
}

func (a *API) listRequests(c *wire.Call) tenant.Answer {
	for name, values := range c.Request.Query {
		if _, known := filters[name]; !known || len(values) != 1 {
			return refuse(http.StatusBadRequest, fmt.Sprintf("unknown or repeated parameter %q; there are after, client_id, method, path and status", name))
		}
	}
	if after := c.Request.Query.Get("after"); after != "" {
		if _, err := strconv.Atoi(after); err != nil {
			return refuse(http.StatusBadRequest, "after is not the number of a request")
		}
	}
	list := []shownRequest{}
	for _, e := range a.Recorder.newest() {
		if a.wanted(e, c.Request.Query) {
			list = append(list, a.show(c, e))
		}
	}
	return ok(map[string]any{"requests": list})
}

func (a *API) wanted(e record, query tenant.Params) bool {
	for name := range query {
		if !filters[name](e, query.Get(name)) {
			return false
		}
	}
	return true
}

func (a *API) show(c *wire.Call, e record) shownRequest {
	s := shownRequest{
		Number: e.number, At: formatTime(e.at), Method: e.request.Method, Path: e.request.Path, Status: e.answered, Error: e.error,
		ClientID: e.client, Authorization: e.scheme, UserAgent: e.request.Agent, Origin: e.request.Origin,
		Query: a.unmask(c, e.query), Body: a.unmask(c, e.body),
	}
	for _, token := range e.issued {
		name, _ := a.unmask(c, token).(string)
		s.Issued = append(s.Issued, strings.Trim(name, "[]"))
	}
	return s
}

func (a *API) forgetRequests(*wire.Call) tenant.Answer {
	a.Recorder.Forget()
	return tenant.Answer{Status: http.StatusNoContent}
}
