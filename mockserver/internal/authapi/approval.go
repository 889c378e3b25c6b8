package authapi

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// recordConsent records that the user has let the application in, and returns the id of that grant: it is there from the consent
// on (Auth0, "User Consent and Third-Party Applications"), whether or not tokens are fetched. Where every sign-in is a
// grant of its own, it is made with the tokens.
func (c *call) recordConsent(p tenant.Pending, session tenant.Session) (string, *tenant.Error) {
	if c.Policy.SignIn.OwnGrant {
		return "", nil
	}
	in, refusal := c.signInOf(p, session)
	if refusal != nil {
		return "", refusal
	}
	scopes, refusal := c.grantedScopes(in, p.Scopes)
	if refusal != nil {
		return "", refusal
	}
	s := tenant.SignIn{Key: tenant.GrantKey{UserID: session.UserID, ClientID: in.client.ID, Audience: in.api.Identifier}, Scopes: scopes, Now: c.Now}
	id := ""
	err := c.store.SignIn(c.Ctx, s.Key, func(current *tenant.Grant) *tenant.Grant {
		g := c.Policy.Grant(current, s)
		id = g.ID
		return g
	})
	if err != nil {
		return "", c.fault(err)
	}
	return id, nil
}

// approval is what a user agreed to earlier, in that session and on that grant, as far as it is known before the sign-in.
func (c *call) approval(userID, session, grant string, invalid *tenant.Error) (*tenant.Approval, *tenant.Error) {
	user, err := c.store.User(c.Ctx, userID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, invalid
	}
	if err != nil {
		return nil, c.fault(err)
	}
	a := &tenant.Approval{User: user, GrantID: grant, GrantType: c.params.Get("grant_type"), Invalid: invalid, Now: c.Now}
	sessions, err := c.store.Sessions(c.Ctx, userID)
	if err != nil {
		return nil, c.fault(err)
	}
	for _, s := range sessions {
		if s.ID == session {
			a.Session = s
		}
	}
	return a, nil
}

// redeem says whether what the user approved is still honoured, given the present grant.
func (c *call) redeem(in signIn, current *tenant.Grant) *tenant.Error {
	if in.approval == nil {
		return nil
	}
	a := *in.approval
	a.Grant = current
	return c.Policy.Redeem(a)
}
