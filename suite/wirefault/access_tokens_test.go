package wirefault_test

import "net/http"

// accessTokens are faults in what a revocation does to access tokens, and in what introspection says.
func accessTokens() []fault {
	given := all(isRevocation, authentic, isAccessToken)
	return []fault{
		{rule: "REV-22", name: "userinfo takes the access token after all", dialect: rfc, wrong: both(isUserinfo, outliving(func(*proxy, access) bool { return true }), honest)},

		{rule: "REV-23", name: "active is left out", dialect: rfc, wrong: introspecting(refreshToken, field("active", nil))},

		{rule: "REV-24", name: "an access token is killed", dialect: auth0, wrong: killingAccess},
		{rule: "REV-24", name: "an access token is 204", dialect: auth0, wrong: at(given, changingSuccess(status(204)))},
		{rule: "REV-38", name: "an access token is 204", dialect: rfc, wrong: at(given, changingSuccess(status(204)))},
	}
}

// introspecting changes the answer about a token that is inactive.
func introspecting(is condition, change func(*answer) *answer) behaviour {
	return at(all(isIntrospection, is), changing(func(a *answer) *answer {
		if active, _ := a.object()["active"].(bool); active || !a.ok() {
			return a
		}
		return change(a)
	}))
}

// alive shows access tokens as good that are not.
func alive(pick func(p *proxy, a access) bool) behaviour {
	return func(p *proxy, r *request) *answer {
		value := r.param("token")
		if isUserinfo(p, r) {
			value = r.bearer()
		}
		a, known := p.accessToken(value)
		switch {
		case !known || !pick(p, a):
		case isUserinfo(p, r):
			return replyJSON(http.StatusOK, map[string]any{"sub": a.refresh.user})
		case isIntrospection(p, r):
			return replyJSON(http.StatusOK, map[string]any{"active": true, "client_id": a.refresh.client, "sub": a.refresh.user, "token_type": "Bearer"})
		}
		return p.send(r)
	}
}

// outliving shows those access tokens as good whose refresh token was revoked, but not those revoked themselves.
func outliving(pick func(p *proxy, a access) bool) behaviour {
	return alive(func(p *proxy, a access) bool { return !a.revoked && familyRevoked(p, a.refresh) && pick(p, a) })
}

// killingAccess lets no access token pass at userinfo that was once presented for revocation.
func killingAccess(p *proxy, r *request) *answer {
	if a, known := p.accessToken(r.bearer()); known && a.revoked && isUserinfo(p, r) {
		return replyJSON(http.StatusUnauthorized, map[string]string{"error": "invalid_token"}).withHeader("WWW-Authenticate", "Bearer")
	}
	return p.send(r)
}
