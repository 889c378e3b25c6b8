package deployment

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// admit says whether a request may be sent to where it goes. To an origin that the file does not name goes only what a page
// there is asked for by, and nothing that we know to be secret; cookies are taken from it.
func (s *Session) admit(who string, r *httpx.Request) error {
	at, err := url.Parse(r.URL)
	if err != nil || at.Host == "" {
		return nil // which is somebody else's error
	}
	f := s.Deployment.File
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
	if !r.Visits || !reads || r.Form != nil || r.JSON != nil || len(r.Body) > 0 || s.carries(r.URL, header) {
		return f.Untrusted(who, "sends what is secret to", at)
	}
	r.Header = header
	return nil
}

// carries says whether a URL or a header has a secret of ours in it. What the server puts into a redirect for the page that it
// leads to, such as a challenge, is not ours.
func (s *Session) carries(target string, header http.Header) bool {
	s.catchUp()
	texts := append(slices.Concat(slices.Collect(maps.Values(header))...), target)
	return slices.ContainsFunc(texts, func(text string) bool {
		return s.secrets.HoldsOurs(text)
	})
}

// refuseForeign looks at the endpoints that only the metadata names: whoever wrote it would be sent every secret there is.
func (d *Deployment) refuseForeign() error {
	f, who := d.File, "the metadata of "+d.File.Issuer
	var keys, origins []string
	all := d.Endpoints.All()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		at, err := url.Parse(all[key])
		if err != nil || f.Trusts(all[key]) {
			continue
		}
		if err := f.Unasked(who, at); err != nil {
			return &Unjudgeable{Reason: fmt.Sprintf("%s; or give endpoints.%s", err, key), cause: err}
		}
		origin := file.Origin(at)
		keys = append(keys, key)
		if !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	cause := &file.Untrusted{Who: who, What: fmt.Sprintf("has what is secret sent (%s) to %s", strings.Join(keys, ", "), strings.Join(origins, " and ")), Origins: origins, Listed: f.TrustedOrigins}
	return &Unjudgeable{Reason: cause.Error(), cause: cause}
}
