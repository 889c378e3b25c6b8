package deviation

import (
	"maps"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// change is what a deviation does to a policy. The functions below each change one decision and leave the rest to what was
// decided before.
type change = func(*tenant.Policy)

// allOf makes several changes.
func allOf(changes ...change) change {
	return func(p *tenant.Policy) {
		for _, change := range changes {
			change(p)
		}
	}
}

// changingRevocationAnswer changes the answer to a revocation that was not refused.
func changingRevocationAnswer(change func(tenant.Revocation, *tenant.Answer)) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Answer
		p.Revocation.Answer = func(r tenant.Revocation) tenant.Answer {
			a := before(r)
			change(r, &a)
			return a
		}
	}
}

// decidingRevocation has the token ended, or refused, or neither, on that condition.
func decidingRevocation(when func(tenant.Revocation) bool, ends bool, refusal *tenant.Error) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Rule
		p.Revocation.Rule = func(r tenant.Revocation) (bool, *tenant.Error) {
			if when(r) {
				return ends, refusal
			}
			return before(r)
		}
	}
}

// ignoringRevocation answers as it should, and ends nothing, on that condition.
func ignoringRevocation(when func(tenant.Revocation) bool) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Rule
		p.Revocation.Rule = func(r tenant.Revocation) (bool, *tenant.Error) {
			ignored := when(r)
			ends, refusal := before(r)
			return ends && !ignored, refusal
		}
	}
}

// changingAuthentication changes what the authentication of a client comes to.
func changingAuthentication(change func(tenant.Attempt, tenant.AuthResult) tenant.AuthResult) change {
	return func(p *tenant.Policy) {
		before := p.Clients.Judge
		p.Clients.Judge = func(a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
			return change(a, before(a, found))
		}
	}
}

// takingFor takes one finding of an endpoint for another one, on that condition. No endpoint is any, no condition is always.
func takingFor(other tenant.AuthResult, at tenant.Endpoint, found tenant.AuthResult, when func(tenant.Attempt) bool) change {
	return changingAuthentication(func(a tenant.Attempt, got tenant.AuthResult) tenant.AuthResult {
		if got == found && (at == "" || a.Request.Endpoint == at) && (when == nil || when(a)) {
			return other
		}
		return got
	})
}

func acceptingAtRevocation(found tenant.AuthResult, when func(tenant.Attempt) bool) change {
	return takingFor(tenant.AuthOK, tenant.EndpointRevocation, found, when)
}

func refusingAtRevocation(as tenant.AuthResult, when func(tenant.Attempt) bool) change {
	return takingFor(as, tenant.EndpointRevocation, tenant.AuthOK, when)
}

func acceptingAtToken(found tenant.AuthResult, when func(tenant.Attempt) bool) change {
	return takingFor(tenant.AuthOK, tenant.EndpointToken, found, when)
}

// changingClientRefusal changes the answer to that failure of authentication, at that endpoint; nothing named is any.
func changingClientRefusal(at tenant.Endpoint, of tenant.AuthResult, change func(tenant.Attempt, *tenant.Error)) change {
	return func(p *tenant.Policy) {
		before := p.Clients.Refusal
		p.Clients.Refusal = func(a tenant.Attempt, found tenant.AuthResult) *tenant.Error {
			e := before(a, found)
			if (at == "" || a.Request.Endpoint == at) && (of == "" || of == found) {
				change(a, e)
			}
			return e
		}
	}
}

func withoutDescription(_ tenant.Attempt, e *tenant.Error) { e.Description = "" }

func withStatus(status int) func(tenant.Attempt, *tenant.Error) {
	return func(_ tenant.Attempt, e *tenant.Error) { e.Status = status }
}

// changingAnswer changes answers of one endpoint before they are sent.
func changingAnswer(endpoint tenant.Endpoint, change func(tenant.Request, *tenant.Answer)) change {
	return func(p *tenant.Policy) {
		before := p.Wire
		p.Wire = func(r tenant.Request, a tenant.Answer) tenant.Answer {
			if before != nil {
				a = before(r, a)
			}
			if r.Endpoint == endpoint {
				change(r, &a)
			}
			return a
		}
	}
}

// changingStatus changes the status of the revocation endpoint's answers to that method; from 0 is from any.
func changingStatus(method string, from, to int) change {
	return changingAnswer(tenant.EndpointRevocation, func(r tenant.Request, a *tenant.Answer) {
		if r.Method == method && (from == 0 || a.Status == from) {
			a.Status = to
		}
	})
}

// acceptingExchange accepts an exchange that should be refused, on that condition.
func acceptingExchange(when func(tenant.Exchange) bool) change {
	return func(p *tenant.Policy) {
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			if e := before(x); e != nil && !when(x) {
				return e
			}
			return nil
		}
	}
}

// changingRefusalOfRevoked changes how the exchange of a revoked token is refused.
func changingRefusalOfRevoked(change func(*tenant.Error)) change {
	return changingRefusalOf(func(x tenant.Exchange) bool { return x.Kind == tenant.KindEnded }, change)
}

// changingRefusalOf changes how some exchanges are refused.
func changingRefusalOf(which func(tenant.Exchange) bool, change func(*tenant.Error)) change {
	return func(p *tenant.Policy) {
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			e := before(x)
			if e != nil && which(x) {
				change(e)
			}
			return e
		}
	}
}

// jsonObject returns the JSON object of an answer, which is made one that may be changed; another answer has an empty one.
func jsonObject(a *tenant.Answer) map[string]any {
	o, ok := a.JSON.(map[string]any)
	if !ok {
		return map[string]any{}
	}
	o = maps.Clone(o)
	a.JSON = o
	return o
}

func badRequest(code, description string) *tenant.Error {
	return &tenant.Error{Status: 400, Code: code, Description: description}
}

func serverError() *tenant.Error {
	return &tenant.Error{Status: 500, Code: "server_error", Description: "Something went wrong"}
}
