// Package consulted finds out which scenarios a deviation concerns, so that a proof need not run the others.
package consulted

import (
	"reflect"
	"sync"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Watcher finds out which scenarios a deviation concerns, on a server that breaks no rule. A deviation changes decisions
// of the server's policy and nothing else. Whenever one of these is asked for, the deviation is asked as well: a scenario in
// which it never decides otherwise goes as without it.
type Watcher struct {
	changed []changed // of every deviation of the dialect

	mu        sync.Mutex
	concerned map[string]map[string]bool // scenario -> names of deviations
}

// changed is what a deviation changes.
type changed struct {
	deviation *mockserver.Deviation
	names     []string // of decisions
	traceable bool     // else it concerns every scenario
}

// New is a Watcher of deviations in a dialect.
func New(dialect string, deviations []*mockserver.Deviation) (*Watcher, error) {
	c := &Watcher{concerned: map[string]map[string]bool{}}
	for _, d := range deviations {
		names, traceable, err := changes(dialect, d)
		if err != nil {
			return nil, err
		}
		c.changed = append(c.changed, changed{d, names, traceable})
	}
	return c, nil
}

// Option is a mock's option that asks every deviation along, and notes those that decide otherwise in the scenario.
func (c *Watcher) Option(scenario string) mockserver.Option {
	return mockserver.WithSwitch(c.watching(scenario))
}

func (c *Watcher) watching(scenario string) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		if p.Wire == nil { // so that it can be asked: nil leaves answers as they are
			p.Wire = unchanged
		}
		others := c.others(scenario, p)
		eachDecision(reflect.ValueOf(p).Elem(), "", func(name string, decision reflect.Value) {
			if decision.Kind() != reflect.Func || decision.IsNil() || len(others[name]) == 0 {
				return
			}
			decide := reflect.ValueOf(decision.Interface()) // a copy: the field itself is about to change
			decision.Set(reflect.MakeFunc(decision.Type(), func(asked []reflect.Value) []reflect.Value {
				return c.compare(scenario, others[name], decide, asked)
			}))
		})
	}
}

// other is a decision as a deviation makes it.
type other struct {
	deviation string
	decide    reflect.Value
}

// others are the decisions of all deviations, by name, each deviation's made for one server: it may remember things. They are those of
// policies of their own, since the decisions of one ask each other. Where there can be none, the scenario counts as concerned.
func (c *Watcher) others(scenario string, of *tenant.Policy) map[string][]other {
	all := map[string][]other{}
	for _, ch := range c.changed {
		p, err := tenant.NewPolicy(of.Dialect)
		if err != nil {
			c.note(scenario, ch.deviation.Name)
			continue
		}
		p.Wire, p.Directory = unchanged, of.Directory
		ch.deviation.Apply(p)
		is := decisions(p)
		for _, name := range ch.names {
			all[name] = append(all[name], other{ch.deviation.Name, is[name]})
		}
	}
	return all
}

// compare decides, and notes the deviations that decide otherwise.
func (c *Watcher) compare(scenario string, others []other, decide reflect.Value, asked []reflect.Value) []reflect.Value {
	comparable := copyable(decide.Type())
	var copies [][]reflect.Value
	for range others {
		if comparable {
			copies = append(copies, copied(asked))
		}
	}
	decided := decide.Call(asked)
	for i, o := range others {
		if !comparable || !same(o.decide, copies[i], asked, decided) {
			c.note(scenario, o.deviation)
		}
	}
	return decided
}

// same says whether the decision comes out the same, in what it returns and in what becomes of that which it is asked
// about. One that panics does not.
func same(decide reflect.Value, asked, left, want []reflect.Value) (equal bool) {
	defer func() { equal = recover() == nil && equal }()
	if decide.IsNil() {
		return false
	}
	equal = true
	for i, got := range decide.Call(asked) {
		equal = equal && reflect.DeepEqual(got.Interface(), want[i].Interface())
	}
	for i, got := range asked {
		_, attempt := got.Interface().(tenant.Attempt) // it holds a function, which is never equal, and nothing that changes
		equal = equal && (attempt || reflect.DeepEqual(got.Interface(), left[i].Interface()))
	}
	return equal
}

func (c *Watcher) note(scenario, deviation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.concerned[scenario] == nil {
		c.concerned[scenario] = map[string]bool{}
	}
	c.concerned[scenario][deviation] = true
}

// Concerns returns which scenarios may go otherwise with that deviation.
func (c *Watcher) Concerns(d *mockserver.Deviation) func(scenario string) bool {
	for _, ch := range c.changed {
		if ch.deviation.Name == d.Name && ch.traceable {
			return func(scenario string) bool { return c.concerned[scenario][d.Name] }
		}
	}
	return func(string) bool { return true }
}

func unchanged(_ tenant.Request, a tenant.Answer) tenant.Answer { return a }
