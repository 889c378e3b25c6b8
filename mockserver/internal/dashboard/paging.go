package dashboard

import (
	"maps"
	"net/url"
	"strconv"
)

// paging is one page of a longer list.
type paging struct {
	From, To, Total     int    // as people count
	Previous, Following string // addresses; empty: there is none
	from, to            int    // as slices count
}

// paging cuts the page that the request asks for out of a list of n. What cannot be understood asks for the first.
func (c *call) paging(n, perPage int) paging {
	last := max(0, (n-1)/perPage)
	current, err := strconv.Atoi(c.Request.Query.Get("page"))
	if err != nil {
		current = 0
	}
	current = min(max(current, 0), last)
	p := paging{Total: n, from: current * perPage}
	p.to = min(p.from+perPage, n)
	p.From, p.To = min(p.from+1, n), p.to
	if current > 0 {
		p.Previous = c.pageAddress(current - 1)
	}
	if current < last {
		p.Following = c.pageAddress(current + 1)
	}
	return p
}

// rowsPerPage is how many rows a page of a list has, unless it says otherwise.
const rowsPerPage = 25

// listBody is a page of a list.
type listBody[T any] struct {
	Rows  []T
	Pages paging
}

func pageOf[T any](c *call, all []T) listBody[T] {
	p := c.paging(len(all), rowsPerPage)
	return listBody[T]{all[p.from:p.to], p}
}

func (c *call) pageAddress(number int) string {
	query := url.Values{}
	maps.Copy(query, c.Request.Query)
	query.Set("page", strconv.Itoa(number))
	u := *c.Context.Request.URL // as it is written: an id may hold a slash
	u.RawQuery = query.Encode()
	return u.RequestURI()
}
