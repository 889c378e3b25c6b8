package proof

import (
	"reflect"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

// changes names the decisions that a deviation replaces. They cannot be traced when one of them is no function, or was
// none before: nobody notes who reads those.
func changes(dialect string, d *mockserver.Deviation) (names []string, traceable bool) {
	before, _ := tenant.NewPolicy(dialect) // the dialects are the deviation's own
	after, _ := tenant.NewPolicy(dialect)
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

// decidesOnly says whether all that a decision does is what it returns: nothing that it is given can it change.
func decidesOnly(decision reflect.Type) bool {
	if decision.NumOut() == 0 {
		return false
	}
	for i := range decision.NumIn() {
		if in := decision.In(i); in.Kind() == reflect.Map || in.Kind() == reflect.Slice || reaches(in) {
			return false
		}
	}
	return true
}

// reaches says whether a value leads to grants or families, or to what is being ended.
func reaches(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer:
		switch t.Elem() {
		case reflect.TypeFor[tenant.Client](), reflect.TypeFor[tenant.User](), reflect.TypeFor[tenant.AccessToken](),
			reflect.TypeFor[tenant.Error](), reflect.TypeFor[tenant.Problem]():
			return false // read by many, changed by none
		}
		return true
	case reflect.Slice, reflect.Array:
		return reaches(t.Elem())
	case reflect.Struct:
		if t.PkgPath() != reflect.TypeFor[tenant.Grant]().PkgPath() {
			return false // a time, and the like
		}
		for i := range t.NumField() {
			if reaches(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
