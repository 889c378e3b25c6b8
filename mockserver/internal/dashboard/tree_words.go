package dashboard

import (
	"fmt"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// causes say what was done, by why something ended. The second text has a place for the token that was presented.
var causes = map[tenant.Cause][2]string{
	tenant.CauseRevocation:  {"Refresh token revoked", "%s was presented to the revocation endpoint."},
	tenant.CauseDevice:      {"Device unlinked", "The device credential of %s was deleted."},
	tenant.CauseGrant:       {"Grant deleted", "The Management API was asked to delete this grant."},
	tenant.CauseUserGrants:  {"All grants of the user deleted", "The Management API was asked to delete every grant of this user."},
	tenant.CauseUserDeleted: {"User deleted", ""},
	tenant.CauseReuse:       {"Reuse detected", "%s had been rotated, and was presented again."},
	tenant.CauseForeign:     {"Presented by another application", "%s was presented for exchange by an application it was not issued to."},
	tenant.CauseOverflow:    {"Too many refresh tokens", "The user's oldest one at this application made room for a newer one."},
	tenant.CauseSwitched:    {"Rotation switched", "Rotation was switched on or off for the application."},
	tenant.CauseToken:       {"Refresh token deleted", "The Management API was asked to delete it."},
	tenant.CauseSession:     {"Session revoked", "The browser session of the sign-in was revoked."},
	tenant.CauseApplication: {"Access revoked", "An administrator revoked the application's access in the Dashboard."},
	tenant.CauseClient:      {"Application deleted", ""},
}

func causeTitle(e tenant.End) string {
	if c, known := causes[e.Cause]; known {
		return c[0]
	}
	return "Ended"
}

// causeText tells what was done, and to which token.
func causeText(e tenant.End, token string) string {
	c, known := causes[e.Cause]
	switch {
	case !known:
		return "Why was not recorded."
	case strings.Contains(c[1], "%s"):
		return fmt.Sprintf(c[1], token)
	}
	return c[1]
}

// doneTo says in short what was done to the token that an end was about.
var doneTo = map[tenant.Cause]string{
	tenant.CauseRevocation: "revoked",
	tenant.CauseReuse:      "presented again",
	tenant.CauseDevice:     "unlinked",
	tenant.CauseForeign:    "presented by another application",
	tenant.CauseToken:      "deleted",
}

// at is a time within a sentence.
func (f forest) at(t time.Time) string {
	if t.IsZero() {
		return "at an unknown time"
	}
	return stampAt(t, f.now).Text
}

// badge says what has become of something.
func (f forest) badge(x outcome, of string) badge {
	text := string(x.State)
	switch {
	case x.State == stateLive && of == "Grant":
		text = "stands"
	case x.State == stateLive:
	default:
		text += " " + f.at(x.At)
	}
	switch x.Of {
	case ofGrant:
		text += ", with its grant"
	case ofFamily:
		text += ", with its family"
	case ofItself:
	}
	return badge{State: x.State, Text: text}
}

// why says why a grant has ended, or will.
func (f forest) why(e tenant.End) string {
	switch {
	case !e.Done:
		return ""
	case !e.Past(f.now):
		return causeTitle(e) + ": ends at " + f.at(e.From)
	}
	return causeTitle(e)
}

func (f forest) familyWhy(x outcome) string {
	switch x.State {
	case stateEnded:
		return causeTitle(x.End)
	case stateExpired:
		return "Its " + x.Limit + " ran out"
	case stateRotated:
		return "No token of it was issued since"
	case stateLive:
	}
	return ""
}

// note writes beside a token what its state alone does not tell.
func (f forest) note(n *tokenNode, g *tenant.Grant, family *tenant.Family) {
	ends := []tenant.End{g.Ended, family.Ended, n.Ended}
	for _, other := range g.Families {
		if other != family {
			ends = append(ends, other.Ended)
		}
	}
	for _, e := range ends {
		done := doneTo[e.Cause]
		if e.Past(f.now) && done != "" && e.By.Family == family.ID && e.By.Serial == n.Serial && !n.marked {
			n.marked = true
			n.notes = append(n.notes, done+" "+f.at(e.At))
		}
	}
	until := n.SpentAt.Add(f.leeway(g.Key.ClientID))
	if n.fate.State == stateRotated && n.Generation == family.Generation-1 && f.now.Before(until) &&
		familyOutcome(g, family, f.now).State == stateLive {
		n.notes = append(n.notes, "still accepted until "+f.at(until)+" (overlap period)")
	}
}

// undrawn says what of the grant is not drawn.
func (f forest) undrawn(g *tenant.Grant, drawn []*tenant.Family) string {
	older, live := g.Opened-len(drawn), liveTokens(g, f.now)
	for _, family := range drawn {
		one := *g
		one.Families = []*tenant.Family{family}
		live -= liveTokens(&one, f.now)
	}
	switch {
	case older <= 0:
		return ""
	case live == 0:
		return plural(older, "earlier sign-in") + ", of which nothing is live, not drawn."
	}
	return plural(older, "earlier sign-in") + " not drawn, with " + plural(live, "live refresh token") + "."
}

// enumerate writes a list as a sentence does.
func enumerate(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}
