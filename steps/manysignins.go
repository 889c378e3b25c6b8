package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/judge"
)

// theRest is the label of those among many sign-ins that no other step has exchanged.
const theRest = "the rest"

// signedInUntil signs the token's user in at its application until so many of the user's refresh tokens live there. The last
// one is "the newest" from then on, and those around it get names as well.
func (w *World) signedInUntil(ctx context.Context, label string, total int) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	live := 0
	for _, o := range w.signIns {
		if o.user.Username == t.user.Username && o.client.ClientID == t.client.ClientID && !o.revoked {
			live++
		}
	}
	if newest, more := w.tokens["the newest"]; more {
		live = newest.serial
	}
	if takes, longest := w.deployment().SignInsTake(total-live), w.deployment().File.Limits.LongestWait; takes > longest {
		return notApplicable("%d sign-ins of one user take about %s at the limits known, and limits.longest_wait is %s; raise it", total-live, takes.Round(time.Second), longest)
	}
	quiet := w.deployment().Session().KeepNothing() // hundreds of the same exchanges are no evidence
	// Without an ID token: hundreds of them take their time.
	signIn := signin.SignIn{Client: t.client, User: t.user, Audience: t.audience, Scope: "offline_access"}
	for serial := live + 1; serial <= total; serial++ {
		got, err := quiet.SignIn(ctx, session.Act, signIn)
		if err != nil {
			return inconclusive("sign-in %d of %d: %v", serial, total, err)
		}
		next := &token{label: "the newest", client: t.client, user: t.user, audience: t.audience, serial: serial}
		w.takeTokens(next, got)
		if previous, ok := w.tokens["the newest"]; ok {
			w.tokens["the last but one"] = previous
		}
		if serial == total/2 {
			w.tokens["one in the middle"] = next
		}
		w.tokens["the newest"] = next
		w.manySignIns = append(w.manySignIns, next)
	}
	w.note("%s, not shown one by one", wording.Counted(total-live, "more sign-in"))
	return nil
}

// restAlive exchanges every token of the many sign-ins that no other step judges. One that does not work is looked at again where it
// is seen, as any other.
func (w *World) restAlive(ctx context.Context, when string) error {
	if when != "" {
		return fmt.Errorf("%q can only be looked at as it is now, not%s", theRest, when)
	}
	if err := w.actAccepted(); err != nil {
		return err
	}
	quiet, seen := w.deployment().Session().KeepNothing(), 0
	for _, t := range w.manySignIns {
		if t.used.After(t.signedIn) { // by a step of its own
			continue
		}
		request, err := w.exchangeRequest(t, t.client, nil)
		if err != nil {
			return err
		}
		if r := quiet.Send(ctx, session.Check, request); judge.Class(r) != judge.Alive {
			label := fmt.Sprintf("number %d", t.serial)
			t.label, w.tokens[label] = label, t
			return w.isAlive(ctx, label, "")
		}
		seen++
	}
	w.note("%s, not shown one by one", wording.Counted(seen, "more exchange"))
	return nil
}
