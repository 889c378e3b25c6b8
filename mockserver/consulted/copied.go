package consulted

import (
	"maps"
	"reflect"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// copied are arguments that share nothing which a decision may change, so that what is asked along changes nothing.
func copied(asked []reflect.Value) []reflect.Value {
	out := make([]reflect.Value, len(asked))
	for i, v := range asked {
		out[i] = reflect.ValueOf(copyOf(v.Interface()))
		if !out[i].IsValid() { // nil, of an interface
			out[i] = v
		}
	}
	return out
}

func copyOf(value any) any {
	switch v := value.(type) {
	case tenant.Answer:
		v.Header = maps.Clone(v.Header)
		if object, ok := v.JSON.(map[string]any); ok {
			v.JSON = maps.Clone(object)
		}
		return v
	case tenant.Settings:
		return v.Clone()
	case map[string]any:
		return maps.Clone(v)
	case []tenant.AgedFamily:
		return slices.Clone(v)
	case []string:
		return slices.Clone(v)
	case *tenant.AccessToken:
		return shallow(v)
	case *tenant.Grant:
		g, _ := within(v, nil)
		return g
	case *tenant.Family:
		_, f := within(nil, v)
		return f
	case *tenant.Ending:
		v = shallow(v)
		v.Grant, v.Family = within(v.Grant, v.Family)
		v.Others = slices.Clone(v.Others)
		return v
	case tenant.Exchange:
		v.Grant, v.Family = within(v.Grant, v.Family)
		return v
	case tenant.Reuse:
		v.Grant, v.Family = within(v.Grant, v.Family)
		return v
	case tenant.Device:
		_, v.Family = within(nil, v.Family)
		return v
	}
	return value
}

func shallow[T any](v *T) *T {
	if v == nil {
		return nil
	}
	c := *v
	return &c
}

// within copies a grant and a family, which is one of the grant's where it has it.
func within(g *tenant.Grant, f *tenant.Family) (*tenant.Grant, *tenant.Family) {
	if g != nil {
		i := slices.Index(g.Families, f)
		if g = g.Clone(); i >= 0 {
			return g, g.Families[i]
		}
	}
	if f != nil {
		f = (&tenant.Grant{Families: []*tenant.Family{f}}).Clone().Families[0]
	}
	return g, f
}

// copyable says whether all arguments of a decision can be copied, as far as it may change them.
func copyable(decision reflect.Type) bool {
	for i := range decision.NumIn() {
		switch in := decision.In(i); in {
		case reflect.TypeFor[tenant.Answer](), reflect.TypeFor[tenant.Settings](), reflect.TypeFor[map[string]any](), reflect.TypeFor[[]tenant.AgedFamily](),
			reflect.TypeFor[[]string](), reflect.TypeFor[*tenant.AccessToken](), reflect.TypeFor[*tenant.Grant](), reflect.TypeFor[*tenant.Family](),
			reflect.TypeFor[*tenant.Ending](), reflect.TypeFor[tenant.Exchange](), reflect.TypeFor[tenant.Reuse](), reflect.TypeFor[tenant.Device]():
		default:
			if in.Kind() == reflect.Map || in.Kind() == reflect.Slice || shares(in) {
				return false
			}
		}
	}
	return true
}

// shares says whether a copy of a value leads to what others see as well, other than what nobody changes.
func shares(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer:
		switch t.Elem() {
		case reflect.TypeFor[tenant.Client](), reflect.TypeFor[tenant.User](), reflect.TypeFor[tenant.AccessToken](),
			reflect.TypeFor[tenant.Error](), reflect.TypeFor[tenant.Problem]():
			return false
		}
		return true
	case reflect.Slice, reflect.Array:
		return shares(t.Elem())
	case reflect.Struct:
		if t.PkgPath() != reflect.TypeFor[tenant.Grant]().PkgPath() {
			return false // a time, and the like
		}
		for i := range t.NumField() {
			if shares(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
