package wirefault_test

import (
	"fmt"
	"hash/crc32"
	"testing"

	"github.com/revokespec/revokespec/record"
	"github.com/stretchr/testify/assert"
)

// Where the server is in trouble nothing can be concluded: a rule may be inconclusive, but no rule is broken.
func TestTroubleBreaksNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("a dozen runs of the suite")
	}
	t.Parallel()
	for i, f := range troubles() {
		if !*full && i%4 != i/4%4 { // each trouble has four forms
			continue
		}
		t.Run(f.dialect+"/"+f.name, func(t *testing.T) {
			t.Parallel()
			judged := 0
			for _, r := range judge(t, f, aThird(f)).Rules {
				if r.Verdict == record.Pass {
					judged++
				}
				if f.follows[r.ID] == "" {
					assert.NotContains(t, []record.Verdict{record.Fail, record.Warn}, r.Verdict, "%s: %s", r.ID, r.Reason)
				}
			}
			assert.Greater(t, judged, 10, "so much trouble judges nothing")
		})
	}
}

// aThird are the rules that a trouble meets, unless all do: every third, other ones for each.
func aThird(f fault) (ids []string) {
	if *full {
		return nil
	}
	first := crc32.ChecksumIEEE([]byte(f.name))
	for i, id := range rulesOf(f.dialect) {
		if (uint32(i)+first)%3 == 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// troubles are of the server, and none of a rule's business.
func troubles() []fault {
	now := func(n int, is condition, wrong behaviour) behaviour {
		return at(is, func(p *proxy, r *request) *answer {
			if p.count("turn")%n == n-1 {
				return wrong(p, r)
			}
			return p.send(r)
		})
	}
	refusingAtOnce := func(*proxy, *request) *answer {
		return refuse(429, "too_many_requests", "Try again.").withHeader("Retry-After", "0")
	}
	served := func(p *proxy, r *request) *answer {
		p.send(r)
		return &answer{lost: true}
	}
	var all []fault
	add := func(name string, is condition, wrong behaviour) {
		for _, dialect := range []string{auth0, rfc} {
			for _, n := range []int{5, 17} {
				all = append(all, fault{name: fmt.Sprintf("every %dth %s", n, name), dialect: dialect, wrong: now(n, is, wrong)})
			}
		}
	}
	lost := func(*proxy, *request) *answer { return &answer{lost: true} }
	add("exchange is 429", isExchange, refusing(429, "too_many_requests"))
	add("exchange is 503", isExchange, refusing(503, "temporarily_unavailable"))
	add("exchange is lost", isExchange, lost)
	add("exchange is served and its answer lost", isExchange, served)
	add("revocation is 429", validRevocation, refusing(429, "too_many_requests"))
	add("revocation is 503", validRevocation, refusing(503, "temporarily_unavailable"))
	add("revocation is lost", validRevocation, lost)
	add("revocation is served and its answer lost", validRevocation, served)
	add("sign-in is 429", isSignIn, refusingAtOnce)
	for _, dialect := range []string{auth0, rfc} {
		all = append(all, fault{name: "each sign-in ends the earlier ones", dialect: dialect, follows: follows{"ROT-15": "200 are documented"}, wrong: at(isSignIn, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if t, known := p.token(a.field("refresh_token")); known {
				p.kill(p.all(t.sibling)...)
			}
			return a
		})})
	}
	return all
}
