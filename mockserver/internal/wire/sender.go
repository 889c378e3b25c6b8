package wire

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/fault"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Sender is what a request says of itself, before anybody has looked whether it is true. Owner names the owner of a refresh token, or "".
func (c *Call) Sender(owner func(*Call, string) string) fault.Request {
	body := c.named()
	return fault.Request{
		Method: c.Request.Method, Path: c.Request.Path,
		ClientID: func() string { return c.clientID(body) },
		Tokens:   func() []string { return c.presented(body) },
		UserIDs:  func() []string { return c.users(body, owner) },
	}
}

// named are the parameters of the body, and of the URL where the body has none of that name.
func (c *Call) named() func(name string) string {
	body := tenant.Params{}
	switch c.Request.BodyType {
	case tenant.BodyForm:
		body, _ = c.Form() // what cannot be read has no parameters
	case tenant.BodyJSON:
		body, _, _ = c.JSONStrings()
	}
	return func(name string) string {
		if body.Has(name) {
			return body.Get(name)
		}
		return c.Request.Query.Get(name)
	}
}

func (c *Call) clientID(named func(string) string) string {
	if id := named("client_id"); id != "" {
		return id
	}
	if id, _, ok := c.Context.Request.BasicAuth(); ok {
		if decoded, err := url.QueryUnescape(id); err == nil {
			return decoded
		}
		return id
	}
	if id, _ := c.Claims(named("client_assertion"))["sub"].(string); id != "" {
		return id
	}
	id, _ := c.Claims(c.bearer())["azp"].(string)
	return id
}

func (c *Call) presented(named func(string) string) (tokens []string) {
	for _, token := range []string{named("token"), named("refresh_token"), named("access_token"), c.bearer()} {
		if token != "" {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

func (c *Call) users(named func(string) string, owner func(*Call, string) string) (ids []string) {
	for _, token := range c.presented(named) {
		if id, _ := c.Claims(token)["sub"].(string); id != "" {
			ids = append(ids, id)
		} else if id := owner(c, token); id != "" {
			ids = append(ids, id)
		}
	}
	return append(ids, strings.Split(c.Request.Path, "/")...)
}

func (c *Call) bearer() string {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// Claims are those of a JWT, whoever has signed it, or of a token that this server has sealed; none of anything else. They name
// things and prove nothing.
func (c *Call) Claims(token string) (all map[string]any) {
	parts := strings.Split(token, ".")
	if len(parts) == 5 && c.Env.Open != nil {
		all, _ = c.Env.Open(token) // what cannot be opened has no claims
		return all
	}
	if len(parts) != 3 {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(text, &all) != nil {
		return nil
	}
	return all
}
