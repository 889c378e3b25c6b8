package managementapi

import (
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// absent is a kind of thing that Auth0's tenants may have and the mock's never has: its listing is served, always empty, so that
// tools that read a whole tenant find it without. Nothing of the kind can be made: that is answered with 501.
type absent struct {
	path, list string // of the listing; what its items are called there
	shape      shape
	scope      string // several, with spaces between: any of them suffices
	query      string // parameters besides those of the shape
	one        string // what GET of a path of one answers: the error code, if it has one, a colon, and a message about {id}; empty: that is not served
}

// shape is how the reference writes a listing.
type shape int

const (
	asArray       shape = iota // an array
	asPages                    // an array, or an object with start, limit and total
	asEither                   // that, or an object with the items, and next where there are more
	asCheckpoints              // an object with the items, and next where there are more
	asCounted                  // an object with the items, total and per_page
	asMember                   // an object with the items
)

// fixed is what is answered of a single thing that the mock does not have, or has switched off for good.
type fixed struct {
	path, scope string
	answer      any // an item, or the *tenant.Problem that says that there is none
}

func featureOff() *tenant.Problem {
	return forbidden("This feature is not enabled for this tenant.", "feature_not_enabled")
}

// notEntitled is recorded of tenants whose plan has no bot detection.
func notEntitled() *tenant.Problem {
	return forbidden("Please upgrade your subscription to use bot detection", "insufficient_entitlement")
}

func absentRoutes() []route {
	var out []route
	for _, k := range absentKinds {
		out = append(out, k.listing())
		if k.one != "" {
			out = append(out, k.single())
		}
	}
	for _, f := range fixedAnswers {
		out = append(out, f.route())
	}
	return out
}

func (k absent) listing() route {
	r := route{method: http.MethodGet, path: k.path, name: operationName(k.path), does: "Get " + words(k.path), absent: true,
		scopes: strings.Fields(k.scope), status: http.StatusOK, serve: k.serve, answer: &schema{AnyOf: []*schema{list(anything()), anything()}}}
	switch k.shape {
	case asPages:
		r.query = pages
	case asEither:
		r.query = parameters(pages, checkpoints)
	case asCheckpoints:
		r.query = checkpoints
	case asCounted:
		r.query = pages[:2]
	}
	for _, name := range strings.Fields(k.query) {
		r.query = parameters(r.query, filter(name, "Of no effect: there is nothing to choose from."))
	}
	if strings.HasPrefix(k.path, "/users/") || strings.HasPrefix(k.path, "/client-grants/") {
		r.refusals = []int{http.StatusNotFound}
	}
	return r
}

// codeOf is the error code before a message.
var codeOf = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\w+): (.*)$`) })

// single is the operation that reads one of the kind, which is never there.
func (k absent) single() route {
	message, code := k.one, ""
	if parts := codeOf().FindStringSubmatch(k.one); parts != nil {
		code, message = parts[1], parts[2]
	}
	r := fixed{k.path + "/{id}", k.scope, notFound(message, code)}.route()
	r.serve = func(c *call) (any, error) {
		return nil, notFound(strings.ReplaceAll(message, "{id}", tenant.Shorten(c.Param("id"))), code)
	}
	return r
}

// serve answers with nothing in the listing's shape. Whoever has nothing has to be there.
func (k absent) serve(c *call) (any, error) {
	var err error
	switch id := c.Param("id"); {
	case strings.HasPrefix(k.path, "/users/"):
		_, err = c.user(id)
	case strings.HasPrefix(k.path, "/client-grants/"):
		_, err = c.clientGrant(id)
	}
	if err != nil {
		return nil, err
	}
	none := []item{}
	switch k.shape {
	case asPages, asEither:
		return c.list(listing{name: k.list, id: "id"})
	case asCheckpoints, asMember:
		return item{k.list: none}, nil
	case asCounted:
		return item{k.list: none, "total": 0, "per_page": c.number("per_page", defaultPerPage)}, nil
	}
	return none, nil
}

func (f fixed) route() route {
	r := route{method: http.MethodGet, path: f.path, name: operationName(f.path), does: "Get " + words(f.path), absent: true,
		scopes: []string{f.scope}, query: fieldNames, status: http.StatusOK, answer: anything()}
	r.serve = func(c *call) (any, error) { return c.one(f.answer.(item)), nil }
	if none, absent := f.answer.(*tenant.Problem); absent {
		r.status, r.answer = none.Status, ref("Problem")
		r.serve = func(*call) (any, error) { return nil, none }
	}
	return r
}

var operationNames = strings.NewReplacer("{", "", "}", "", "/", ".")

// operationName is the operation's name: its path, with dots.
func operationName(path string) tenant.Endpoint {
	return tenant.Endpoint(operationNames.Replace(path[1:]) + ".absent")
}

// words are a path as one would say it.
func words(path string) string {
	return strings.NewReplacer("/", " ", "-", " ", "{id}", "one", "{language}", "a language").Replace(path[1:])
}
