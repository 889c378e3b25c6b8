package managementapi

import (
	"net/http"
	"slices"
	"strings"
)

const (
	defaultPerPage = 50 // what Auth0 returns to those that do not page
	mostPerPage    = 100
	mostPages      = 1 << 30
	mostPaged      = 1000 // results that pages can reach, where that is bounded
)

// item is one thing as the API shows it.
type item = map[string]any

// listing is what is listed, and how far its pages reach.
type listing struct {
	name    string // of the items, where the answer is an object
	items   []item
	most    int    // 0: no bound
	id      string // the field that checkpoints go by; empty: there are none
	bounded bool   // asking for what lies beyond is an error, rather than empty
}

// paged says whether the caller asks for pages by offset.
func (c *call) paged() bool {
	return c.query.Has("page") || c.query.Has("per_page") || c.query.Has("include_totals")
}

// list answers with one page of the items: bare, or with totals, which of searches include how many items the page has (as recorded).
func (c *call) list(l listing) (any, error) {
	if l.id != "" && (c.query.Has("from") || c.query.Has("take")) {
		return c.checkpointed(l)
	}
	page, perPage := c.number("page", 0), c.number("per_page", defaultPerPage)
	if l.most > 0 && l.bounded && (page+1)*perPage > l.most {
		return nil, problem(http.StatusBadRequest, "You can only page through the first 1000 records.", "invalid_paging")
	}
	if l.most > 0 && len(l.items) > l.most {
		l.items = l.items[:l.most]
	}
	from, to := c.Policy.Management.Window(c.route.name, page, perPage, len(l.items))
	cut := c.fields(l.items[from:to])
	if !c.flag("include_totals", false) {
		return cut, nil
	}
	out := item{"start": page * perPage, "limit": perPage, "total": len(l.items), l.name: cut}
	switch {
	case l.name == "logs", c.route.path == "/users":
		out["length"] = len(cut)
	case c.route.path == "/clients" && !c.query.Has("fields"):
		out["length"], out["next"] = len(cut), ""
	}
	return out, nil
}

// fields keeps or drops what fields and include_fields say.
func (c *call) fields(items []item) []item {
	out := make([]item, 0, len(items))
	names := c.fieldNames()
	if len(names) == 0 {
		return append(out, items...)
	}
	include := c.flag("include_fields", true)
	for _, i := range items {
		kept := item{}
		for name, value := range i {
			if slices.Contains(names, name) == include {
				kept[name] = value
			}
		}
		out = append(out, kept)
	}
	return out
}

func (c *call) fieldNames() []string {
	return strings.FieldsFunc(c.query.Get("fields"), func(r rune) bool { return r == ',' || r == ' ' })
}

// one answers with one item.
func (c *call) one(i item) item { return c.fields([]item{i})[0] }
