package control

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// signIn signs a user in, and answers what the token endpoint would: so a test has tokens without passwords and pages, and without a request
// among those that are recorded.
func (a *API) signIn(c *wire.Call) tenant.Answer {
	wanted := struct {
		Username string  `json:"username"`
		ClientID string  `json:"client_id"`
		Audience string  `json:"audience"`
		Scope    *string `json:"scope"`
	}{}
	if err := decodeBody(c, &wanted); err != nil {
		return badRequest(err)
	}
	if wanted.Username == "" || wanted.ClientID == "" {
		return badRequest(errors.New("who signs in where? Write username and client_id"))
	}
	about := tenant.Params{"scope": {"openid offline_access"}}
	if wanted.Scope != nil {
		about["scope"] = []string{*wanted.Scope}
	}
	if wanted.Audience != "" {
		about["audience"] = []string{wanted.Audience}
	}
	return a.SignIn(c, wanted.Username, wanted.ClientID, about).With("Cache-Control", "no-store")
}
