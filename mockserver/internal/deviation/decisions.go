package deviation

import (
	"maps"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// The functions below each change one decision of a policy and leave the rest to what was decided before.

// changingRevocationAnswer changes the answer to a revocation that was not refused.
func changingRevocationAnswer(change func(tenant.Revocation, tenant.Answer) tenant.Answer) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Revocation.Answer
		p.Revocation.Answer = func(r tenant.Revocation) tenant.Answer { return change(r, before(r)) }
	}
}

// changingRule changes whether a token is ended, or refused.
func changingRule(change func(r tenant.Revocation, ends bool, refusal *tenant.Error) (bool, *tenant.Error)) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Revocation.Rule
		p.Revocation.Rule = func(r tenant.Revocation) (bool, *tenant.Error) {
			ends, refusal := before(r)
			return change(r, ends, refusal)
		}
	}
}

// changingEnd changes what a revocation ends; before ends what it should.
func changingEnd(change func(e *tenant.Ending, before func(*tenant.Ending))) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Revocation.End
		p.Revocation.End = func(e *tenant.Ending) { change(e, before) }
	}
}

// changingAuthentication changes what the authentication of a client comes to.
func changingAuthentication(change func(tenant.Attempt, tenant.AuthResult) tenant.AuthResult) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Clients.Judge
		p.Clients.Judge = func(a tenant.Attempt, found tenant.AuthResult) tenant.AuthResult {
			return change(a, before(a, found))
		}
	}
}

// acceptingAtRevocation lets one finding of the revocation endpoint through, when the condition holds.
func acceptingAtRevocation(found tenant.AuthResult, when func(tenant.Attempt) bool) func(*tenant.Policy) {
	return changingAuthentication(func(a tenant.Attempt, got tenant.AuthResult) tenant.AuthResult {
		if got == found && a.Request.Endpoint == tenant.EndpointRevocation && (when == nil || when(a)) {
			return tenant.AuthOK
		}
		return got
	})
}

// changingClientRefusal changes the answer to a failed authentication.
func changingClientRefusal(change func(tenant.Attempt, tenant.AuthResult, *tenant.Error) *tenant.Error) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Clients.Refusal
		p.Clients.Refusal = func(a tenant.Attempt, found tenant.AuthResult) *tenant.Error {
			return change(a, found, before(a, found))
		}
	}
}

// changingAnswer changes answers of one endpoint before they are sent.
func changingAnswer(endpoint tenant.Endpoint, change func(tenant.Request, tenant.Answer) tenant.Answer) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Wire
		p.Wire = func(r tenant.Request, a tenant.Answer) tenant.Answer {
			if before != nil {
				a = before(r, a)
			}
			if r.Endpoint != endpoint {
				return a
			}
			return change(r, a)
		}
	}
}

// changingRefusal changes the answer to an exchange that is not accepted.
func changingRefusal(change func(tenant.Exchange, *tenant.Error) *tenant.Error) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.Exchange.Refusal
		p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
			if e := before(x); e != nil {
				return change(x, e)
			}
			return nil
		}
	}
}

// allOf applies several changes as one.
func allOf(changes ...func(*tenant.Policy)) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		for _, change := range changes {
			change(p)
		}
	}
}

// jsonObject returns the JSON object of an answer, to be changed, and an answer that holds it.
func jsonObject(a tenant.Answer) (map[string]any, tenant.Answer) {
	o, ok := a.JSON.(map[string]any)
	if !ok {
		return map[string]any{}, a
	}
	o = maps.Clone(o)
	a.JSON = o
	return o, a
}

func badRequest(code, description string) *tenant.Error {
	return &tenant.Error{Status: 400, Code: code, Description: description}
}
