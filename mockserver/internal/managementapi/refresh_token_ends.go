package managementapi

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const mostRevoked = 100

// revocationBody is one of four: ids; user_id; user_id and client_id; all of these and audience.
var revocationBody = object(properties{
	"ids":     &schema{Type: "array", MinItems: 1, MaxItems: mostRevoked, Items: name(30)},
	"user_id": name(mostID), "client_id": name(64), "audience": name(600),
})

var revocationForms = []string{"ids", "user_id", "client_id user_id", "audience client_id user_id"}

// revokeRefreshTokens takes exactly one of the forms. A field that would widen, rather than narrow, by being left out of
// what is understood is a refusal.
func (c *call) revokeRefreshTokens() (any, error) {
	var given []string
	for _, field := range []string{"audience", "client_id", "ids", "user_id"} {
		if _, ok := c.body[field]; ok {
			given = append(given, field)
		}
	}
	if !slices.Contains(revocationForms, strings.Join(given, " ")) {
		return nil, badBody("Expected exactly one of: ids; user_id; user_id and client_id; user_id, client_id and audience")
	}
	if ids, ok := c.body["ids"]; ok {
		return item{}, c.revokeIDs(textList(ids))
	}
	field := func(name string) string { s, _ := c.body[name].(string); return s }
	s := tenant.Selector{UserID: field("user_id"), ClientID: field("client_id"), Audience: field("audience")}
	if bad := c.mustExist(s); bad != nil {
		return nil, bad
	}
	return item{}, c.endTokensOf(s, tenant.CauseToken, anyFamily)
}

// mustExist refuses a body that names a user, an application or an API that is not there: with 400, since the path is.
func (c *call) mustExist(s tenant.Selector) error {
	_, err := c.user(s.UserID)
	if err == nil && s.ClientID != "" {
		_, err = c.client(s.ClientID)
	}
	if err == nil && s.Audience != "" && s.Audience != c.managementIdentifier() && s.Audience != c.Request.Issuer+"userinfo" {
		_, err = c.audience(s.Audience)
	}
	var p *tenant.Problem
	if errors.As(err, &p) {
		return problem(http.StatusBadRequest, p.Message, p.Code)
	}
	return err
}

func (c *call) revokeIDs(ids []string) error {
	for _, id := range ids {
		if err := c.endToken(id); err != nil {
			return err
		}
	}
	return nil
}

// endToken ends the refresh token of that id; one that is not there is none.
func (c *call) endToken(id string) error {
	grant, wellFormed := tenant.GrantOfCredential(id)
	if !wellFormed {
		return nil
	}
	return store.IgnoreMissing(c.store.UpdateGrant(c.Ctx, grant, c.endingTokens(tenant.CauseToken, func(f *tenant.Family) bool { return f.ID == id })))
}

func anyFamily(*tenant.Family) bool { return true }

// endTokensOf ends the picked refresh tokens of the grants that are selected.
func (c *call) endTokensOf(s tenant.Selector, cause tenant.Cause, pick func(*tenant.Family) bool) error {
	_, err := store.UpdateEach(c.Ctx, c.store, s, c.endingTokens(cause, pick))
	return err
}

// endingTokens ends the picked refresh tokens of a grant: later, as the operations do that answer 202. No setting has it take the
// grant along: it speaks of the Authentication API.
func (c *call) endingTokens(cause tenant.Cause, pick func(*tenant.Family) bool) func(*tenant.Grant) {
	return func(g *tenant.Grant) {
		for _, f := range g.Families {
			if pick(f) && g.Usable(f, c.Now) {
				c.known = true
				e := &tenant.Ending{Cause: cause, Grant: g, Family: f, Place: g.Newest(f), Now: c.Now, From: c.whenCarriedOut()}
				e.EndFamily()
			}
		}
	}
}

// whenCarriedOut is when an operation that answers 202 will have been carried out.
func (c *call) whenCarriedOut() time.Time { return c.Now.Add(c.Policy.Management.Delay) }
