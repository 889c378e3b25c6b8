package dashboard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// history makes a grant out of what happened to it, one thing a minute.
type history struct {
	t      *testing.T
	policy *tenant.Policy
	grant  *tenant.Grant
	client tenant.Client
	now    time.Time
	issued int
}

func begin(t *testing.T, rotating bool, leeway time.Duration) *history {
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	h := &history{t: t, policy: p, now: noon, client: tenant.Client{ID: "web", Name: "Web"}}
	h.client.RefreshTokens = tenant.RefreshTokenOptions{Rotating: rotating, Leeway: leeway}
	h.grant = p.Grant(nil, tenant.SignIn{Key: tenant.GrantKey{UserID: "u", ClientID: "web", Audience: "https://api"}, Now: h.now})
	return h
}

func (h *history) tick() time.Time {
	h.now = h.now.Add(time.Minute)
	return h.now
}

func (h *history) hash() tenant.Hash {
	h.issued++
	return tenant.HashOf(fmt.Sprint(h.issued))
}

func (h *history) signIn(device string) tenant.Place {
	return h.grant.Open(h.policy, tenant.SignIn{Key: h.grant.Key, Options: h.client.RefreshTokens, Device: device, Now: h.tick()}, h.hash())
}

func (h *history) exchange(p tenant.Place) tenant.Place {
	return h.grant.Exchange(h.policy, tenant.Exchange{Client: &h.client, User: &tenant.User{}, Place: p, Now: h.tick()}, h.hash()).Place
}

func (h *history) revoke(p tenant.Place, cascade bool) {
	s := tenant.Settings{Flags: map[string]bool{tenant.FlagRevocationDeletesGrant: cascade}}
	h.grant.Revoke(h.policy, &tenant.Revocation{Now: h.tick()}, p, s)
}

// drawn is the tree as lines of text: each lane a sign, then what the row says.
func (h *history) drawn(after time.Duration) []string {
	now := h.now.Add(after)
	trees := forest{now: now, grants: []*tenant.Grant{h.grant}, name: func(id string) string { return id },
		leeway: func(string) time.Duration { return h.client.RefreshTokens.Leeway }}.draw()
	require.Len(h.t, trees, 1)
	var out []string
	for _, r := range trees[0].Rows {
		out = append(out, sketch(r))
	}
	return out
}

var signs = map[string]string{"live": "@", "rotated": "o", "ended": "x", "expired": "<", markCut: "X", markTrigger: "!", markEarlier: ":"}

func sketch(r row) string {
	var b strings.Builder
	for _, l := range r.Lanes {
		switch {
		case l.Mark != "":
			b.WriteString(signs[l.Mark])
		case l.Above && l.Below:
			b.WriteString("|")
		default:
			b.WriteString(" ")
		}
	}
	for _, s := range r.Strokes {
		fmt.Fprintf(&b, " %d-%d", s.From/laneWidth, s.To/laneWidth)
	}
	fmt.Fprintf(&b, " %s [%s] %s", strings.Join(r.Letters, ""), r.Title, r.Text)
	if r.Badge != nil {
		fmt.Fprintf(&b, " (%s)", r.Badge.Text)
	}
	for _, n := range r.Notes {
		b.WriteString(" + " + n)
	}
	return b.String()
}

func TestTree(t *testing.T) {
	for name, c := range map[string]struct {
		rotating bool
		leeway   time.Duration
		happens  func(*history)
		after    time.Duration
		want     []string
	}{
		"a live token": {happens: func(h *history) { h.signIn("cli") }, want: []string{
			"@ A [Sign-in] cli (token 1: live)",
			"@  [Live now] token 1 of A (1 live token)",
		}},
		"an exchange without rotation": {happens: func(h *history) { h.exchange(h.signIn("cli")) }, want: []string{
			"@ A [Sign-in] cli (token 1: live) + last exchanged 12:02:00",
			"@  [Live now] token 1 of A (1 live token)",
		}},
		"a revocation that leaves the grant": {happens: func(h *history) {
			first := h.signIn("one")
			h.signIn("two")
			h.revoke(first, false)
		}, want: []string{
			"x  A [Sign-in] one (token 1: ended 12:03:00) + revoked 12:03:00",
			"|@ B [Sign-in] two (token 1: live)",
			"!| A [Refresh token revoked] Token 1 of A was presented to the revocation endpoint. (A ended; the grant stays)",
			" @  [Live now] token 1 of B (1 live token)",
		}},
		"a revocation that takes the grant along": {rotating: true, happens: func(h *history) {
			h.signIn("one")
			second := h.exchange(h.signIn("two"))
			h.revoke(second, true)
		}, want: []string{
			"x  A [Sign-in] one (token 1: ended 12:04:00, with its grant)",
			"|o B [Sign-in] two (token 1: rotated 12:03:00)",
			"|x B [Exchange] token 1 for token 2 (token 2: ended 12:04:00, with its grant) + revoked 12:04:00",
			"X! 0-1 AB [Refresh token revoked] Token 2 of B was presented to the revocation endpoint. (The grant ended, and A and B with it)",
		}},
		"a reuse": {rotating: true, happens: func(h *history) {
			first := h.signIn("one")
			h.exchange(first)
			h.exchange(first)
		}, want: []string{
			"o A [Sign-in] one (token 1: rotated 12:02:00) + presented again 12:03:00",
			"x A [Exchange] token 1 for token 2 (token 2: ended 12:03:00, with its family)",
			"! A [Reuse detected] Token 1 of A had been rotated, and was presented again. (A ended; the grant stays)",
		}},
		"a fork": {rotating: true, leeway: 10 * time.Minute, happens: func(h *history) {
			first := h.signIn("one")
			second := h.exchange(first)
			h.exchange(first)
			h.exchange(second)
		}, want: []string{
			"o  A [Sign-in] one (token 1: rotated 12:02:00)",
			"o  A [Exchange] token 1 for token 2 (token 2: rotated 12:04:00) + still accepted until 12:14:00 (overlap period)",
			"|@ 0-1 A [Fork] token 1 was exchanged once more within the overlap period, for token 3 (token 3: live)",
			"@| A [Exchange] token 2 for token 4 (token 4: live)",
			"@@  [Live now] token 3 of A and token 4 of A (2 live tokens)",
		}},
		"the overlap period is over": {rotating: true, leeway: time.Minute, after: time.Minute, happens: func(h *history) {
			h.exchange(h.signIn("one"))
		}, want: []string{
			"o A [Sign-in] one (token 1: rotated 12:02:00)",
			"@ A [Exchange] token 1 for token 2 (token 2: live)",
			"@  [Live now] token 2 of A (1 live token)",
		}},
		"a long chain": {rotating: true, happens: func(h *history) {
			p := h.signIn("one")
			for range 40 {
				p = h.exchange(p)
			}
		}, want: []string{
			"o A [Sign-in] one (token 1: rotated)",
			": A [37 earlier tokens, rotated] ",
			"o A [Exchange] token 38 for token 39 (token 39: rotated 12:40:00)",
			"o A [Exchange] token 39 for token 40 (token 40: rotated 12:41:00)",
			"@ A [Exchange] token 40 for token 41 (token 41: live)",
			"@  [Live now] token 41 of A (1 live token)",
		}},
		"an idle lifetime": {rotating: true, after: 3 * time.Hour, happens: func(h *history) {
			h.client.RefreshTokens.Lifetime, h.client.RefreshTokens.Idle = 24*time.Hour, time.Hour
			h.exchange(h.signIn("one"))
		}, want: []string{
			"o A [Sign-in] one (token 1: rotated 12:02:00)",
			"< A [Exchange] token 1 for token 2 (token 2: expired 13:02:00)",
			"< A [Expired] The idle lifetime of A ran out. (A ended; the grant stays)",
		}},
		"expired before its grant ended": {after: 3 * time.Hour, happens: func(h *history) {
			h.client.RefreshTokens.Lifetime = time.Hour
			h.signIn("one")
			e := tenant.Ending{Cause: tenant.CauseApplication, Grant: h.grant, Now: h.now.Add(2 * time.Hour)}
			e.EndGrant()
		}, want: []string{
			"< A [Sign-in] one (token 1: expired 13:01:00)",
			"< A [Expired] The maximum lifetime of A ran out. (A ended; the grant stays)",
			"   [Access revoked] An administrator revoked the application's access in the Dashboard. (The grant ended)",
		}},
		"an end that is yet to come": {happens: func(h *history) {
			h.signIn("one")
			e := tenant.Ending{Cause: tenant.CauseToken, Grant: h.grant, Family: h.grant.Families[0], Now: h.now, From: h.now.Add(time.Minute)}
			e.EndFamily()
		}, want: []string{
			"@ A [Sign-in] one (token 1: live)",
			"@  [Live now] token 1 of A (1 live token)",
		}},
		"an end without a date or a cause": {happens: func(h *history) {
			h.signIn("one")
			h.signIn("two")
			h.grant.Families[0].End()
		}, want: []string{
			"x  A [Sign-in] one (token 1: ended at an unknown time, with its family)",
			"|@ B [Sign-in] two (token 1: live)",
			"X| A [Ended] Why was not recorded. (A ended; the grant stays)",
			" @  [Live now] token 1 of B (1 live token)",
		}},
		"an end without a date, after its time had run out": {after: 3 * time.Hour, happens: func(h *history) {
			h.client.RefreshTokens.Lifetime = time.Hour
			h.signIn("one")
			h.grant.Families[0].End()
		}, want: []string{
			"< A [Sign-in] one (token 1: expired 13:01:00)",
			"< A [Expired] The maximum lifetime of A ran out. (A ended; the grant stays)",
		}},
		"a grant that ended without a date, after the family had": {happens: func(h *history) {
			h.revoke(h.signIn("one"), false)
			h.grant.End()
		}, want: []string{
			"x A [Sign-in] one (token 1: ended 12:02:00) + revoked 12:02:00",
			"! A [Refresh token revoked] Token 1 of A was presented to the revocation endpoint. (A ended; the grant stays)",
			"   [Ended] Why was not recorded. (The grant ended)",
		}},
		"a fork in the middle of a long chain": {rotating: true, leeway: 10 * time.Minute, happens: func(h *history) {
			p := h.signIn("one")
			for range 4 {
				p = h.exchange(p)
			}
			next, fork := h.exchange(p), h.exchange(p)
			fork = h.exchange(h.exchange(fork))
			for range 4 {
				fork = h.exchange(fork)
			}
			h.exchange(next)
		}, after: 20 * time.Minute, want: []string{
			"o  A [Sign-in] one (token 1: rotated 12:02:00)",
			":  A [3 earlier tokens, rotated] ",
			"o  A [Exchange] token 4 for token 5 (token 5: rotated 12:06:00)",
			"o  A [Exchange] token 5 for token 6 (token 6: rotated 12:14:00)",
			"|o 0-1 A [Fork] token 5 was exchanged once more within the overlap period, for token 7 (token 7: rotated 12:08:00)",
			"|: A [4 earlier tokens, rotated] ",
			"|o A [Exchange] token 11 for token 12 (token 12: rotated 12:13:00)",
			"|@ A [Exchange] token 12 for token 13 (token 13: live)",
			"@| A [Exchange] token 6 for token 14 (token 14: live)",
			"@@  [Live now] token 13 of A and token 14 of A (2 live tokens)",
		}},
		"a fork at the beginning of a long chain": {rotating: true, leeway: 10 * time.Minute, happens: func(h *history) {
			first := h.signIn("one")
			p, fork := h.exchange(first), h.exchange(first)
			h.exchange(fork)
			for range 6 {
				p = h.exchange(p)
			}
		}, want: []string{
			"o  A [Sign-in] one (token 1: rotated 12:02:00)",
			"o  A [Exchange] token 1 for token 2 (token 2: rotated 12:05:00)",
			"|o 0-1 A [Fork] token 1 was exchanged once more within the overlap period, for token 3 (token 3: rotated 12:04:00)",
			"|@ A [Exchange] token 3 for token 4 (token 4: live)",
			":| A [3 earlier tokens, rotated] ",
			"o| A [Exchange] token 7 for token 8 (token 8: rotated 12:09:00)",
			"o| A [Exchange] token 8 for token 9 (token 9: rotated 12:10:00) + still accepted until 12:20:00 (overlap period)",
			"@| A [Exchange] token 9 for token 10 (token 10: live)",
			"@@  [Live now] token 4 of A and token 10 of A (2 live tokens)",
		}},
		"a spent token that a faulty server restored": {rotating: true, happens: func(h *history) {
			p := h.signIn("one")
			for range 3 {
				p = h.exchange(p)
			}
			h.grant.Families[0].Restore(0, 0)
		}, want: []string{
			"@ A [Sign-in] one (token 1: live)",
			"o A [Exchange] token 1 for token 2 (token 2: rotated 12:03:00)",
			"o A [Exchange] token 2 for token 3 (token 3: rotated 12:04:00)",
			"@ A [Exchange] token 3 for token 4 (token 4: live)",
			"@  [Live now] token 1 of A and token 4 of A (2 live tokens)",
		}},
		"two families ended by one request": {happens: func(h *history) {
			h.signIn("one")
			h.signIn("two")
			h.signIn("three")
			why := tenant.End{Cause: tenant.CauseSession, At: h.tick()}
			tenant.Selector{ExceptFamily: h.grant.Families[1].ID, Why: why}.End(h.grant)
		}, want: []string{
			"x   A [Sign-in] one (token 1: ended 12:04:00, with its family)",
			"|@  B [Sign-in] two (token 1: live)",
			"||x C [Sign-in] three (token 1: ended 12:04:00, with its family)",
			"X|X 0-2 AC [Session revoked] The browser session of the sign-in was revoked. (A and C ended; the grant stays)",
			" @   [Live now] token 1 of B (1 live token)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := begin(t, c.rotating, c.leeway)
			c.happens(h)
			assert.Equal(t, c.want, h.drawn(c.after))
		})
	}
}
