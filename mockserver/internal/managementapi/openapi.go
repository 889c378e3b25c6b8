package managementapi

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// documentPath is where the API's OpenAPI document is served, to anybody.
const documentPath = "/openapi.json"

// alwaysEmpty marks an operation of the document that answers that there is nothing, whatever was done.
const alwaysEmpty = "x-always-empty"

// document is the OpenAPI 3.0 document of what is served: the table of routes, written out.
var document = sync.OnceValue(func() map[string]any {
	paths := map[string]map[string]any{}
	scopes := map[string]string{}
	for _, r := range routes() {
		if paths[r.path] == nil {
			paths[r.path] = map[string]any{}
		}
		paths[r.path][strings.ToLower(r.method)] = r.document()
		for _, s := range slices.Concat(r.scopes, r.also) {
			scopes[s] = s
		}
	}
	return map[string]any{
		"openapi": "3.0.3",
		"info": map[string]any{"title": "Management API of revokespec's mock server", "version": "2",
			"description": "What the mock serves of Auth0's Management API v2, and nothing else."},
		"paths": paths,
		"components": map[string]any{
			"schemas":         components(),
			"securitySchemes": map[string]any{"management": management(scopes)},
		},
	}
})

// documentAt is the document of a server that browsers find at that path.
func documentAt(path string) map[string]any {
	out := maps.Clone(document())
	out["servers"] = []any{map[string]any{"url": path}}
	return out
}

func management(scopes map[string]string) map[string]any {
	return map[string]any{"type": "oauth2", "flows": map[string]any{
		"clientCredentials": map[string]any{"tokenUrl": "../../oauth/token", "scopes": scopes}}}
}

// components are the schemas of answers.
func components() map[string]*schema {
	return map[string]*schema{
		"Settings": settingsAnswer(), "Grant": grantAnswer, "DeviceCredential": object(deviceFields), "Client": clientAnswer(), "ClientCredential": credentialAnswer, "Connection": connectionAnswer, "SigningKey": signingKeyAnswer,
		"ResourceServer": audienceAnswer(), "ClientGrant": clientGrantAnswer, "User": userAnswer(), "Role": roleAnswer,
		"RefreshToken": refreshTokenAnswer(), "Session": sessionAnswer(), "LogEvent": logAnswer,
		"Problem": object(properties{"statusCode": {Type: "integer"}, "error": text(), "message": text(), "errorCode": text(),
			"attributes": anything()}, "statusCode", "error", "message"),
	}
}

// listAnswer is bare, with totals, or with a checkpoint.
func listAnswer(name string, of *schema) *schema {
	whole := func() *schema { return &schema{Type: "integer"} }
	totals := object(properties{"start": whole(), "limit": whole(), "total": whole(), name: list(of)}, "start", "limit", "total", name)
	switch name { // where such items are searched for
	case "logs", "users":
		totals = totals.with(properties{"length": whole()})
	case "clients":
		totals = totals.with(properties{"length": whole(), "next": text()})
	}
	return &schema{AnyOf: []*schema{list(of), totals, checkpointAnswer(name, of)}}
}

func checkpointAnswer(name string, of *schema) *schema {
	return object(properties{name: list(of), "next": described(text(), "Absent on the last page."), "total": {Type: "integer"}}, name)
}

// refusals are the statuses that every operation may answer with.
var refusals = []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden,
	http.StatusRequestEntityTooLarge, http.StatusTooManyRequests, http.StatusServiceUnavailable}

func (r route) document() map[string]any {
	out := map[string]any{
		"operationId": string(r.name), "summary": r.does, "tags": []string{strings.Split(r.path, "/")[1]},
		"parameters": r.parameters(), "security": r.security(), "responses": r.responses(),
	}
	if r.body != nil {
		out["requestBody"] = map[string]any{"required": r.method != http.MethodPost || len(r.body.Required) > 0, "content": content(r.body)}
	}
	switch {
	case r.enterprise:
		out["description"] = "Auth0 has this operation on Enterprise plans."
	case r.absent:
		out["description"], out[alwaysEmpty] = "There never is anything of the kind here.", true
	}
	return out
}

func (r route) parameters() []any {
	out := []any{}
	for part := range strings.SplitSeq(r.path, "/") {
		if strings.HasPrefix(part, "{") {
			out = append(out, map[string]any{"name": strings.Trim(part, "{}"), "in": "path", "required": true, "schema": name(mostID)})
		}
	}
	for _, p := range r.query {
		out = append(out, map[string]any{"name": p.name, "in": "query", "required": p.required, "description": p.what, "schema": p.schema})
	}
	if r.writes() {
		out = append(out, map[string]any{"name": "X-Correlation-ID", "in": "header", "schema": &schema{Type: "string", Pattern: correlationID().String()}})
	}
	return out
}

// security: any one of scopes suffices, but all of also are needed with it.
func (r route) security() []any {
	var out []any
	for _, s := range r.scopes {
		out = append(out, map[string]any{"management": slices.Concat([]string{s}, r.also)})
	}
	return out
}

func (r route) responses() map[string]any {
	success := map[string]any{"description": http.StatusText(r.status)}
	if r.answer != nil {
		success["content"] = content(r.answer)
	}
	out := map[string]any{strconv.Itoa(r.status): success}
	for _, status := range slices.Concat(refusals, r.refusals) {
		out[strconv.Itoa(status)] = map[string]any{"description": http.StatusText(status), "content": content(ref("Problem"))}
	}
	return out
}

func content(s *schema) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": s}}
}
