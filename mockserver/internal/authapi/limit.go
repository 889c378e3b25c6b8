package authapi

import (
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// serveWithinLimits serves the request unless there were too many, and tells of the tightest limit that it counted against. Limits run on
// the time of the world outside: whoever moves the tenant's clock has not waited.
func (c *call) serveWithinLimits(h handler) tenant.Answer {
	limits := c.Policy.Limits
	exceeded := c.count("api", limits.Authentication).Exceeded
	if own, has := limits.Endpoints[c.Request.Endpoint]; has && !exceeded {
		exceeded = c.count("endpoint "+string(c.Request.Endpoint), own).Exceeded
	}
	if exceeded {
		return c.rate.AddTo(c.tooMany("Global limit has been reached").Answer())
	}
	answer := h(c)
	return c.rate.AddTo(answer)
}

// count takes one request out of a bucket.
func (c *call) count(name string, limit tenant.RateLimit) wire.Rate {
	rate := c.api.limits.Take(name, limit, c.Env.Clock.Unmoved())
	c.rate = wire.Tightest(c.rate, rate)
	if rate.First {
		c.detail("limit", name)
		c.record(tenant.LogLimit, "Global limit has been reached")
	}
	return rate
}

func (c *call) tooMany(description string) *tenant.Error {
	return &tenant.Error{Status: http.StatusTooManyRequests, Code: "too_many_requests", Description: description}
}

// countSignIn is the refusal of one address that tries to sign one user in too often, whatever came of it.
func (c *call) countSignIn(name string) *tenant.Error {
	if c.count("sign-in "+strings.ToLower(name)+" from "+c.Request.IP, c.Policy.Limits.SignIn).Exceeded {
		return c.tooMany("Too many sign-ins of this user. Try again later.")
	}
	return nil
}
