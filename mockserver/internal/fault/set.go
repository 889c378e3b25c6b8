package fault

import (
	"crypto/sha256"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Request is what a request says of itself. Who sends it and whose token it presents is asked only where a fault wants to know.
type Request struct {
	Method, Path string
	ClientID     func() string
	Tokens       func() []string // all that are presented
	UserIDs      func() []string // their owners
}

// Planted is a fault that a set has.
type Planted struct {
	ID    int
	Fault Fault // without its token
	Met   int   // by so many requests

	token   [sha256.Size]byte
	matched int // so many requests, met or not
	chance  *rand.Rand
}

// Set is the faults of one server, in the order in which they were added. It is safe for concurrent use.
type Set struct {
	mu   sync.Mutex
	all  []*Planted
	last int
	some atomic.Bool // whether there are any: most servers have none, and ask at every request
}

// None says whether no fault was added, or all were removed.
func (s *Set) None() bool { return !s.some.Load() }

// Add has the next requests meet a fault that Check has passed; it can be removed by the id.
func (s *Set) Add(f Fault) (id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	f.Header = maps.Clone(f.Header)
	p := &Planted{ID: s.last, Fault: f, chance: rand.New(rand.NewPCG(f.Seed, f.Seed))} //nolint:gosec // not a secret: it is to be the same again
	if f.Token != "" {
		p.token, p.Fault.Token = sha256.Sum256([]byte(f.Token)), "(a token)"
	}
	s.all = append(s.all, p)
	s.some.Store(true)
	return p.ID
}

// Remove ends a fault, and says whether there was one.
func (s *Set) Remove(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.all)
	s.all = slices.DeleteFunc(s.all, func(p *Planted) bool { return p.ID == id })
	s.some.Store(len(s.all) > 0)
	return len(s.all) < before
}

// Clear ends them all.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = nil
	s.some.Store(false)
}

// All are those that were not removed, be they met often enough or not.
func (s *Set) All() (all []Planted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.all {
		all = append(all, *p)
	}
	return all
}

// Meets is what goes wrong with the request: the first fault that it meets, or nil.
func (s *Set) Meets(r Request) *Fault {
	var candidates []*Planted
	s.mu.Lock()
	for _, p := range s.all {
		if p.Fault.Method != "" && !strings.EqualFold(p.Fault.Method, r.Method) || !strings.HasPrefix(r.Path, p.Fault.Path) || p.over() {
			continue
		}
		candidates = append(candidates, p)
	}
	s.mu.Unlock()
	for _, p := range candidates {
		if p.fits(r) && s.strikes(p) {
			return &p.Fault
		}
	}
	return nil
}

// over says whether no request meets the fault any more.
func (p *Planted) over() bool { return p.Fault.Times > 0 && p.Met >= p.Fault.Times }

// fits looks at what a request has to be asked for; that takes the store, and no lock.
func (p *Planted) fits(r Request) bool {
	f := p.Fault
	return (f.ClientID == "" || r.ClientID() == f.ClientID) &&
		(f.UserID == "" || slices.Contains(r.UserIDs(), f.UserID)) &&
		(f.Token == "" || slices.ContainsFunc(r.Tokens(), func(t string) bool { return sha256.Sum256([]byte(t)) == p.token }))
}

// strikes counts a request that fits, and says whether it meets the fault.
func (s *Set) strikes(p *Planted) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.over() || !slices.Contains(s.all, p) { // by another request, meanwhile
		return false
	}
	p.matched++
	if p.matched <= p.Fault.Skip || p.Fault.Probability > 0 && p.chance.Float64() >= p.Fault.Probability {
		return false
	}
	p.Met++
	return true
}
