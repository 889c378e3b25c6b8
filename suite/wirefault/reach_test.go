package wirefault_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Most faults leave most rules alone: whatever the suite asks by them is answered as an honest server does. Such rules go with the
// fault as they go without, where TestWithoutAFaultEveryRuleHolds sees them pass, and need not be run with it. Which these are is
// found out by having all faults look on while an honest server is judged, one rule at a time: a fault reaches a rule if it
// would have answered any request otherwise, waited, or sent more requests than there were.

// shadow is a fault that looks on: it is shown each request and its honest answer, in a ledger of its own.
type shadow struct {
	*proxy
	honest  *proxy // before the server that is judged
	fault   fault
	answers sync.Map // *request -> its honest answer, until it is sent

	mu      sync.Mutex
	rule    string // that runs now
	reached map[string]bool
	whole   bool // it changes the server for all who come later: every rule counts as reached
}

// reach finds out which of some rules the faults reach. Each is shown its own rule first, as that may leave it in a state that
// others see.
func reach(t *testing.T, faults []fault, rules func(dialect string) []string) (reached func(f fault, rule string) bool) {
	t.Helper()
	spared := map[[2]string]bool{} // faults and rules that need not meet
	for _, dialect := range []string{auth0, rfc} {
		p := start(t, dialect, honest)
		var shadows, looking []*shadow
		for _, f := range faults {
			if f.dialect == dialect && f.file == nil && !f.single && !f.unshared && !f.crowded {
				shadows = append(shadows, p.shadowOf(f))
			}
		}
		p.behave = func(p *proxy, r *request) *answer {
			a := p.send(r)
			for _, s := range looking {
				s.look(r, a)
			}
			return a
		}
		show := func(rule string, to func(*shadow) bool) {
			looking = slices.DeleteFunc(slices.Clone(shadows), func(s *shadow) bool { return !to(s) })
			for _, s := range looking {
				s.begin(rule)
			}
			if len(looking) > 0 {
				p.judged(t, fault{dialect: dialect}, []string{rule})
			}
		}
		for _, rule := range rulesOf(dialect) {
			show(rule, func(s *shadow) bool { return s.fault.rule == rule })
		}
		for _, rule := range rules(dialect) {
			show(rule, func(*shadow) bool { return true })
		}
		for _, s := range shadows {
			for _, rule := range rules(dialect) {
				spared[[2]string{keyOf(s.fault), rule}] = !s.whole && !s.reached[rule]
			}
		}
		looking, shadows = nil, nil // what they remember is much
	}
	return func(f fault, rule string) bool { return !spared[[2]string{keyOf(f), rule}] }
}

func keyOf(f fault) string { return f.rule + "/" + f.dialect + "/" + f.name }

func (p *proxy) shadowOf(f fault) *shadow {
	s := &shadow{honest: p, fault: f, reached: map[string]bool{}}
	s.proxy = &proxy{ledger: newLedger(p.seed), dialect: p.dialect, behave: f.wrong, front: p.front, backend: p.backend, client: p.client,
		aliases: map[string]string{}, shadow: s}
	return s
}

// begin is for before a rule runs: its tokens are its own, and those of others need not be remembered any longer.
func (s *shadow) begin(rule string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.ledger
	s.rule, s.ledger = rule, newLedger(before.seed)
	s.marks, s.epoch, s.ahead, s.clients, s.users = before.marks, before.epoch, before.ahead, before.clients, before.users
}

// look shows the fault a request.
func (s *shadow) look(r *request, honest *answer) {
	s.answers.Store(r, honest)
	got := s.behave(s.proxy, r)
	if _, unsent := s.answers.LoadAndDelete(r); unsent {
		s.touch()
		s.changes(r)
	}
	if got != honest && !reflect.DeepEqual(got, honest) {
		s.touch()
	}
}

// forward answers what the fault sends: the request that it was shown as it was answered, once. Of its own requests it may look up
// what those that it is shown seldom change.
func (s *shadow) forward(r *request) *answer {
	if a, shown := s.answers.LoadAndDelete(r); shown {
		return a.(*answer)
	}
	looksUp := r.method == http.MethodGet && (strings.HasPrefix(r.path, "/api/v2/tenants/settings") || strings.HasPrefix(r.path, "/api/v2/clients/"))
	if looksUp || r.param("grant_type") == "client_credentials" {
		return s.honest.forward(r)
	}
	s.touch()
	s.changes(r)
	return refuse(http.StatusBadGateway, "shadow", "It was not sent.")
}

// touch notes that the rule that runs now is reached.
func (s *shadow) touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reached[s.rule] = true
}

// changes notes where the fault would change what all scenarios share: a request about that would be another, or not be sent.
func (s *shadow) changes(r *request) {
	if r.method != http.MethodGet && (strings.HasPrefix(r.path, "/api/v2/tenants/settings") || strings.HasPrefix(r.path, "/_mock/")) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.whole = true
	}
}
