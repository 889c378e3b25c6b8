package auth0

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
)

// NoToken as ManagementRequest.Token sends no token at all.
const NoToken = "-"

// ManagementRequest is a call of the Management API.
type ManagementRequest struct {
	Method string
	Path   string // below management.url, escaped: "/grants"
	Query  url.Values
	JSON   map[string]any
	Scope  string // of the token; "" = all that the application has
	Token  string // is sent as it is, and never replaced; NoToken = none; "" = one of ours, of that scope
}

// managementTries is how often a call is made at the most.
const managementTries = 4

// Management calls the Management API. GET, PATCH and DELETE are repeated a few times on 429, 503 and resets, all else on
// 429; every try is recorded. A token of ours may have ended early: where it is refused, everything is done once more with a new
// one, since 401 says that nothing was done (RFC 6750 section 3.1).
func (c *Client) Management(ctx context.Context, p session.Purpose, r ManagementRequest) httpx.Response {
	t := c.tenant
	if c.Server.File.Management == nil {
		return httpx.Response{Err: errors.New(t.missing("management"))}
	}
	if r.Token != "" {
		return c.manage(ctx, p, r, r.Token)
	}
	scopes := strings.Fields(r.Scope)
	for key, again := scopeKey(scopes...), false; ; again = true {
		token, err := c.ManagementToken(ctx, scopes...)
		if err != nil {
			return httpx.Response{Err: err}
		}
		answer := c.manage(ctx, p, r, token)
		if answer.Status != http.StatusUnauthorized {
			t.tokens.took(key, token)
			return answer
		}
		if !t.tokens.refused(key, token) || again {
			return answer
		}
	}
}

// manage calls the Management API with a token.
func (c *Client) manage(ctx context.Context, p session.Purpose, r ManagementRequest, token string) httpx.Response {
	request := httpx.Request{Method: r.Method, URL: strings.TrimSuffix(c.Server.File.Management.URL, "/") + r.Path, Query: r.Query, JSON: r.JSON}
	if token != NoToken {
		request.Header = http.Header{"Authorization": {"Bearer " + token}}
	}
	for try := 1; ; try++ {
		answer := c.Send(ctx, p, request)
		c.tenant.history.note(r, answer)
		if try == managementTries || !mayBeRepeated(r.Method, answer) || !session.Passing(answer) {
			return answer
		}
		if c.Server.Rest(ctx, session.Pause(answer, try)) != nil {
			return answer
		}
	}
}

// mayBeRepeated says whether the request does no more when it is repeated: by its method, or since 429 says that nothing was done.
func mayBeRepeated(method string, r httpx.Response) bool {
	return method == http.MethodGet || method == http.MethodPatch || method == http.MethodDelete || r.Status == http.StatusTooManyRequests
}
