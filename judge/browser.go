package judge

import (
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
)

// CrossOrigin is what a page at an origin does that is not the server's: it asks first whether it may send its request (a preflight), or reads an
// answer.
type CrossOrigin struct {
	Origin    string
	Preflight bool
}

// Allowed judges an answer as a browser does, which is to let the page go on.
func (c CrossOrigin) Allowed(r httpx.Response) *Finding {
	if f := clear(r); f != nil {
		return f
	}
	if why := c.blocked(r); why != "" {
		return broken("a browser at %s would not let it through: %s", c.Origin, why)
	}
	return nil
}

// Stopped judges an answer as a browser does, which is to stop the page.
func (c CrossOrigin) Stopped(r httpx.Response) *Finding {
	if f := clear(r); f != nil {
		return f
	}
	if c.blocked(r) == "" {
		return broken("a browser at %s would let it through: Access-Control-Allow-Origin is %q", c.Origin, r.Header.Get("Access-Control-Allow-Origin"))
	}
	return nil
}

func clear(r httpx.Response) *Finding {
	if r.Err != nil || r.Status >= 500 || r.Status == 429 {
		return inconclusive("what a browser would make of it is unclear: %s", r)
	}
	return nil
}

// blocked says why a browser stops, "" when it does not. POST is a method that needs no leave (Fetch, CORS-safelisted method);
// application/json is a content type that does.
func (c CrossOrigin) blocked(r httpx.Response) string {
	allowed := strings.Join(r.Header.Values("Access-Control-Allow-Origin"), ", ")
	if allowed != "*" && allowed != c.Origin {
		return fmt.Sprintf("Access-Control-Allow-Origin is %q", allowed)
	}
	if !c.Preflight {
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
