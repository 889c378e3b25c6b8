package session

import (
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/origin"
)

// HeadersFor are the file's headers, for a URL of the deployment's own. A sign-in may lead to pages of somebody else, and
// somebody else may listen at the same host without its TLS: neither gets them.
func (s *Server) HeadersFor(target string) map[string]string {
	if len(s.File.Headers) == 0 {
		return nil
	}
	f := s.File
	own := append(f.Given(), slices.Collect(maps.Values(s.Endpoints.All()))...)
	at := origin.Of(target)
	if at == "" || !slices.ContainsFunc(own, func(o string) bool { return origin.Of(o) == at }) {
		return nil
	}
	return headersAt(f, at)
}

// headersAt leaves out Host where the host is not the issuer's: it would name the wrong one.
func headersAt(f *file.File, at string) map[string]string {
	if at == origin.Of(f.Issuer) {
		return f.Headers
	}
	headers := map[string]string{}
	for name, value := range f.Headers {
		if !strings.EqualFold(name, "Host") {
			headers[name] = value
		}
	}
	return headers
}
