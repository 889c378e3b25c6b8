package managementapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

const (
	defaultPerPage = 50 // what Auth0 returns to those that do not page
	mostPerPage    = 100
)

// paging is what a caller asks of a listing.
type paging struct {
	asked         bool
	page, perPage int
	totals        bool
}

// paging reads and checks page, per_page and include_totals.
func (c *call) paging() (paging, *tenant.Problem) {
	q := c.Request.Query
	p := paging{perPage: defaultPerPage, asked: q.Has("page") || q.Has("per_page") || q.Has("include_totals")}
	for _, n := range []struct {
		name        string
		to          *int
		least, most int
	}{{"page", &p.page, 0, 1 << 30}, {"per_page", &p.perPage, 1, mostPerPage}} {
		if !q.Has(n.name) {
			continue
		}
		v, err := strconv.Atoi(q.Get(n.name))
		if err != nil || v < n.least || v > n.most {
			if bad := c.malformed(n.name, fmt.Sprintf("must be an integer from %d to %d", n.least, n.most)); bad != nil {
				return p, bad
			}
			continue
		}
		*n.to = v
	}
	if q.Has("include_totals") {
		var bad *tenant.Problem
		if p.totals, bad = c.boolean("include_totals"); bad != nil {
			return p, bad
		}
	}
	return p, nil
}

func (c *call) boolean(name string) (bool, *tenant.Problem) {
	switch c.Request.Query.Get(name) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, c.malformed(name, "must be a boolean")
}

// malformed is the refusal of a query parameter, unless the policy has none.
func (c *call) malformed(name, want string) *tenant.Problem {
	p := problem(http.StatusBadRequest, fmt.Sprintf("Query validation error: '%s' on property %s.", want, name), "invalid_query_string")
	return c.policy.Management.Malformed(c.op, p)
}

// list answers with one page of the items: bare, or with totals.
func (c *call) list(name string, items []map[string]any) (tenant.Answer, *tenant.Problem) {
	p, bad := c.paging()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	from, to := c.policy.Management.Window(c.op, p.page, p.perPage, len(items))
	page, bad := c.fields(items[from:to])
	if bad != nil {
		return tenant.Answer{}, bad
	}
	if !p.totals {
		return ok(page), nil
	}
	return ok(map[string]any{"start": p.page * p.perPage, "limit": p.perPage, "total": len(items), name: page}), nil
}

// fields keeps or drops what fields and include_fields say.
func (c *call) fields(items []map[string]any) ([]map[string]any, *tenant.Problem) {
	out := make([]map[string]any, 0, len(items))
	names := map[string]bool{}
	for _, name := range strings.Split(c.Request.Query.Get("fields"), ",") {
		if name != "" {
			names[name] = true
		}
	}
	if len(names) == 0 {
		return append(out, items...), nil
	}
	include := true
	if c.Request.Query.Has("include_fields") {
		var bad *tenant.Problem
		if include, bad = c.boolean("include_fields"); bad != nil {
			return nil, bad
		}
	}
	for _, item := range items {
		kept := map[string]any{}
		for name, value := range item {
			if names[name] == include {
				kept[name] = value
			}
		}
		out = append(out, kept)
	}
	return out, nil
}

// one answers with one item.
func (c *call) one(status int, item map[string]any) (tenant.Answer, *tenant.Problem) {
	items, bad := c.fields([]map[string]any{item})
	if bad != nil {
		return tenant.Answer{}, bad
	}
	return tenant.Answer{Status: status, JSON: items[0]}, nil
}
