package browser

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/origin"
	"github.com/revokespec/revokespec/internal/session"
)

// wayBack is the client's redirect_uri, at which a browser stops; it may be "".
func wayBack(redirectURI string) (*url.URL, error) {
	at, err := url.Parse(redirectURI)
	if err != nil {
		return nil, errors.New("redirect_uri is no URI; correct it")
	}
	return at, nil
}

// samePlace says whether two addresses are the same but for query and fragment, as browsers see it; back may be of nothing.
func samePlace(u, back *url.URL) bool {
	if origin.IsWeb(back) {
		return origin.Of(u.String()) == origin.Of(back.String()) && cmp.Or(u.Path, "/") == cmp.Or(back.Path, "/")
	}
	return back.Scheme != "" && u.Scheme == back.Scheme && strings.EqualFold(u.Host, back.Host) && u.Path == back.Path && u.Opaque == back.Opaque
}

// withForm is an address with what a form posts to it (OAuth 2.0 Form Post Response Mode) as its query.
func withForm(at *url.URL, form url.Values) *url.URL {
	if len(form) == 0 {
		return at
	}
	with := *at
	with.RawQuery = form.Encode()
	return &with
}

// noPageAt is that a page leads to where there is none.
func noPageAt(s *session.Session, scheme string) error {
	return fmt.Errorf("sent to a %q address, which is neither a page nor the client's redirect_uri; register that redirect_uri", s.Phrase(scheme))
}

func schemeOf(target string) string {
	if u, err := url.Parse(target); err == nil {
		return u.Scheme
	}
	return ""
}

func pathOf(target string) string {
	if u, err := url.Parse(target); err == nil {
		return u.Path
	}
	return ""
}
