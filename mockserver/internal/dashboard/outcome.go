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
	ofItself owner = ""
	ofFamily owner = "family"
	ofGrant  owner = "grant"
)

// Lifetimes that can run out.
const (
	maximumLifetime = "maximum lifetime"
	idleLifetime    = "idle lifetime"
)

// outcome is what has become of something, when and why.
type outcome struct {
	State state
	At    time.Time  // zero: not known
	Of    owner      // of the end
	End   tenant.End // where there was one
	Limit string     // which lifetime ran out, where one did
}

// endOutcome is the fate of what an end has reached; false when it has not come.
func endOutcome(e tenant.End, of owner, now time.Time) (outcome, bool) {
	at := e.At
	if e.From.After(at) {
		at = e.From
	}
	return outcome{State: stateEnded, At: at, Of: of, End: e}, e.Past(now)
}

func expiryOutcome(at time.Time, limit string, now time.Time) (outcome, bool) {
	return outcome{State: stateExpired, At: at, Limit: limit}, !at.IsZero() && !now.Before(at)
}

// earliest picks what came first: nothing ends twice. What has no date is believed to have come last.
func earliest(fates []outcome) outcome {
	if len(fates) == 0 {
		return outcome{State: stateLive}
	}
	return slices.MinFunc(fates, func(a, b outcome) int {
		switch {
		case a.At.IsZero() == b.At.IsZero():
			return a.At.Compare(b.At)
		case a.At.IsZero():
			return 1
		}
		return -1
	})
}

func grantOutcome(g *tenant.Grant, now time.Time) outcome {
	if f, over := endOutcome(g.Ended, ofItself, now); over {
		return f
	}
	return outcome{State: stateLive}
}

// familyEnds are the ends that a family has come to, of whatever kind.
func familyEnds(g *tenant.Grant, f *tenant.Family, of owner, now time.Time) []outcome {
	var out []outcome
	add := func(one outcome, over bool) {
		if over {
			out = append(out, one)
		}
	}
	add(endOutcome(f.Ended, of, now))
	add(endOutcome(g.Ended, ofGrant, now))
	add(expiryOutcome(f.ExpiresAt, maximumLifetime, now))
	add(expiryOutcome(f.IdleUntil, idleLifetime, now))
	return out
}

// familyOutcome is that of the family, or of its newest token where that one ended by itself.
func familyOutcome(g *tenant.Grant, f *tenant.Family, now time.Time) outcome {
	out := earliest(familyEnds(g, f, ofItself, now))
	if out.State == stateLive && !g.Usable(f, now) && len(f.Tokens) > 0 {
		return tokenOutcome(g, f, f.Tokens[len(f.Tokens)-1], now)
	}
	return out
}

// tokenOutcome is rotated for a token that was exchanged before its family ended: that end did not touch it any more.
func tokenOutcome(g *tenant.Grant, f *tenant.Family, t tenant.Token, now time.Time) outcome {
	var out []outcome
	if x, over := endOutcome(t.Ended, ofItself, now); over {
		out = append(out, x)
	}
	if !t.SpentAt.IsZero() {
		out = append(out, outcome{State: stateRotated, At: t.SpentAt})
	} else {
		out = append(out, familyEnds(g, f, ofFamily, now)...)
	}
	return earliest(out)
}
