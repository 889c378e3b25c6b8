package deviation

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rotationLifetimes are about refresh tokens that expire, and about too many of them.
func rotationLifetimes() []Deviation {
	return []Deviation{
		{Name: "rotation-extends-the-lifetime", Rule: "ROT-11", Dialects: onlyAuth0,
			Sentence: "The absolute lifetime begins anew at each exchange.",
			Apply: changingRenewal(func(f *tenant.Family, o tenant.RefreshTokenOptions, now time.Time) {
				if !f.ExpiresAt.IsZero() {
					f.ExpiresAt = now.Add(o.Lifetime)
				}
			})},
		{Name: "idle-lifetime-counts-from-the-sign-in", Rule: "ROT-11", Dialects: onlyAuth0,
			Sentence: "An exchange does not restart the idle lifetime.",
			Apply: changingRenewal(func(f *tenant.Family, o tenant.RefreshTokenOptions, _ time.Time) {
				f.UsedAt = f.CreatedAt
				f.ApplyLifetimes(o)
			})},
		{Name: "idle-lifetime-has-no-end", Rule: "ROT-11", Dialects: onlyAuth0,
			Sentence: "A token that was exchanged once may lie unused until its absolute lifetime is over.",
			Apply: changingRenewal(func(f *tenant.Family, o tenant.RefreshTokenOptions, _ time.Time) {
				if !f.ExpiresAt.IsZero() {
					f.UsedAt = f.ExpiresAt
					f.ApplyLifetimes(o)
				}
			})},
		{Name: "oldest-token-is-not-pushed-out", Rule: "ROT-15", Dialects: onlyAuth0,
			Sentence: "A user may have any number of refresh tokens at an application.",
			Apply:    func(p *tenant.Policy) { p.SignIn.Limit = 0 }},
		{Name: "newest-token-is-pushed-out", Rule: "ROT-15", Dialects: onlyAuth0,
			Sentence: "The refresh token that is one too many does not work, and the others do.",
			Apply: changingOverflow(func(all []tenant.AgedFamily, limit int) []tenant.AgedFamily {
				return all[min(limit, len(all)):]
			})},
		{Name: "overflow-ends-all-others", Rule: "ROT-15", Dialects: onlyAuth0,
			Sentence: "The refresh token that is one too many ends all that were there before.",
			Apply: changingOverflow(func(all []tenant.AgedFamily, limit int) []tenant.AgedFamily {
				if len(all) <= limit {
					return nil
				}
				return all[:len(all)-1]
			})},
		{Name: "200th-token-is-one-too-many", Rule: "ROT-15", Dialects: onlyAuth0,
			Sentence: "The 200th refresh token of a user at an application pushes out the oldest.",
			Apply:    func(p *tenant.Policy) { p.SignIn.Limit-- }},
	}
}

// changingRenewal has the last word on what an exchange does to the lifetimes of a family.
func changingRenewal(change func(*tenant.Family, tenant.RefreshTokenOptions, time.Time)) change {
	return func(p *tenant.Policy) {
		before := p.Rotation.Renew
		p.Rotation.Renew = func(f *tenant.Family, o tenant.RefreshTokenOptions, now time.Time) {
			before(f, o, now)
			change(f, o, now)
		}
	}
}

// changingOverflow picks which families end, of all in order of age, oldest first.
func changingOverflow(pick func(all []tenant.AgedFamily, limit int) []tenant.AgedFamily) change {
	return func(p *tenant.Policy) {
		p.SignIn.Overflow = func(all []tenant.AgedFamily, limit int) []tenant.AgedFamily {
			slices.SortStableFunc(all, func(a, b tenant.AgedFamily) int { return a.Since.Compare(b.Since) })
			return pick(all, limit)
		}
	}
}
