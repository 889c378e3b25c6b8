package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// preflight is what a browser asks before a page at that origin may send JSON to the revocation endpoint (Fetch, CORS
// preflight).
func (w *World) preflight(ctx context.Context, origin string) error {
	value, err := w.origin(strings.TrimPrefix(strings.TrimSuffix(origin, " origin"), "an origin that "))
	if err != nil {
		return err
	}
	w.act(w.lease.Send(ctx, session.Act, httpx.Request{
		Method: "OPTIONS", URL: w.deployment().Endpoints.Revocation,
		Header: http.Header{"Origin": {value}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"content-type"}},
	}), "", false)
	w.browser = judge.CrossOrigin{Origin: value, Preflight: true}
	return nil
}

// origin is the origin that the application is registered for, or one that merely looks like it.
func (w *World) origin(which string) (string, error) {
	c, err := w.client("browser")
	if err != nil {
		return "", err
	}
	u, err := url.Parse(c.Origin)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("the origin of the %s application is no URL", c.Role)
	}
	own := u.Scheme + "://" + u.Host
	foreign := map[string]string{
		"the application's":           own,
		"a foreign":                   "https://revokespec-foreign.example",
		"a null":                      "null",
		"begins like its own":         u.Scheme + "://" + u.Host + ".revokespec-foreign.example",
		"ends like its own":           u.Scheme + "://revokespec-foreign-" + u.Host,
		"is its own but for the port": u.Scheme + "://" + u.Hostname() + ":49151",
	}
	value, known := foreign[which]
	if !known {
		return "", fmt.Errorf("no origin is called %q", which)
	}
	return value, nil
}

// browserDoes judges the answer as a browser does: whether the page may send its request, or read the answer.
func (w *World) browserDoes(_ context.Context, outcome string) error {
	r, err := w.answer()
	switch {
	case err != nil:
		return err
	case outcome == "stops it":
		return w.found(w.browser.Stopped(r))
	}
	return w.found(w.browser.Allowed(r))
}
