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
		if bad := c.badBody("Expected exactly one of: ids; user_id; user_id and client_id; user_id, client_id and audience"); bad != nil {
			return nil, bad
		}
	}
	field := func(name string) string { s, _ := c.body[name].(string); return s }
	named := tenant.NamedTokens{IDs: textList(c.body["ids"]), UserID: field("user_id"), ClientID: field("client_id"), Audience: field("audience")}
	if bad := c.mustExist(named); bad != nil {
		return nil, bad
	}
	return item{}, c.endTokens(named, tenant.CauseToken)
}

// mustExist refuses a body that names a user, an application or an API that is not there: with 400, since the path is.
func (c *call) mustExist(n tenant.NamedTokens) (err error) {
	if n.UserID != "" {
		_, err = c.user(n.UserID)
	}
	if err == nil && n.ClientID != "" {
		_, err = c.client(n.ClientID)
	}
	if err == nil && n.Audience != "" && n.Audience != c.managementIdentifier() && n.Audience != c.Request.Canonical+"userinfo" {
		_, err = c.audience(n.Audience)
	}
	var p *tenant.Problem
	if errors.As(err, &p) {
		return c.badBodyAs(problem(http.StatusBadRequest, p.Message, p.Code))
	}
	return err
}

// endTokens ends the refresh tokens that are named, later, as the operations do that answer 202. No setting has it take the grant along:
// it speaks of the Authentication API. A token that is not there is none.
func (c *call) endTokens(n tenant.NamedTokens, cause tenant.Cause) error {
	n.Operation = c.route.name
	n = c.Policy.RefreshTokens.Named(n)
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return err
	}
	var others []tenant.Selector
	end := func(g *tenant.Grant) {
		for _, f := range g.Families {
			if n.Name(f) && g.Usable(f, c.Now) {
				c.known = true
				e := &tenant.Ending{Cause: cause, Named: &n, Grant: g, Family: f, Settings: settings, Place: g.Newest(f), Now: c.Now,
					From: c.whenCarriedOut()}
				c.Policy.RefreshTokens.End(e)
				others = append(others, e.Others...)
			}
		}
	}
	for _, id := range n.IDs {
		if grant, wellFormed := tenant.GrantOfCredential(id); wellFormed && err == nil {
			err = store.IgnoreMissing(c.store.UpdateGrant(c.Ctx, grant, end))
		}
	}
	if grants, some := n.Selector(); some && len(n.IDs) == 0 {
		_, err = store.UpdateEach(c.Ctx, c.store, grants, end)
	}
	if err == nil {
		err = store.End(c.Ctx, c.store, others...)
	}
	return err
}

// whenCarriedOut is when an operation that answers 202 will have been carried out.
func (c *call) whenCarriedOut() time.Time { return c.Now.Add(c.Policy.Management.Delay) }
