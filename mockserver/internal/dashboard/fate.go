package dashboard

import (
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// state is what has become of a refresh token, a family or a grant.
type state string

const (
	stateLive    state = "live"
	stateRotated state = "rotated" // spent: exchanged for a newer one
	stateEnded   state = "ended"
	stateExpired state = "expired"
)

// owner says whose end it was that something ended by: its own, or that of what it hangs on.
type owner string

const (
	own      owner = ""
	ofFamily owner = "family"
	ofGrant  owner = "grant"
)

// Lifetimes that can run out.
const (
	maximumLifetime = "maximum lifetime"
	idleLifetime    = "idle lifetime"
)

// fate is what has become of something, when and why.
type fate struct {
	State state
	At    time.Time  // zero: not known
	Of    owner      // of the end
	End   tenant.End // where there was one
	Limit string     // which lifetime ran out, where one did
}

// ended is the fate of what an end has reached; false when it has not come.
func ended(e tenant.End, of owner, now time.Time) (fate, bool) {
	at := e.At
	if e.From.After(at) {
		at = e.From
	}
	return fate{State: stateEnded, At: at, Of: of, End: e}, e.Past(now)
}

func expired(at time.Time, limit string, now time.Time) (fate, bool) {
	return fate{State: stateExpired, At: at, Limit: limit}, !at.IsZero() && !now.Before(at)
}

// earliest picks what came first: nothing ends twice. What has no date is believed to have come last.
func earliest(fates []fate) fate {
	if len(fates) == 0 {
		return fate{State: stateLive}
	}
	return slices.MinFunc(fates, func(a, b fate) int {
		switch {
		case a.At.IsZero() == b.At.IsZero():
			return a.At.Compare(b.At)
		case a.At.IsZero():
			return 1
		}
		return -1
	})
}

func grantFate(g *tenant.Grant, now time.Time) fate {
	if f, over := ended(g.Ended, own, now); over {
		return f
	}
	return fate{State: stateLive}
}

// familyEnds are the ends that a family has come to, of whatever kind.
func familyEnds(g *tenant.Grant, f *tenant.Family, of owner, now time.Time) []fate {
	var out []fate
	add := func(one fate, over bool) {
		if over {
			out = append(out, one)
		}
	}
	add(ended(f.Ended, of, now))
	add(ended(g.Ended, ofGrant, now))
	add(expired(f.ExpiresAt, maximumLifetime, now))
	add(expired(f.IdleUntil, idleLifetime, now))
	return out
}

// familyFate is that of the family, or of its newest token where that one ended by itself.
func familyFate(g *tenant.Grant, f *tenant.Family, now time.Time) fate {
	out := earliest(familyEnds(g, f, own, now))
	if out.State == stateLive && !g.Usable(f, now) && len(f.Tokens) > 0 {
		return tokenFate(g, f, f.Tokens[len(f.Tokens)-1], now)
	}
	return out
}

// tokenFate is rotated for a token that was exchanged before its family ended: that end did not touch it any more.
func tokenFate(g *tenant.Grant, f *tenant.Family, t tenant.Token, now time.Time) fate {
	var out []fate
	if x, over := ended(t.Ended, own, now); over {
		out = append(out, x)
	}
	if !t.SpentAt.IsZero() {
		out = append(out, fate{State: stateRotated, At: t.SpentAt})
	} else {
		out = append(out, familyEnds(g, f, ofFamily, now)...)
	}
	return earliest(out)
}
