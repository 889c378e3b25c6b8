package session

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/revokespec/revokespec/internal/httpx"
)

// Admit says whether a request may be sent to its URL. An origin that the file does not name is only asked for a page, and
// gets no secret; Admit takes the cookies from the request.
func (s *Session) Admit(who string, r *httpx.Request) error {
	at, err := url.Parse(r.URL)
	if err != nil || at.Host == "" {
		return nil // which is somebody else's error
	}
	f := s.Server.File
	if err := f.Unasked(who, at); err != nil {
		return err
	}
	if f.Trusts(r.URL) {
		return nil
	}
	header := r.Header.Clone()
	for _, ours := range []string{"Cookie", "Referer", "Authorization"} {
		header.Del(ours)
	}
	reads := r.Method == "" || r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	if !r.Visits || !reads || r.Form != nil || r.JSON != nil || len(r.Body) > 0 || s.Carries(r.URL, header) {
		return f.Untrusted(who, "sends what is secret to", at)
	}
	r.Header = header
	return nil
}

// Carries says whether a URL or a header has a secret of ours in it. Values that the server puts into a redirect for the next page,
// such as a challenge, are not ours.
func (s *Session) Carries(target string, header http.Header) bool {
	texts := append(slices.Concat(slices.Collect(maps.Values(header))...), target)
	return slices.ContainsFunc(texts, s.Secrets.HoldsOurs)
}
