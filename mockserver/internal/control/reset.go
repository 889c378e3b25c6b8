package control

import (
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// reset takes nothing, or {"founded": "2020-06-01T00:00:00Z"} for a tenant that is as old as that.
func (a *API) reset(c *wire.Call) tenant.Answer {
	var wanted struct {
		Founded *string `json:"founded"`
	}
	if err := decodeBody(c, &wanted); err != nil {
		return badRequest(err)
	}
	var err error
	if wanted.Founded == nil {
		err = a.Server.Reset(c.Ctx)
	} else {
		founded, malformedTime := parseTime("founded", *wanted.Founded)
		if malformedTime != nil {
			return badRequest(malformedTime)
		}
		err = a.Server.Refound(c.Ctx, founded)
	}
	if err != nil {
		c.Failed("bring back the seed", err)
		return refuse(http.StatusServiceUnavailable, "the store failed, so the seed is not back, or not all of it; ask again when the store is mended")
	}
	a.Recorder.Forget()
	return tenant.Answer{Status: http.StatusNoContent}
}
