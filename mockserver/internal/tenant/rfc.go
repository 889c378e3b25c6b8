package tenant

import "time"

// rfcPolicy is the dialect of the standards: RFC 6749, 7009, 7523, 7662, 8414 and 9700.
func rfcPolicy(p *Policy) {
	p.Dialect = DialectRFC
	p.Access.Lifetime, p.Access.RFC9068, p.Access.LogoutType = time.Hour, true, "logout+jwt"
	p.Access.Recorded = true
	// RFC 9700 section 2.1.2: no access tokens by way of a browser.
	p.Responses = ResponsePolicy{Types: []ResponseType{ResponseCode}, Modes: []ResponseMode{ModeQuery, ModeFragment, ModeFormPost}}
	p.Introspection.Offered = true
	p.SignIn.OwnGrant = true
	p.Codes.Replayed = (*Ending).EndGrant
	p.SignIn.RequiresPKCE = func(c Client) bool { return c.Public() } // RFC 9700 section 2.1.1
	p.Parameters.JSON = func(_ Request) bool { return false }
	p.SignIn.BlockedToken, p.SignIn.BlockedBrowser = "invalid_grant", "access_denied"
	p.Status = func(string) int { return 400 } // RFC 6749 section 5.2
	p.Clients.Refusal = rfcAuthRefusal
	p.Clients.Accepts = func(registered, presented AuthMethod) bool { return registered == presented }
	p.Clients.AssertionAudiences = func(issuer, endpoint string) []string {
		return []string{issuer, endpoint, issuer + "oauth/token"} // RFC 7523 section 3
	}
	p.Clients.Assertions = AssertionRules{Skew: 30 * time.Second} // jti is optional there
	p.Revocation.Rule = rfcRevocation
	p.Revocation.End = p.endToken
	p.Revocation.EndAccess = func(r Revocation, a *AccessToken, _ *Ending) {
		a.Ended.set(End{At: r.Now, Cause: CauseRevocation})
	}
	p.Users.PasswordChanged = (*Ending).EndGrant                                               // RFC 9700 section 4.14.2 lets a server choose that
	p.Settings.Cascades = func(Settings, Cause) bool { return false }                          // the setting is Auth0's
	p.Rotation.Rotates = func(c Client) bool { return c.Public() || c.RefreshTokens.Rotating } // RFC 9700 section 4.14.2
	p.Exchange.Refusal = func(x Exchange) *Error {
		if x.Kind == KindLive {
			return nil
		}
		return &Error{Status: 400, Code: "invalid_grant", Description: "The refresh token is invalid, expired or revoked"}
	}
	p.Exchange.Scopes = func(x Exchange, granted []string) ([]string, *Error) {
		if len(x.Asked) == 0 {
			return granted, nil
		}
		if len(Within(x.Asked, granted)) < len(x.Asked) {
			return nil, &Error{Status: 400, Code: "invalid_scope", Description: "The scope exceeds what was granted"}
		}
		return x.Asked, nil
	}
}

// rfcRevocation follows RFC 7009 section 2.1 (another client's token is refused) and 2.2 (an unknown one is not).
func rfcRevocation(r Revocation) (bool, *Error) {
	if r.Foreign {
		return false, &Error{Status: 400, Code: "invalid_grant", Description: "The token was issued to another client"}
	}
	return r.Kind != KindUnknown, nil
}

// rfcAuthRefusal follows RFC 6749 section 5.2: a failure by the Authorization header names the scheme.
func rfcAuthRefusal(a Attempt, found AuthResult) *Error {
	if found == AuthTwoMethods {
		return &Error{Status: 400, Code: "invalid_request", Description: "More than one client authentication method was used"}
	}
	e := &Error{Status: 401, Code: "invalid_client", Description: "Client authentication failed"}
	if a.Method == AuthSecretBasic {
		e.Header = map[string]string{"WWW-Authenticate": `Basic realm="token", charset="UTF-8"`}
	}
	return e
}
