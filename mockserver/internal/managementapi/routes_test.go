package managementapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryRouteIsFoundAndDocumented(t *testing.T) {
	documented := map[string]bool{}
	ids := map[any]bool{}
	for path, operations := range document()["paths"].(map[string]map[string]any) {
		for method, o := range operations {
			documented[strings.ToUpper(method)+" "+path] = true
			ids[o.(map[string]any)["operationId"]] = true
		}
	}
	assert.Len(t, ids, len(documented), "every operation has a name of its own")
	for _, row := range routes() {
		there, parameters := served().find(row.path, nil)
		assert.Equal(t, row.name, there.rows[row.method].name, "%s %s", row.method, row.path)
		for _, p := range parameters {
			assert.Equal(t, "{"+p.Key+"}", p.Value, "%s %s", row.method, row.path)
		}
		delete(documented, row.method+" "+row.path)
	}
	assert.Empty(t, documented)
}

func TestAPathLeadsWhereItsPartsSay(t *testing.T) {
	for path, want := range map[string]string{
		"/users/auth0%7Ca+b%2Fc":   "/users/{id} auth0|a+b/c",
		"/clients/x/credentials/y": "/clients/{id}/credentials/{credential_id} x y",
		"/branding/themes/default": "/branding/themes/default",
		"/users/":                  "", "/users//sessions": "", "/users/a/b/c": "", "/users/%zz": "", "": "", "/": "",
	} {
		there, parameters := served().find(path, nil)
		got := there.rows[http.MethodGet].path
		for _, p := range parameters {
			got += " " + p.Value
		}
		assert.Equal(t, want, got, path)
	}
}

func TestEveryRouteSaysWhoMayCallIt(t *testing.T) {
	for _, r := range routes() {
		assert.NotEmpty(t, r.scopes, r.name)
		assert.NotEmpty(t, r.does, r.name)
		assert.NotNil(t, r.serve, r.name)
		assert.Equal(t, r.answer == nil, r.status == http.StatusNoContent, "%s: only 204 has no body", r.name)
		if r.writes() {
			for _, s := range r.scopes {
				assert.False(t, strings.HasPrefix(s, "read:"), "%s: a scope to read lets nobody write", r.name)
			}
		}
	}
}

func TestASchemaSaysWhatIsWrongAndWhere(t *testing.T) {
	s := object(properties{"name": name(3), "kind": enum("a", "b"), "n": integer(1, 5), "on": flag(), "l": &schema{Type: "array", Items: text(), MinItems: 1, MaxItems: 2},
		"deep": object(properties{"x": nullable(text())}), "id": pattern(`^[a-f]+$`, 4),
		"any": &schema{Type: "object", Additional: &schema{Type: "string", MaxLength: 2}, MaxProperties: 1}}, "name")
	for _, tc := range []struct {
		body map[string]any
		want string
	}{
		{map[string]any{"name": "x", "deep": map[string]any{"x": nil}, "n": 5.0, "any": map[string]any{"k": "v"}}, ""},
		{map[string]any{}, "Missing required property: name"},
		{map[string]any{"name": ""}, "String is too short (0 chars), minimum 1 on property name"},
		{map[string]any{"name": "äöüß"}, "String is too long (4 chars), maximum 3 on property name"},
		{map[string]any{"name": "äöü"}, ""},
		{map[string]any{"name": nil}, "Expected type string but found type null on property name"},
		{map[string]any{"name": "x", "other": 1.0}, "Additional properties not allowed: other"},
		{map[string]any{"name": "x", "deep": map[string]any{"y": 1.0}}, "Additional properties not allowed: y on property deep"},
		{map[string]any{"name": "x", "deep": []any{}}, "Expected type object but found type array on property deep"},
		{map[string]any{"name": "x", "deep": map[string]any{"x": true}}, "Expected type string but found type boolean on property deep.x"},
		{map[string]any{"name": "x", "kind": "c"}, "No enum match for: c on property kind"},
		{map[string]any{"name": "x", "n": 1.5}, "Expected type integer but found type number on property n"},
		{map[string]any{"name": "x", "n": "1"}, "Expected type integer but found type string on property n"},
		{map[string]any{"name": "x", "n": 0.0}, "Value 0 is less than minimum 1 on property n"},
		{map[string]any{"name": "x", "n": 6.0}, "Value 6 is greater than maximum 5 on property n"},
		{map[string]any{"name": "x", "on": "true"}, "Expected type boolean but found type string on property on"},
		{map[string]any{"name": "x", "l": []any{}}, "Array is too short (0), minimum 1 on property l"},
		{map[string]any{"name": "x", "l": []any{"a", "b", "c"}}, "Array is too long (3), maximum 2 on property l"},
		{map[string]any{"name": "x", "l": []any{"a", 1.0}}, "Expected type string but found type number on property l[1]"},
		{map[string]any{"name": "x", "id": "xyz"}, "String does not match pattern ^[a-f]+$: xyz on property id"},
		{map[string]any{"name": "x", "any": map[string]any{"a": "1", "b": "2"}}, "Too many properties defined (2), maximum 1 on property any"},
		{map[string]any{"name": "x", "any": map[string]any{"a": "123"}}, "String is too long (3 chars), maximum 2 on property any.a"},
	} {
		assert.Equal(t, tc.want, s.check(tc.body, ""), "%v", tc.body)
	}
	assert.Equal(t, "Additional properties not allowed: "+strings.Repeat("k", 80)+"...", object(nil).check(map[string]any{strings.Repeat("k", 1000): 1.0}, ""))
}
