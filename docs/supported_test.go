package docs_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// authenticationAPI are the endpoints of the reference of Auth0's Authentication API.
const authenticationAPI = `GET /authorize
POST /oauth/token
POST /oauth/revoke
POST /oauth/device/code
GET /userinfo
GET /v2/logout
GET /oidc/logout
POST /oauth/par
POST /bc-authorize
POST /mfa/challenge
POST /mfa/associate
GET /mfa/authenticators
DELETE /mfa/authenticators/{id}
POST /passwordless/start
POST /passwordless/verify
POST /dbconnections/signup
POST /dbconnections/change_password
POST /oidc/register
POST /oauth/access_token
POST /oauth/ro
POST /tokeninfo
POST /delegation
POST /users/{user_id}/impersonate
GET /samlp/{clientId}
GET /samlp/metadata/{clientId}
POST /samlp/{client_id}/logout
GET /wsfed/{clientId}
GET /wsfed/FederationMetadata/2007-06/FederationMetadata.xml
POST /login/callback
POST /login/unlink
POST /oauth/global-token-revocation/connection/{connection_name}`

// member is a parameter or a member of a body, as the OpenAPI document has it.
type member struct {
	Kept bool `json:"x-kept"`
}

type operation struct {
	Description string
	AlwaysEmpty bool `json:"x-always-empty"`
	Parameters  []struct{ Name, In string }
	RequestBody struct {
		Content map[string]struct {
			Schema struct{ Properties map[string]member }
		}
	}
}

// openAPI is the document of the mock's Management API.
func openAPI(t *testing.T) map[string]map[string]operation {
	t.Helper()
	w := httptest.NewRecorder()
	mockserver.New().ServeHTTP(w, httptest.NewRequest("GET", "/api/v2/openapi.json", nil))
	var document struct {
		Paths map[string]map[string]operation
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &document))
	require.NotEmpty(t, document.Paths)
	return document.Paths
}

func TestGeneratedSupported(t *testing.T) {
	current(t, "supported.md", "# What of Auth0 the mock serves\n\n"+generated+
		"An endpoint is served, or served and always empty, or not served. What an operation takes, but does not act upon, is *kept*, and returned where Auth0 returns it. "+
		"Any other parameter of the Management API, and any other member of a body, is refused with 400. "+
		"The mock writes the same down for programs: `/api/v2/openapi.json`, where `x-kept` and `x-always-empty` mark it. [mock.md](mock.md) says how all of it behaves.\n\n"+
		authenticationTable(t)+parameterTable()+managementTables(t))
}

// parameterTable is what becomes of each parameter of the Authentication API, those of one kind and treatment in a row.
func parameterTable() string {
	out := "\n## Authentication API: parameters\n\nAny other parameter is ignored, and one without a value is as good as none.\n\n| endpoint | parameters | | |\n| --- | --- | --- | --- |\n"
	all := mockserver.Parameters()
	for len(all) > 0 {
		first, names := all[0], []string{}
		for len(all) > 0 && all[0].Path == first.Path && all[0].Treatment == first.Treatment && all[0].Says == first.Says && all[0].Header == first.Header {
			names, all = append(names, "`"+all[0].Name+"`"), all[1:]
		}
		kind := ""
		if first.Header {
			kind = "header "
		}
		out += fmt.Sprintf("| `%s` | %s%s | %s | %s |\n", first.Path, kind, strings.Join(names, ", "), first.Treatment, first.Says)
	}
	return out
}

// authenticationTable asks the mock: it has no such endpoint where it answers 404 or 405.
func authenticationTable(t *testing.T) string {
	t.Helper()
	out := "## Authentication API\n\n| endpoint | |\n| --- | --- |\n"
	server := mockserver.New()
	for _, line := range strings.Split(authenticationAPI, "\n") {
		method, path, _ := strings.Cut(line, " ")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(method, strings.NewReplacer("{", "", "}", "").Replace(path), nil))
		how := "served"
		if w.Code == 404 || w.Code == 405 {
			how = fmt.Sprintf("not served: %d", w.Code)
		}
		out += fmt.Sprintf("| `%s` | %s |\n", line, how)
	}
	return out
}

func managementTables(t *testing.T) string {
	t.Helper()
	paths := openAPI(t)
	served := "\n## Management API: served\n\n| operation | parameters | members of the body | kept |\n| --- | --- | --- | --- |\n"
	empty := "\n## Management API: served, always empty\n\nNobody can make one: the listing is empty, and what is asked for by name is not there, or is switched off.\n\n| operation |\n| --- |\n"
	names := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths[path])) {
			o, title := paths[path][method], strings.ToUpper(method)+" "+path
			names[plain(title)] = true
			if o.AlwaysEmpty {
				empty += fmt.Sprintf("| `%s` |\n", title)
				continue
			}
			served += fmt.Sprintf("| `%s`%s | %s |\n", title, plan(o), columns(o))
		}
	}
	return served + empty + notServed(t, names)
}

func plan(o operation) string {
	if strings.Contains(o.Description, "Enterprise") {
		return " (Enterprise)"
	}
	return ""
}

// columns are an operation's parameters, what of its body counts, and what is kept.
func columns(o operation) string {
	var query, body, kept []string
	for _, p := range o.Parameters {
		if p.In == "query" {
			query = append(query, p.Name)
		}
	}
	for name, m := range o.RequestBody.Content["application/json"].Schema.Properties {
		if m.Kept {
			kept = append(kept, name)
		} else {
			body = append(body, name)
		}
	}
	return strings.Join([]string{codes(query), codes(body), codes(kept)}, " | ")
}

func codes(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`" + strings.Join(slices.Sorted(slices.Values(names)), "`, `") + "`"
}

// notServed are the operations of Auth0's reference that the mock answers with 501, a path a row.
func notServed(t *testing.T, served map[string]bool) string {
	t.Helper()
	out := "\n## Management API: not served\n\nThey are answered with 501 and one line that names what is served, as is every other path under `/api/v2/`.\n\n| path | methods |\n| --- | --- |\n"
	for line := range strings.Lines(read(t, "../mockserver/internal/managementapi/reference.txt")) {
		words := strings.Fields(line)
		methods := slices.DeleteFunc(words[1:], func(method string) bool { return served[plain(method+" "+words[0])] })
		if len(methods) > 0 {
			out += fmt.Sprintf("| `%s` | %s |\n", words[0], codes(methods))
		}
	}
	return out
}

// plain is an operation whatever its path calls its parts.
func plain(title string) string {
	parts := strings.Split(title, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}
