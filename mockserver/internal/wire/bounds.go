package wire

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// How long the parts of a request may be, in bytes. A longer one is refused before anything is looked at.
const (
	MostHeader  = 64 << 10 // all headers together; an http.Server's MaxHeaderBytes
	mostAddress = 16 << 10 // path and query
	mostHost    = 300      // a host name has 253 at most (RFC 1035 section 2.3.4)
	mostAgent   = 1 << 10  // is kept of a User-Agent; the rest is cut off
	mostOrigin  = 2 << 10  // of an Origin

	believedLength = 4 << 10 // room is made at once for a body that is said to be that long
)

// refuseTooLong refuses a request whose head is too long.
func (c *Call) refuseTooLong(r *http.Request) *tenant.Answer {
	total := 0
	for name, values := range r.Header {
		for _, v := range values {
			total += len(name) + len(v)
		}
	}
	switch {
	case len(r.Host) > mostHost:
		return c.refuse(http.StatusBadRequest, "The host name is too long")
	case len(r.URL.Path)+len(r.URL.RawQuery) > mostAddress:
		return c.refuse(http.StatusRequestURITooLong, "The address is too long")
	case total > MostHeader:
		return c.refuse(http.StatusRequestHeaderFieldsTooLarge, "The headers are too long")
	}
	return nil
}

// parameters reads a form, or a query. Its texts are copies: one that is kept would keep all of the form in memory.
func parameters(form string) (tenant.Params, error) {
	if form == "" {
		return tenant.Params{}, nil
	}
	values, err := url.ParseQuery(form)
	out := make(tenant.Params, len(values))
	for name, list := range values {
		for i := range list {
			list[i] = strings.Clone(list[i])
		}
		out[strings.Clone(name)] = list
	}
	return out, err
}
