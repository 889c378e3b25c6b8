package wirefault_test

import "net/http"

// accessTokens are faults in what a revocation does to access tokens, and in what introspection says.
func accessTokens() []fault {
	given := all(isRevocation, authentic, isAccessToken)
	killingRefresh := func(p *proxy, r *request) *answer {
		if a, known := p.accessToken(r.param("token")); known {
			p.kill(p.all(func(t token) bool { return t.family == a.refresh.family })...)
		}
		return p.send(r)
	}
	return []fault{
		{rule: "REV-22", name: "access tokens outlive the refresh token", dialect: rfc, wrong: outliving(func(*proxy, access) bool { return true })},
		{rule: "REV-22", name: "the access token from before an exchange lives on", dialect: rfc, wrong: outliving(hasLater)},
		{rule: "REV-22", name: "the newest access token lives on", dialect: rfc, wrong: outliving(func(p *proxy, a access) bool { return !hasLater(p, a) })},
		{rule: "REV-22", name: "userinfo takes the access token after all", dialect: rfc, wrong: both(isUserinfo, outliving(func(*proxy, access) bool { return true }), honest)},

		{rule: "REV-23", name: "a revoked refresh token is active", dialect: rfc, wrong: introspecting(refreshToken, field("active", true))},
		{rule: "REV-23", name: "active is the text false", dialect: rfc, wrong: introspecting(refreshToken, field("active", "false"))},
		{rule: "REV-23", name: "a revoked refresh token is 404", dialect: rfc, wrong: introspecting(refreshToken, status(404))},
		{rule: "REV-23", name: "active is left out", dialect: rfc, wrong: introspecting(refreshToken, field("active", nil))},
		{rule: "REV-47", name: "the inactive answer names the client", dialect: rfc, wrong: introspecting(refreshToken, field("client_id", "mock-confidential"))},
		{rule: "REV-47", name: "the inactive answer names the user", dialect: rfc, wrong: introspecting(refreshToken, field("sub", "auth0|1"))},

		{rule: "REV-24", name: "an access token is refused", dialect: auth0, wrong: at(given, refusing(400, "unsupported_token_type"))},
		{rule: "REV-24", name: "an access token kills its refresh token", dialect: auth0, wrong: at(given, killingRefresh)},
		{rule: "REV-24", name: "an access token is killed", dialect: auth0, wrong: killingAccess},
		{rule: "REV-24", name: "an access token is 204", dialect: auth0, wrong: at(given, changingSuccess(status(204)))},
		{rule: "REV-38", name: "an access token is invalid_request", dialect: rfc, wrong: at(given, refusing(400, "invalid_request"))},
		{rule: "REV-38", name: "an access token is 403", dialect: rfc, wrong: at(given, refusing(403, "unsupported_token_type"))},
		{rule: "REV-38", name: "an access token is 204", dialect: rfc, wrong: at(given, changingSuccess(status(204)))},

		{rule: "REV-43", name: "a revoked access token stays active", dialect: rfc, wrong: alive(func(_ *proxy, a access) bool { return a.revoked })},
		{rule: "REV-43", name: "userinfo takes it after all", dialect: rfc, wrong: both(isUserinfo, alive(func(_ *proxy, a access) bool { return a.revoked }), honest)},
		{rule: "REV-43", name: "the revocation of an access token is swallowed", dialect: rfc, wrong: at(given, pretending)},
		{rule: "REV-44", name: "afterwards the refresh token is 500 for ever", dialect: rfc, wrong: at(all(isExchange, authentic, ownToken), func(p *proxy, r *request) *answer {
			t, _ := p.token(presented(r))
			if p.accessRevoked(t.family) {
				return refuse(http.StatusInternalServerError, "server_error", "Out of order.")
			}
			return p.send(r)
		})},
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

// hasLater says whether a later exchange of the family gave another access token.
func hasLater(p *proxy, a access) bool {
	p.ledger.mu.Lock()
	defer p.ledger.mu.Unlock()
	for _, o := range p.access {
		if o.refresh.family == a.refresh.family && o.number > a.number {
			return true
		}
	}
	return false
}

func (l *ledger) accessRevoked(family string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.access {
		if a.revoked && a.refresh.family == family {
			return true
		}
	}
	return false
}

// killingAccess lets no access token pass at userinfo that was once presented for revocation.
func killingAccess(p *proxy, r *request) *answer {
	if a, known := p.accessToken(r.bearer()); known && a.revoked && isUserinfo(p, r) {
		return replyJSON(http.StatusUnauthorized, map[string]string{"error": "invalid_token"}).withHeader("WWW-Authenticate", "Bearer")
	}
	return p.send(r)
}
