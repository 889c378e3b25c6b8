package fidelity_test

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/authapi"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// Whatever is served is recorded: every endpoint succeeds once.
func TestEveryEndpointIsRecorded(t *testing.T) {
	all := recorded(t)
	engine := gin.New()
	(&authapi.API{Env: &wire.Env{}}).Register(engine)
	require.NotEmpty(t, engine.Routes())
	for _, route := range engine.Routes() {
		if route.Path == "/oauth/revoke" && route.Method != "POST" {
			continue // is there to be refused
		}
		assert.True(t, slices.ContainsFunc(all.statuses(route.Method, route.Path), func(status int) bool { return status < 400 }),
			"%s %s: no success is recorded", route.Method, route.Path)
	}
}

// So is every operation of the Management API, which its document lists, with its scopes, and with each refusal of its own.
func TestEveryOperationIsRecorded(t *testing.T) {
	all, documented := recorded(t), operations(t)
	require.NotEmpty(t, documented)
	for path, methods := range documented {
		for method, o := range methods {
			method, route := strings.ToUpper(method), managementBase+path
			got := all.statuses(method, route)
			for _, status := range o.mustBeRecorded() {
				assert.Contains(t, got, status, "%s %s: no answer with this status is recorded", method, route)
			}
			assert.True(t, all.scoped(method, route), "%s %s: no scopes are recorded", method, route)
		}
	}
}

// The token endpoint has an exchange that succeeds, and one that is refused, of every grant type.
func TestEveryGrantTypeIsRecorded(t *testing.T) {
	w := httptest.NewRecorder()
	newSite(t, "").server.ServeHTTP(w, httptest.NewRequest("GET", "/.well-known/openid-configuration", nil))
	var metadata struct {
		GrantTypes []string `json:"grant_types_supported"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &metadata))
	require.NotEmpty(t, metadata.GrantTypes)
	seen := map[string]bool{}
	for _, e := range recorded(t) {
		if e.Request == "POST /oauth/token" {
			seen[e.Form["grant_type"]+" "+strconv.FormatBool(e.Status < 400)] = true
		}
	}
	for _, grantType := range metadata.GrantTypes {
		if grantType != "implicit" { // has no exchange
			assert.True(t, seen[grantType+" true"] && seen[grantType+" false"], grantType)
		}
	}
}

// exchanges are those of all recordings.
type exchanges []exchange

func recorded(t *testing.T) (all exchanges) {
	t.Helper()
	for _, r := range recordings(t) {
		all = append(all, r.Exchanges...)
	}
	return all
}

// of are the exchanges at a route.
func (all exchanges) of(method, route string) exchanges {
	return slices.DeleteFunc(slices.Clone(all), func(e exchange) bool {
		path, _, _ := strings.Cut(e.path(), "?")
		return e.method() != method || !slices.EqualFunc(strings.Split(route, "/"), strings.Split(path, "/"),
			func(part, got string) bool { return part == got || strings.HasPrefix(part, "{") && got != "" })
	})
}

func (all exchanges) statuses(method, route string) (out []int) {
	for _, e := range all.of(method, route) {
		out = append(out, e.Status)
	}
	return out
}

func (all exchanges) scoped(method, route string) bool {
	return slices.ContainsFunc(all.of(method, route), func(e exchange) bool { return len(e.Scopes) > 0 })
}

// operation is one of the Management API, as its document has it.
type operation struct {
	Parameters  []struct{ In string }
	RequestBody any
	Responses   map[string]any
	AlwaysEmpty bool `json:"x-always-empty"`
}

// operations are those that are served, by path and method.
func operations(t *testing.T) map[string]map[string]operation {
	t.Helper()
	w := httptest.NewRecorder()
	newSite(t, "").server.ServeHTTP(w, httptest.NewRequest("GET", managementBase+"/openapi.json", nil))
	var read struct {
		Paths map[string]map[string]operation
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &read))
	return read.Paths
}

// everywhere are statuses that have nothing to do with the operation; the first two are asked for wherever scopes are named.
var everywhere = []int{401, 403, 413, 429, 503}

// mustBeRecorded are the statuses that the operation has of its own: its success, what is not there or there already, and a bad body
// or parameter where it has any that count.
func (o operation) mustBeRecorded() (out []int) {
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		code, _ := strconv.Atoi(status)
		ownRefusal := code >= 400 && !slices.Contains(everywhere, code) && code != 400
		parameters := slices.ContainsFunc(o.Parameters, func(p struct{ In string }) bool { return p.In == "query" })
		if code < 300 || ownRefusal || code == 400 && !o.AlwaysEmpty && (parameters || o.RequestBody != nil) {
			out = append(out, code)
		}
	}
	return out
}
