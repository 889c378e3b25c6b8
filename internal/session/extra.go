package session

import (
	"maps"

	"github.com/revokespec/revokespec/internal/httpx"
)

// extend adds the parameters that the file has for an endpoint to a request that goes there, but to none of another method or in another
// shape than a form or JSON: what such a request is about would be hidden by them. What the request says itself stays.
func (s *Session) extend(r *httpx.Request) {
	extra := s.extraOf(r.URL)
	if len(extra) == 0 || r.Method != "" && r.Method != "POST" {
		return
	}
	if r.Form != nil {
		r.Form = maps.Clone(r.Form)
	}
	if r.JSON != nil {
		r.JSON = maps.Clone(r.JSON)
	}
	for name, value := range extra {
		_, inQuery := r.Query[name]
		if _, said := r.Form[name]; r.Form != nil && !said && !inQuery {
			r.Form.Set(name, value)
		}
		if _, said := r.JSON[name]; r.JSON != nil && !said {
			r.JSON[name] = value
		}
	}
}

// extraOf are the parameters that the file has for the endpoint of that URL.
func (s *Session) extraOf(target string) map[string]string {
	endpoints, extra := s.Server.Endpoints, s.Server.File.Extra
	switch target {
	case "":
		return nil
	case endpoints.Revocation:
		return extra.Revocation
	case endpoints.Token:
		return extra.Token
	case endpoints.Introspection:
		return extra.Introspection
	}
	return nil
}
