package tenant

// Switches are readings of the documentation that a tenant may choose; the dialect's own is the default. Package reading lists them.

// DevicesIgnoreSetting lets the setting govern the Authentication API only: deleting a device credential then ends
// that credential alone (the Management API reference; the founding document says otherwise).
func DevicesIgnoreSetting(p *Policy) {
	cascades := p.Settings.Cascades
	p.Settings.Cascades = func(s Settings, c Cause) bool { return c != CauseDevice && cascades(s, c) }
}

// ReuseEndsGrant lets a reuse end the grant along with the family (Auth0, "Configure Refresh Token Rotation").
func ReuseEndsGrant(p *Policy) { p.Rotation.Breach = (*Ending).EndGrant }

// ForeignIsRefused refuses the revocation of another application's token, as the prose of "Revoke Refresh Tokens" has it;
// its status table answers 200.
func ForeignIsRefused(p *Policy) {
	rule := p.Revocation.Rule
	p.Revocation.Rule = func(r Revocation) (bool, *Error) {
		if r.Foreign {
			return rfcRevocation(r)
		}
		return rule(r)
	}
}

// WrongSecretIsAccessDenied refuses who is unknown, or sends no secret or a wrong one, as live tenants were often seen to do
// (node-auth0 #134 and #682, laravel-auth0 #42, express-openid-connect #363); the reference has invalid_client.
func WrongSecretIsAccessDenied(p *Policy) {
	refusal := p.Clients.Refusal
	p.Clients.Refusal = func(a Attempt, found AuthResult) *Error {
		e := *refusal(a, found)
		switch found {
		case AuthUnknownClient, AuthMissing, AuthWrongSecret, AuthWrongMethod:
			e.Code, e.Description = "access_denied", "Unauthorized"
		}
		return &e
	}
}

// RequireUserID refuses a listing of device credentials that names no user (Auth0, migrations, 17 December 2020; the
// reference of the Management API has the parameter as optional).
func RequireUserID(p *Policy) { p.Management.UserRequired = true }

// WithoutEnterprise takes away the endpoints that Auth0 has on Enterprise plans: refresh tokens and sessions.
func WithoutEnterprise(p *Policy) { p.Management.Enterprise = false }

// WithoutRevocation takes away the revocation endpoint, and what the metadata says of it: many servers rotate and revoke nothing.
func WithoutRevocation(p *Policy) { p.Revocation.Offered = false }

// HintRequired insists on a parameter that RFC 7009 section 2.1 leaves to the client, as some servers do.
func HintRequired(p *Policy) {
	rule := p.Revocation.Rule
	p.Revocation.Rule = func(r Revocation) (bool, *Error) {
		if !r.Request.Params.Has("token_type_hint") {
			return false, &Error{Status: 400, Code: "invalid_request", Description: "Missing required parameter: token_type_hint"}
		}
		return rule(r)
	}
}

// FreeTenantLimit lets callers ask no more than a free tenant does (Auth0, "Rate Limit Configurations", Free).
func FreeTenantLimit(p *Policy) { p.Limits = freeTenant() }

// SuccessBodyOK answers a revocation with the text "OK" (the OpenAPI document of the Authentication API).
func SuccessBodyOK(p *Policy) {
	answer := p.Revocation.Answer
	p.Revocation.Answer = func(r Revocation) Answer {
		a := answer(r)
		a.Text, a.Type = "OK", "text/plain"
		return a
	}
}
