package tenant

import "time"

// Renew is what a sign-in, and then each exchange, does to the lifetimes of a family (Auth0, "Configure Refresh Token
// Expiration"): the idle lifetime restarts. The absolute one was decided when the family was opened, whatever became of
// the settings; but a family that never expired does from the first exchange under settings by which it would.
func (f *Family) Renew(o RefreshTokenOptions, now time.Time) {
	f.UsedAt = now
	f.ApplyLifetimes(o)
	if f.ExpiresAt.IsZero() {
		f.ExpiresAt = after(now, o.Lifetime)
	}
}

// ApplyLifetimes brings the idle lifetime in line with its client's settings: it reflects those of the present. Whoever changes
// them may do so at once; an exchange does it before all else.
func (f *Family) ApplyLifetimes(o RefreshTokenOptions) { f.IdleUntil = after(f.UsedAt, o.Idle) }

// follow does so for the client that the grant is of; what others present says nothing about it.
func (x Exchange) follow() {
	if x.Family != nil && x.Client != nil && x.Client.ID == x.Grant.Key.ClientID {
		x.Family.ApplyLifetimes(x.Client.RefreshTokens)
	}
}

// after is now + d, or never when d is 0.
func after(now time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return time.Time{}
	}
	return now.Add(d)
}
