package tenant

import "time"

// Approval is what a user agreed to a while ago, at the authorization endpoint or for a device, at the moment when it is
// redeemed for tokens. Much may have happened since.
type Approval struct {
	User      *User
	Session   *Session // that it was given in; nil: logged out of
	GrantID   string   // of the grant that was recorded then; empty: none was
	Grant     *Grant   // the present one of that user, application and audience; nil: there is none
	GrantType string   // by which it is redeemed
	Invalid   *Error   // how an approval that is not valid is refused
	Now       time.Time
}

// Redeem refuses the approval of whoever may not sign in any more, and what has been taken back: tokens are issued in the
// context of a grant, so none are once it was deleted (Auth0, "Revoke Refresh Tokens"), nor in a session that was revoked
// with its refresh tokens.
func (p *Policy) Redeem(a Approval) *Error { return p.SignIn.Honours(a, p.redeem(a)) }

func (p *Policy) redeem(a Approval) *Error {
	switch {
	case a.Session != nil && a.Session.Revoked:
		return a.Invalid
	case a.User.Blocked:
		return &Error{Status: p.Status(p.SignIn.BlockedToken), Code: p.SignIn.BlockedToken, Description: "user is blocked"}
	case a.GrantID == "":
		return nil
	case a.Grant == nil, a.Grant.ID != a.GrantID, !p.SignIn.Continue(a.Grant, a.Now):
		return a.Invalid
	}
	return nil
}
