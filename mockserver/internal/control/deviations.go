package control

import (
	"errors"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/deviation"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

func (a *API) listDeviations(*wire.Call) tenant.Answer {
	on := a.Server.Deviating()
	list := []map[string]any{}
	for _, d := range deviation.All() {
		list = append(list, map[string]any{
			"name": d.Name, "rule": d.Rule, "sentence": d.Sentence, "dialects": d.Dialects, "on": slices.Contains(on, d.Name),
		})
	}
	return ok(map[string]any{"deviations": list})
}

// switchDeviations takes {"names": [...]}: these are on from the next request, all others off.
func (a *API) switchDeviations(c *wire.Call) tenant.Answer {
	var wanted struct {
		Names *[]string `json:"names"`
	}
	if err := decodeBody(c, &wanted); err != nil {
		return badRequest(err)
	}
	if wanted.Names == nil {
		return badRequest(errors.New(`names is missing; write {"names": [NAME, ...]}, or {"names": []} for none`))
	}
	if err := a.Server.Deviate(*wanted.Names...); err != nil {
		return badRequest(err)
	}
	return ok(map[string]any{"on": a.Server.Deviating()})
}
