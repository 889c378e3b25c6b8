package consulted

import (
	"reflect"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// changes names the decisions that a deviation replaces. They cannot be traced when one of them is no function, or was
// none before: nobody notes who reads those.
func changes(dialect string, d *mockserver.Deviation) (names []string, traceable bool, err error) {
	before, err := tenant.NewPolicy(dialect)
	if err != nil {
		return nil, false, err
	}
	after, err := tenant.NewPolicy(dialect)
	if err != nil {
		return nil, false, err
	}
	before.Wire, after.Wire = unchanged, unchanged
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
	return names, traceable, nil
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
