package managementapi_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile are values of every type, as JSON.
var hostile = []string{`null`, `true`, `0`, `-1`, `1.5`, `1e308`, `""`, `"x"`, `"\u0000"`, `[]`, `{}`, `[null]`, `[[]]`, `[{}]`, `["x"]`, `{"x":null}`, `{"x":{}}`}

// TestNoBodyBreaksAnOperation puts every value into every member of every body that is documented. What is documented
// is taken, what is not is refused, and nothing is a failure of the server.
func TestNoBodyBreaksAnOperation(t *testing.T) {
	k, err := theContract()
	require.NoError(t, err)
	for path, p := range k.document.Paths.Map() {
		for method, o := range p.Operations() {
			if testing.Short() && rand.N(5) != 0 { // another fifth each time
				continue
			}
			s := newSite(t)
			at := strings.ReplaceAll(path, "{id}", idFor(s, path))
			try := func(body string) {
				a := s.call(method, at, body)
				assert.Less(t, a.status, 500, "%s %s %s: %s", method, path, body, a.body)
			}
			for _, whole := range hostile {
				try(whole)
			}
			try(strings.Repeat("[", 20_000))
			try(`{"a":` + strings.Repeat(`{"a":`, 5_000))
			if o.RequestBody == nil {
				continue
			}
			schema := o.RequestBody.Value.Content["application/json"].Schema.Value
			for name, member := range schema.Properties {
				for _, value := range hostile {
					try(body(schema, name, value))
				}
				for inner := range member.Value.Properties {
					for _, value := range hostile {
						try(body(schema, name, `{"`+inner+`":`+value+`}`))
					}
				}
			}
		}
	}
}

// body is one with everything that is required, and a member of that value.
func body(schema *openapi3.Schema, name, value string) string {
	members := map[string]json.RawMessage{}
	for _, required := range schema.Required {
		members[required] = json.RawMessage(`"x@example.com"`)
		if kind := schema.Properties[required].Value; len(kind.Enum) > 0 {
			members[required] = json.RawMessage(`"` + kind.Enum[0].(string) + `"`)
		}
	}
	maps.Copy(members, map[string]json.RawMessage{name: json.RawMessage(value)})
	out, _ := json.Marshal(members)
	return string(out)
}

func idFor(s *site, path string) string {
	switch strings.Split(path, "/")[1] {
	case "clients":
		return "mock-confidential"
	case "users":
		return strings.ReplaceAll(s.userID(0), "|", "%7C")
	case "resource-servers":
		return s.list("/resource-servers")[0]["id"].(string)
	case "client-grants":
		return s.list("/client-grants")[0]["id"].(string)
	case "refresh-tokens":
		s.signIn("confidential", 0, one)
		return s.newest(0, "mock-confidential")
	}
	return "x"
}

// TestNoQueryBreaksAnOperation does so with every parameter of every query.
func TestNoQueryBreaksAnOperation(t *testing.T) {
	k, err := theContract()
	require.NoError(t, err)
	s := newSite(t)
	for path, p := range k.document.Paths.Map() {
		o := p.Get
		if o == nil || testing.Short() && rand.N(5) != 0 {
			continue
		}
		at := strings.ReplaceAll(path, "{id}", idFor(s, path))
		for _, parameter := range o.Parameters {
			for _, value := range []string{"", "x", "-1", "0", "1", "999999999999999999999", "%00", "%FF", "true", "null", "a,b", "a:1", "type:x", "x&" + parameter.Value.Name + "=y", strings.Repeat("x", 5000)} {
				a := s.call("GET", at+"?"+parameter.Value.Name+"="+value, "")
				assert.Less(t, a.status, 500, "%s %s=%s: %s", path, parameter.Value.Name, value, a.body)
				assert.Less(t, len(a.body), 200_000)
			}
		}
		a := s.call("GET", at+"?%zz", "")
		assert.Equal(t, 400, a.status, path)
		assert.Contains(t, a.body, `"statusCode":400`)
	}
}

// A number is written as JSON writes one.
func TestNumbersOfTheQuery(t *testing.T) {
	s := newSite(t)
	for value, want := range map[string]int{"0": 200, "7": 200, "%2B1": 400, "007": 400, "-0": 400, "1e0": 400, "1.0": 400, "%201": 400, "": 400} {
		assert.Equal(t, want, s.call("GET", "/grants?page="+value, "").status, value)
	}
}
