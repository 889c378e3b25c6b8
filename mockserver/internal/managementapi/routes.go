package managementapi

import (
	"net/http"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// handler returns what is sent with the operation's status, or why it is refused: mostly a *tenant.Problem.
type handler func(*call) (any, error)

// route is one operation: how it is called, what it needs and what it answers. Requests are served by this table, and
// the OpenAPI document is written from it.
type route struct {
	method, path string // below Base; {id} is a part of the path
	name         tenant.Endpoint
	does         string // in the words of the log
	serve        handler
	scopes       []string // any of them suffices
	also         []string // scopes that are needed besides
	query        []parameter
	body         *schema // nil: none is read
	status       int     // of success
	answer       *schema // nil: none is sent
	refusals     []int   // besides those that every operation has
	enterprise   bool    // served where the plan has it
	absent       bool    // there never is anything
}

// parameter is one of the query string.
type parameter struct {
	name     string
	schema   *schema
	required bool
	what     string
}

// routes are all there are, by resource. They are made once: every server has the same, and nobody changes them.
var routes = sync.OnceValue(func() []route {
	return slices.Concat(settingsRoutes(), grantRoutes(), deviceRoutes(), clientRoutes(), credentialRoutes(), audienceRoutes(),
		clientGrantRoutes(), userRoutes(), roleRoutes(), roleUserRoutes(), permissionRoutes(), refreshTokenRoutes(), sessionRoutes(), logRoutes(), connectionRoutes(), signingKeyRoutes(), absentRoutes())
})

// writes says whether the operation changes anything.
func (r route) writes() bool { return r.method != http.MethodGet }

// Parameters that many operations have.
var (
	pages = []parameter{
		{name: "page", schema: integer(0, mostPages), what: "Which page, counted from 0."},
		{name: "per_page", schema: integer(1, mostPerPage), what: "How many items a page has."},
		{name: "include_totals", schema: flag(), what: "Whether the answer is an object with start, limit and total."},
	}
	// pagesOfAnySize may also be empty.
	pagesOfAnySize = []parameter{pages[0], {name: "per_page", schema: integer(0, mostPerPage), what: pages[1].what}, pages[2]}

	checkpoints = []parameter{
		{name: "from", schema: name(mostCheckpoint), what: "Where to go on: next of the page before, for 24 hours."},
		{name: "take", schema: integer(1, mostTake), what: "How many items a page has."},
	}
	fieldNames = []parameter{
		{name: "fields", schema: text(), what: "Names of fields, with commas between."},
		{name: "include_fields", schema: flag(), what: "Whether these fields are kept, which is the default, or dropped."},
	}
)

func parameters(groups ...[]parameter) []parameter { return slices.Concat(groups...) }

func filter(name, what string) []parameter {
	return []parameter{{name: name, schema: filterText(), what: what}}
}

// filterText is a filter's value. Empty is not the same as absent: it is refused rather than taken for no filter.
func filterText() *schema { return &schema{Type: "string", MinLength: 1, MaxLength: 1024} }
