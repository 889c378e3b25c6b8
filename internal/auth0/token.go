package auth0

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
)

// tokenCache keeps the Management API's tokens.
type tokenCache struct {
	mu     sync.Mutex
	tokens map[string]managementToken // by the scopes asked for; "" = all
}

type managementToken struct {
	value   string
	scopes  []string // granted
	expires time.Time
	untried bool // it replaces one that was refused, and no call has taken it yet
}

// Format implements fmt.Formatter.
func (t managementToken) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "management token (%d scopes)", len(t.scopes))
}

// tokenMargin is how long before its expiry a token is no longer used.
const tokenMargin = time.Minute

// ManagementToken returns a token with all scopes that the application has or, with scopes, one narrowed to them; a
// *NotApplicable says that the server would not narrow it.
func (c *Client) ManagementToken(ctx context.Context, scopes ...string) (string, error) {
	t := c.tenant
	if c.Server.File.Management == nil {
		return "", &remedy.NotApplicable{Need: "management", Remedy: t.missing("management")}
	}
	wanted := slices.Sorted(slices.Values(scopes))
	key := scopeKey(wanted...)
	token, err := t.managementToken(ctx, key)
	if err != nil {
		return "", err
	}
	if key == "" {
		c.Name(token.value, "management token")
		return token.value, nil
	}
	c.Name(token.value, "management token for "+key)
	if granted := slices.Sorted(slices.Values(token.scopes)); !slices.Equal(granted, wanted) {
		return "", &remedy.NotApplicable{Need: "management", Remedy: fmt.Sprintf(
			"the server would not narrow a management token to %q (it grants %d scopes); this application must have that scope, and the server honour the scope parameter", key, len(granted))}
	}
	return token.value, nil
}

func scopeKey(scopes ...string) string {
	return strings.Join(slices.Sorted(slices.Values(scopes)), " ")
}

// ManagementScopes returns the scopes of a token with all that the application has; none where the token does not show them.
func (c *Client) ManagementScopes(ctx context.Context) ([]string, error) {
	if missing := c.tenant.missing("management"); missing != "" {
		return nil, &remedy.NotApplicable{Need: "management", Remedy: missing}
	}
	token, err := c.tenant.managementToken(ctx, "")
	return token.scopes, err
}

func (t *Tenant) managementToken(ctx context.Context, scope string) (managementToken, error) {
	t.tokens.mu.Lock()
	defer t.tokens.mu.Unlock()
	kept := t.tokens.tokens[scope]
	if t.server.Now().Add(tokenMargin).Before(kept.expires) {
		return kept, nil
	}
	token, err := t.fetchManagementToken(ctx, scope)
	if err != nil {
		return managementToken{}, err
	}
	token.untried = kept.untried
	t.tokens.tokens[scope] = token
	return token, nil
}

// refused forgets a token that the Management API refuses, unless another one has replaced it by now. false: it replaced a refused
// token itself, and no call has ever taken it, so that yet another one would not help.
func (m *tokenCache) refused(scope, token string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept := m.tokens[scope]; kept.value == token {
		if kept.untried {
			return false
		}
		m.tokens[scope] = managementToken{untried: true}
	}
	return true
}

// took notes that the Management API takes a token.
func (m *tokenCache) took(scope, token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept := m.tokens[scope]; kept.value == token && kept.untried {
		kept.untried = false
		m.tokens[scope] = kept
	}
}

// TakeTokensOf has the tenant use the tokens that another one was given, which its server takes as well.
func (t *Tenant) TakeTokensOf(other *Tenant) {
	other.tokens.mu.Lock()
	defer other.tokens.mu.Unlock()
	t.tokens.tokens = maps.Clone(other.tokens.tokens)
}

func (t *Tenant) fetchManagementToken(ctx context.Context, scope string) (managementToken, error) {
	m := t.server.File.Management
	endpoint := cmp.Or(m.TokenEndpoint, t.server.Endpoints.Token)
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {m.ClientID}, "client_secret": {m.ClientSecret}, "audience": {m.Audience},
	}
	if scope != "" {
		form.Set("scope", scope)
	}
	asked := t.server.Now()
	var answer httpx.Response
	for try := 1; ; try++ {
		answer = t.server.Own.Send(ctx, session.SetUp, httpx.Request{URL: endpoint, Form: form})
		if try == session.TokenTries || !session.StartAgain(answer) {
			break
		}
		if err := t.server.Rest(ctx, session.Pause(answer, try)); err != nil {
			return managementToken{}, err
		}
	}
	value := answer.Field("access_token")
	if answer.Err != nil || answer.Status != http.StatusOK || value == "" {
		return managementToken{}, remedy.NewUnjudgeable("no token for the Management API: %s", remedy.WithAdvice(answer.String(), managementTokenAdvice(answer)))
	}
	lifetime := cmp.Or(answer.Seconds("expires_in"), 5*time.Minute) // where the answer does not say
	return managementToken{value: value, scopes: grantedScopes(answer, value), expires: asked.Add(lifetime)}, nil
}

// managementTokenAdvice is what to do where the application of the Management API gets no token.
func managementTokenAdvice(r httpx.Response) string {
	place := remedy.Place{URL: "management.token_endpoint", Credentials: "management.client_id and management.client_secret"}
	switch r.Field("error") {
	case "unauthorized_client", "unsupported_grant_type":
		return "allow the application of management the grant client_credentials"
	case "access_denied", "invalid_target", "invalid_scope":
		if r.Status == http.StatusUnauthorized { // Auth0's answer to a wrong secret
			break
		}
		return "authorize the application of management for management.audience"
	case "invalid_client":
		return "correct " + place.Credentials
	}
	return place.Remedy(r)
}

// grantedScopes are those that the answer names, else those in the token, where it is a JWT that can be read.
func grantedScopes(r httpx.Response, token string) []string {
	if scope := r.Field("scope"); scope != "" {
		return strings.Fields(scope)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Scope string `json:"scope"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	return strings.Fields(claims.Scope)
}
