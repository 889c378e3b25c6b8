package managementapi

import (
	_ "embed"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// reference lists the operations of Auth0's Management API v2, a path and its methods a line (its OpenAPI document, June 2026).
//
//go:embed reference.txt
var reference string

// operation is one of Auth0's, whether it is served here or not. Its path is as the reference has it.
type operation struct{ method, path string }

var referenceOperations = sync.OnceValue(func() []operation {
	var out []operation
	for line := range strings.Lines(reference) {
		words := strings.Fields(line)
		for _, method := range words[1:] {
			out = append(out, operation{method, words[0]})
		}
	}
	return out
})

// refuseRoute refuses a request that no route takes: 405 for a method that Auth0 does not have at a path that is served by others, and 501
// for all else. The path is below the API's, and escaped.
func refuseRoute(methods []string, method, path string) tenant.Answer {
	documented, known := inReference(method, path)
	switch {
	case known:
		return notServed(fmt.Sprintf("This mock does not serve %s %s%s.", method, base, documented))
	case len(methods) > 0: // RFC 9110 section 15.5.6
		return problem(http.StatusMethodNotAllowed, "Method not allowed", "").Answer().With("Allow", strings.Join(methods, ", "))
	}
	return notServed("Neither Auth0's Management API nor this mock has that path.") // which is not repeated: it may hold anything
}

// notServed says why, and names what there is.
func notServed(why string) tenant.Answer {
	return problem(http.StatusNotImplemented, why+" Served are "+strings.Join(servedResources(), ", ")+"; "+base+documentPath+
		" has the operations.", "not_implemented").Answer()
}

// inReference finds an operation by a path that a request has.
func inReference(method, path string) (documented string, known bool) {
	i := slices.IndexFunc(referenceOperations(), func(o operation) bool { return o.method == method && fits(o.path, path) })
	if i < 0 {
		return "", false
	}
	return referenceOperations()[i].path, true
}

// fits says whether a path is one that the documented one stands for: {id} is any part.
func fits(documented, path string) bool {
	return slices.EqualFunc(strings.Split(documented, "/"), strings.Split(path, "/"),
		func(d, p string) bool { return d == p || strings.HasPrefix(d, "{") && p != "" })
}

// servedResources are the first parts of the paths under which there may be something.
var servedResources = sync.OnceValue(func() []string {
	var out []string
	for _, r := range routes() {
		if resource, _, _ := strings.Cut(r.path[1:], "/"); !r.absent && !slices.Contains(out, resource) {
			out = append(out, resource)
		}
	}
	slices.Sort(out)
	return out
})

// everyScope is all that any operation asks for.
var everyScope = sync.OnceValue(func() []string {
	var out []string
	for _, r := range routes() {
		out = append(out, slices.Concat(r.scopes, r.also)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
})
