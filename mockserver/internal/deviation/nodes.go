package deviation

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// betweenNodes are about what the nodes of a tenant know of each other: at a single node alone all is well, and at the issuer.
func betweenNodes() []Deviation {
	return []Deviation{
		{Name: "node-lags-behind", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "A node learns 300 ms late what was revoked at another one.",
			Apply:    missingAtNodes(revokedElsewhere, within(300*time.Millisecond))},
		{Name: "one-node-lags-behind", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "The first node learns 100 ms late what was revoked at another one; the others learn it at once.",
			Apply:    missingAtNodes(revokedElsewhere, both(within(100*time.Millisecond), func(x tenant.Exchange, _ tenant.End) bool { return x.Request.Node == 1 }))},
		{Name: "grants-end-is-heard-late", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "A node learns of the end of a grant at another one 100 ms late, and of all else at once.",
			Apply: missingAtNodes(revokedElsewhere, both(within(100*time.Millisecond), func(x tenant.Exchange, _ tenant.End) bool {
				return x.Grant.Ended.Done
			}))},
		{Name: "node-remembers-live-tokens", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "A token that a node has accepted it goes on accepting for two seconds.",
			Apply:    rememberingAtNodes(2 * time.Second)},
		{Name: "node-compares-whole-seconds", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "At another node a revocation ends only what was last exchanged in a second before its own.",
			Apply: missingAtNodes(revokedElsewhere, func(x tenant.Exchange, e tenant.End) bool {
				return x.Family.Exchanged.Unix() == e.At.Unix()
			})},
		{Name: "node-wavers", Rule: "PRP-01", Dialects: onlyAuth0,
			Sentence: "Every fifth exchange of tokens that were revoked at another node is accepted.",
			Apply:    waveringAtNodes(5)},
		{Name: "node-hears-late", Rule: "PRP-05", Dialects: onlyRFC,
			Sentence: "A node learns 200 ms late what was revoked at another one.",
			Apply:    missingAtNodes(revokedElsewhere, within(200*time.Millisecond))},
		{Name: "node-takes-its-refusal-back", Rule: "PRP-05", Dialects: onlyRFC,
			Sentence: "Every third exchange of tokens that were revoked at another node is accepted.",
			Apply:    waveringAtNodes(3)},
		{Name: "reuse-is-known-to-its-node-alone", Rule: "PRP-03", Dialects: bothDialects,
			Sentence: "A family that was ended by a reuse goes on at the other nodes.",
			Apply:    missingAtNodes(endedElsewhereBy(tenant.CauseReuse), evermore)},
		{Name: "reuse-spreads-slowly", Rule: "PRP-03", Dialects: bothDialects,
			Sentence: "A node learns of a reuse at another one 150 ms late.",
			Apply:    missingAtNodes(endedElsewhereBy(tenant.CauseReuse), within(150*time.Millisecond))},
		{Name: "spent-token-is-known-to-its-node-alone", Rule: "PRP-03", Dialects: bothDialects,
			Sentence: "A token that was exchanged at one node can be exchanged at another one as well.",
			Apply:    forgettingWhatOthersSpent},
		{Name: "node-misses-deleted-grants", Rule: "PRP-06", Dialects: onlyAuth0,
			Sentence: "A node learns half a second late that a grant was deleted at another one.",
			Apply:    missingAtNodes(endedElsewhereBy(tenant.CauseGrant), within(500*time.Millisecond))},
		{Name: "node-misses-unlinked-devices", Rule: "PRP-06", Dialects: onlyAuth0,
			Sentence: "A device that was unlinked at one node goes on at the others.",
			Apply:    missingAtNodes(endedElsewhereBy(tenant.CauseDevice), evermore)},
		{Name: "node-writes-back-what-it-has-read", Rule: "PRP-07", Dialects: bothDialects,
			Sentence: "A revocation at a node that comes while its token is exchanged at one is answered with 200, and what it wrote is overwritten.",
			Apply: func(p *tenant.Policy) {
				m := delayingBoth(p, 2*roundTrip, func(a tenant.Attempt) bool { return a.Request.Node != 0 })
				ignoringRevocation(func(r tenant.Revocation) bool { return r.Request.Node != 0 && m.met(r.Request.Params.Get("token")) })(p)
			}},
		{Name: "nodes-lose-each-others-revocations", Rule: "PRP-07", Dialects: bothDialects,
			Sentence: "Of revocations of one token at several nodes at once all are answered with 200, and lost.",
			Apply: func(p *tenant.Policy) {
				u := newUnderway(func(r, other tenant.Revocation) bool {
					return sameToken(r, other) && r.Request.Node != other.Request.Node
				})
				ignoringRevocation(func(r tenant.Revocation) bool { return r.Request.Node != 0 && u.meets(r) })(p)
			}},
		{Name: "node-goes-on-with-what-it-has-read", Rule: "PRP-07", Dialects: bothDialects,
			Sentence: "A node that had read a token before it was revoked at another one goes on accepting it, and no other does.",
			Apply:    rememberingWhatItHadRead},
		{Name: "node-keeps-to-its-own-successor", Rule: "PRP-08", Dialects: bothDialects,
			Sentence: "Of simultaneous exchanges of one token each that arrives at a node yields one that lives at that node alone.",
			Apply:    splittingRaces},
		{Name: "nodes-exchange-one-token-each", Rule: "PRP-08", Dialects: bothDialects,
			Sentence: "Of simultaneous exchanges of one token each that arrives at a node yields a new one.",
			Apply: allOf(func(p *tenant.Policy) {
				p.Rotation.Pause = func() { time.Sleep(roundTrip) }
			}, reactingTo(func(u tenant.Reuse) bool { return u.Overlaps() && u.Request.Node != 0 }, tenant.Reaction{Accept: true, Issue: true}))},
	}
}

// endOf is the end of a token that is presented, where it is one of its family or grant.
func endOf(x tenant.Exchange) (end tenant.End, ended bool) {
	if x.Kind != tenant.KindEnded || x.Family == nil {
		return end, false
	}
	if x.Grant.Ended.Done {
		return x.Grant.Ended, true
	}
	return x.Family.Ended, x.Family.Ended.Done
}

// endedElsewhereBy says whether a token that is presented at a node was ended at another one, for that cause.
func endedElsewhereBy(cause tenant.Cause) func(tenant.Exchange) bool {
	return func(x tenant.Exchange) bool {
		end, ended := endOf(x)
		return ended && end.Cause == cause && end.Node != 0 && x.Request.Node != 0 && end.Node != x.Request.Node
	}
}

var revokedElsewhere = endedElsewhereBy(tenant.CauseRevocation)

// missingAtNodes has a node accept what was ended elsewhere, on a condition of that end.
func missingAtNodes(elsewhere func(tenant.Exchange) bool, when func(tenant.Exchange, tenant.End) bool) change {
	return acceptingExchange(func(x tenant.Exchange) bool {
		end, _ := endOf(x)
		return elsewhere(x) && when(x, end)
	})
}

func within(lag time.Duration) func(tenant.Exchange, tenant.End) bool {
	return func(x tenant.Exchange, e tenant.End) bool { return x.Now.Sub(e.At) < lag }
}

func evermore(tenant.Exchange, tenant.End) bool { return true }

func both(one, other func(tenant.Exchange, tenant.End) bool) func(tenant.Exchange, tenant.End) bool {
	return func(x tenant.Exchange, e tenant.End) bool { return one(x, e) && other(x, e) }
}

// waveringAtNodes accepts every nth exchange of what was revoked elsewhere.
func waveringAtNodes(n int) change {
	count := counter()
	return missingAtNodes(revokedElsewhere, func(tenant.Exchange, tenant.End) bool { return count("")%n == 0 })
}
