package proof

import (
	"reflect"
	"sync"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

// consulted is which decisions of its policy a server that breaks no rule asked for, scenario by scenario. A deviation
// changes decisions and nothing else: a scenario in which nobody asks for one of these goes as without it.
type consulted struct {
	mu   sync.Mutex
	asks map[string]map[string]bool // scenario -> names of decisions
}

// watch is a mock's option that notes every decision under the scenario.
func (c *consulted) watch(scenario string) mockserver.Option {
	return mockserver.WithSwitch(c.watching(scenario))
}

func (c *consulted) watching(scenario string) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		eachDecision(reflect.ValueOf(p).Elem(), "", func(name string, decision reflect.Value) {
			if decision.Kind() != reflect.Func || decision.IsNil() {
				return
			}
			decide := reflect.ValueOf(decision.Interface()) // a copy: the field itself is about to change
			decision.Set(reflect.MakeFunc(decision.Type(), func(asked []reflect.Value) []reflect.Value {
				c.note(scenario, name)
				return decide.Call(asked)
			}))
		})
	}
}

func (c *consulted) note(scenario, decision string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asks == nil {
		c.asks = map[string]map[string]bool{}
	}
	if c.asks[scenario] == nil {
		c.asks[scenario] = map[string]bool{}
	}
	c.asks[scenario][decision] = true
}

// concerns returns which scenarios may go otherwise with that deviation.
func (c *consulted) concerns(dialect string, d *mockserver.Deviation) func(scenario string) bool {
	changed, traceable := changes(dialect, d)
	return func(scenario string) bool {
		if !traceable {
			return true
		}
		for _, decision := range changed {
			if c.asks[scenario][decision] {
				return true
			}
		}
		return false
	}
}

// changes names the decisions that a deviation replaces. They cannot be traced when one of them is no function, or was
// none before: nobody notes who reads those.
func changes(dialect string, d *mockserver.Deviation) (names []string, traceable bool) {
	before, _ := tenant.NewPolicy(dialect) // the dialects are the deviation's own
	after, _ := tenant.NewPolicy(dialect)
	d.Apply(after)
	set := &tenant.Policy{Dialect: dialect} // functions cannot be compared; what is no longer nil was set
	d.Apply(set)
	was, is, replaced := decisions(before), decisions(after), decisions(set)
	traceable = true
	for name, decision := range was {
		switch {
		case decision.Kind() != reflect.Func:
			traceable = traceable && reflect.DeepEqual(decision.Interface(), is[name].Interface())
		case decision.IsNil():
			traceable = traceable && is[name].IsNil()
		case !replaced[name].IsNil() || is[name].IsNil():
			names = append(names, name)
		}
	}
	return names, traceable
}

func decisions(p *tenant.Policy) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	eachDecision(reflect.ValueOf(p).Elem(), "", func(name string, decision reflect.Value) { all[name] = decision })
	return all
}

// eachDecision visits the fields of a policy, those of its parts too.
func eachDecision(policy reflect.Value, prefix string, visit func(name string, decision reflect.Value)) {
	for i := range policy.NumField() {
		name, field := prefix+policy.Type().Field(i).Name, policy.Field(i)
		if field.Kind() == reflect.Struct {
			eachDecision(field, name+".", visit)
			continue
		}
		visit(name, field)
	}
}
