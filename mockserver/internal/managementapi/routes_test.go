package managementapi

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

var ginParameter = regexp.MustCompile(`:(\w+)`)

func TestRoutesAndDocumentMatchOneToOne(t *testing.T) {
	gin.SetMode(gin.TestMode)
	e := gin.New()
	(&API{Env: &wire.Env{}}).Register(e)
	served := map[string]bool{}
	for _, r := range e.Routes() {
		path := ginParameter.ReplaceAllString(strings.TrimPrefix(r.Path, base), "{$1}")
		served[r.Method+" "+path] = true
	}
	require.True(t, served["GET "+documentPath])
	delete(served, "GET "+documentPath) // it speaks of the API, not of itself
	documented := map[string]bool{}
	ids := map[any]bool{}
	for path, operations := range document()["paths"].(map[string]map[string]any) {
		for method, o := range operations {
			documented[strings.ToUpper(method)+" "+path] = true
			ids[o.(map[string]any)["operationId"]] = true
		}
	}
	assert.Equal(t, served, documented)
	assert.Len(t, ids, len(documented), "every operation has a name of its own")
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
