package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
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
	w.browser = browser{origin: value, preflight: true}
	return nil
}

// browser is what a browser would do next.
type browser struct {
	origin    string // of the page
	preflight bool   // the answer decides whether the page may send its request, not whether it may read an answer
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
	if err != nil {
		return err
	}
	if r.Err != nil || r.Status >= 500 || r.Status == 429 {
		return inconclusive("what a browser would make of it is unclear: %s", r)
	}
	why := w.whyBlocked(r)
	switch {
	case outcome == "lets it through" && why != "":
		return w.failure("a browser at %s would not let it through: %s", w.browser.origin, why)
	case outcome == "stops it" && why == "":
		return w.failure("a browser at %s would let it through: Access-Control-Allow-Origin is %q", w.browser.origin, r.Header.Get("Access-Control-Allow-Origin"))
	}
	return nil
}

// whyBlocked says why a browser stops, "" when it does not. POST is a method that needs no leave (Fetch, CORS-safelisted
// method); application/json is a content type that does.
func (w *World) whyBlocked(r httpx.Response) string {
	allowed := strings.Join(r.Header.Values("Access-Control-Allow-Origin"), ", ")
	if allowed != "*" && allowed != w.browser.origin {
		return fmt.Sprintf("Access-Control-Allow-Origin is %q", allowed)
	}
	if !w.browser.preflight {
		return ""
	}
	if r.Status < 200 || r.Status > 299 {
		return fmt.Sprintf("the preflight is answered %d", r.Status)
	}
	for _, header := range strings.Split(strings.Join(r.Header.Values("Access-Control-Allow-Headers"), ","), ",") {
		if name := strings.TrimSpace(header); name == "*" || strings.EqualFold(name, "content-type") {
			return ""
		}
	}
	return "Access-Control-Allow-Headers does not name content-type"
}
