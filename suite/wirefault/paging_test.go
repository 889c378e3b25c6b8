package wirefault_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// paging are faults in how the listing of device credentials is cut into pages.
func paging() []fault {
	list := listing(devicePath)
	paged := all(list, wellPaged)
	page := func(_ *proxy, r *request) int { n, _ := strconv.Atoi(r.query.Get("page")); return n }
	window := func(cut func(page, perPage, n int) (from, to int)) behaviour { return at(paged, cutting(cut)) }
	// served answers a malformed parameter as if it were not there.
	count := func(change func(a *answer) any) behaviour {
		return at(paged, changingSuccess(func(a *answer) *answer {
			if a.object()["total"] == nil {
				return a
			}
			return a.withField("total", change(a))
		}))
	}
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "DEV-10", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("an incomplete last page is not given", window(func(page, perPage, n int) (int, int) {
			if page > 0 && (page+1)*perPage > n {
				return 0, 0
			}
			return page * perPage, (page + 1) * perPage
		})),
		one("past the end the last page comes again", window(func(page, perPage, n int) (int, int) {
			last := max(n-1, 0) / max(perPage, 1)
			page = min(page, last)
			return page * perPage, (page + 1) * perPage
		})),
		one("each page is sorted its own way", at(paged, func(p *proxy, r *request) *answer {
			if page(p, r)%2 == 0 {
				return p.send(r)
			}
			return cuttingOf(true, func(page, perPage, _ int) (int, int) { return page * perPage, (page + 1) * perPage })(p, r)
		})),
		one("there is no total", count(func(*answer) any { return nil })),
	}
}

// wellPaged says whether a page is asked for, in a way that must be served.
func wellPaged(_ *proxy, r *request) bool {
	_, err := strconv.Atoi(r.query.Get("per_page"))
	totals := r.query.Get("include_totals")
	return err == nil && slices.Contains([]string{"", "true", "false", "1", "0"}, totals) && !badly("page")(nil, r) && !badly("per_page")(nil, r)
}

// badly says whether a parameter of paging is not what it may be.
func badly(name string) condition {
	return func(_ *proxy, r *request) bool {
		if !r.query.Has(name) {
			return false
		}
		n, err := strconv.Atoi(r.query.Get(name))
		return err != nil || n < 0 || n > 100 && name == "per_page" || n < 1 && name == "per_page"
	}
}

// asking is the request with another query.
func (r *request) asking(change func(q url.Values)) *request {
	c := *r
	c.query = url.Values{}
	for name, values := range r.query {
		c.query[name] = slices.Clone(values)
	}
	change(c.query)
	return &c
}

// cutting serves a page as cut says, out of all that there is.
func cutting(cut func(page, perPage, n int) (from, to int)) behaviour { return cuttingOf(false, cut) }

func cuttingOf(reversed bool, cut func(page, perPage, n int) (from, to int)) behaviour {
	return func(p *proxy, r *request) *answer {
		everything := p.send(r.asking(func(q url.Values) { q.Set("page", "0"); q.Set("per_page", "100"); q.Del("include_totals") }))
		var items []map[string]any
		if everything.status != http.StatusOK || json.Unmarshal(everything.body, &items) != nil {
			return everything
		}
		if reversed {
			slices.Reverse(items)
		}
		page, _ := strconv.Atoi(r.query.Get("page"))
		perPage, _ := strconv.Atoi(r.query.Get("per_page"))
		from, to := cut(page, perPage, len(items))
		to = max(min(to, len(items)), 0)
		shown := items[min(max(from, 0), to):to]
		if totals := r.query.Get("include_totals"); totals != "true" && totals != "1" {
			return replyJSON(http.StatusOK, shown)
		}
		return replyJSON(http.StatusOK, map[string]any{"start": page * perPage, "limit": perPage, "total": len(items), "device_credentials": shown})
	}
}

// harmlessPages are what pages may be like.
func harmlessPages() []fault {
	list := all(listing(devicePath), wellPaged)
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "DEV-10", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("pages are in another order", at(list, cuttingOf(true, func(page, perPage, _ int) (int, int) { return page * perPage, (page + 1) * perPage }))),
		one("pages have more members", at(list, changingSuccess(func(a *answer) *answer {
			if a.object() == nil {
				return a
			}
			return a.withField("length", len(a.items())).withField("next", nil)
		}))),
		one("a malformed parameter is described otherwise", at(all(listing(devicePath), either(badly("page"), badly("per_page"))), changingRefusal(func(a *answer) *answer {
			return a.withField("errorCode", "invalid_paging").withField("message", "No.")
		}))),
		one("at most fifty are on a page", at(all(listing(devicePath), func(_ *proxy, r *request) bool {
			n, _ := strconv.Atoi(r.query.Get("per_page"))
			return n > 50
		}), func(*proxy, *request) *answer {
			return replyJSON(400, map[string]any{"statusCode": 400, "error": "Bad Request", "message": "per_page too large", "errorCode": "invalid_paging"})
		})),
	}
}
