package tenant

import "time"

// auth0Policy is the dialect of Auth0's documentation: "Revoke Refresh Tokens", the Authentication API reference, and,
// where these are silent, what its SDKs and recordings show.
func auth0Policy(p *Policy) {
	p.Dialect = DialectAuth0
	p.Limits = largestTenant()
	p.Access.Lifetime, p.Access.LogoutType = 24*time.Hour, "JWT"
	p.Access.Opaque = true    // "Access Tokens": without an audience
	p.Access.InAddress = true // it is how passport-auth0 asks; RFC 9700 section 4.3.2 advises against it
	p.Responses = ResponsePolicy{Types: allResponseTypes, Modes: []ResponseMode{ModeQuery, ModeFragment, ModeFormPost, ModeWebMessage}}
	p.SignIn.Limit = 200 // "Refresh tokens", limits: live ones of one user at one application
	offline := p.SignIn.Offline
	p.SignIn.Offline = func(c Client, a Audience) bool { // "Use Refresh Token Rotation": not in a browser without it
		return offline(c, a) && (c.AppType != "spa" || p.Rotation.Rotates(c))
	}
	p.SignIn.AsksConsent = auth0Consent
	p.SignIn.UpdatedAt = func(t time.Time) any { return t.UTC().Format("2006-01-02T15:04:05.000Z") } // as recorded of its userinfo
	p.SignIn.BlockedToken, p.SignIn.BlockedBrowser = "unauthorized", "unauthorized"
	p.Status = auth0Status
	p.Clients.Refusal = auth0AuthRefusal
	// The reference speaks of "Client Secret Basic or Post" without telling them apart.
	p.Clients.Accepts = func(registered, presented AuthMethod) bool {
		return registered == presented || secretMethod(registered) && secretMethod(presented)
	}
	p.Clients.AssertionAudiences = func(issuer, endpoint string) []string { return []string{issuer, endpoint} }
	// "Authenticate with Private Key JWT", with its assertion limits.
	p.Clients.Assertions = AssertionRules{Skew: 10 * time.Second, Longest: 5 * time.Minute, NeedsID: true, MaxBytes: 2048, MaxID: 64}
	p.Revocation.Rule = func(r Revocation) (bool, *Error) {
		// The status table: 200 for a token that does not exist, or not any more, and for one of another application. None
		// of these ends anything, whatever the setting.
		return !r.Foreign && (r.Kind == KindLive || r.Kind == KindSpent), nil
	}
	p.Revocation.End = p.endToken
	// As recorded: clients that take nothing but JSON read the type of a body that is not there.
	p.Revocation.Answer = func(Revocation) Answer { return Answer{Status: 200, Type: "application/json"} }
	p.Settings.Cascades = func(s Settings, _ Cause) bool { return s.RevocationDeletesGrant() }
	p.Exchange.Refusal = auth0ExchangeRefusal
	p.DeviceFlow.Admits = auth0DeviceClient
	p.Pushed.Announced = Settings.PushesRequests
	p.Pushed.Admits = func(c Client) *Error { // "Authorization Code Flow with PAR", limitations
		if !c.Public() {
			return nil
		}
		return &Error{Status: 403, Code: "unauthorized_client", Description: "Pushed authorization requests are for applications that authenticate"}
	}
	// Scopes that were not granted are left out in silence.
	p.Exchange.Scopes = func(x Exchange, granted []string) ([]string, *Error) {
		if len(x.Asked) == 0 {
			return granted, nil
		}
		return Within(x.Asked, granted), nil
	}
}

func secretMethod(m AuthMethod) bool { return m == AuthSecretPost || m == AuthSecretBasic }

func auth0AuthRefusal(_ Attempt, found AuthResult) *Error {
	switch found {
	case AuthNoClient:
		return &Error{Status: 400, Code: "invalid_request", Description: "Missing required parameter: client_id"}
	case AuthTwoMethods:
		return &Error{Status: 400, Code: "invalid_request", Description: "More than one client authentication method was used"}
	case AuthMalformedBasic:
		return &Error{Status: 401, Code: "invalid_client", Description: "Malformed authorization header"}
	}
	return &Error{Status: 401, Code: "invalid_client", Description: "Client authentication failed"}
}

// auth0DeviceClient follows "Call Your API Using the Device Authorization Flow", limitations: native, OIDC-conformant
// applications without authentication.
func auth0DeviceClient(c Client) *Error {
	if c.AppType == "native" && c.Public() && c.OIDCConformant() {
		return nil
	}
	return &Error{Status: 403, Code: "unauthorized_client",
		Description: "The device authorization flow is for native, OIDC-conformant applications whose authentication method is none"}
}

func auth0ExchangeRefusal(x Exchange) *Error {
	text := "Unknown or invalid refresh token."
	switch x.Kind {
	case KindLive:
		return nil
	case KindUserGone:
		text = "The refresh_token was generated for a user who doesn't exist anymore."
	case KindUserBlocked:
		text = "user is blocked"
	}
	return &Error{Status: 403, Code: "invalid_grant", Description: text}
}

// auth0Status follows the legacy table of the Authentication API and what its SDKs have met.
func auth0Status(code string) int {
	switch code {
	case "invalid_grant", "unauthorized_client", "access_denied":
		return 403
	case "invalid_client", "unauthorized":
		return 401
	}
	return 400
}
