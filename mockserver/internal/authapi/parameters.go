package authapi

import (
	"errors"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// textParameters are those that the OAuth endpoints read. Each is text, so in a JSON body anything else is an error
// rather than as good as absent. What nobody reads may be anything.
var textParameters = []string{"audience", "client_assertion", "client_assertion_type", "client_id", "client_secret", "code",
	"code_verifier", "device_code", "grant_type", "password", "realm", "redirect_uri", "refresh_token", "resource", "scope", "token",
	"token_type_hint", "username"}

// readParams reads the parameters that count, and refuses those that are given twice.
func (c *call) readParams() *tenant.Error {
	p, err := c.body()
	if err != nil {
		return err
	}
	c.Request.Body = p
	c.Request.Params = c.Policy.Parameters.Read(c.Request)
	c.params = c.Request.Params
	for _, name := range c.repeated() {
		if c.Policy.Parameters.Duplicate != nil {
			if err := c.Policy.Parameters.Duplicate(c.Request, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// repeated are the parameters that are given more than once, by their names: the same for the same request.
func (c *call) repeated() (names []string) {
	for name, values := range c.params {
		if len(values) > 1 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = tenant.Shorten(name)
	}
	return names
}

func (c *call) body() (tenant.Params, *tenant.Error) {
	var p tenant.Params
	var err error
	switch {
	case c.Request.BodyType == tenant.BodyNone:
		return tenant.Params{}, nil
	case c.Request.BodyType == tenant.BodyForm:
		p, err = c.Form()
	case c.Request.BodyType == tenant.BodyJSON && c.Policy.Parameters.JSON(c.Request):
		return c.jsonBody()
	default:
		err = errors.New("unsupported content type")
	}
	if err != nil {
		return nil, unreadableBody()
	}
	return p, nil
}

func (c *call) jsonBody() (tenant.Params, *tenant.Error) {
	p, others, err := c.JSONStrings()
	if err != nil {
		return nil, unreadableBody()
	}
	for _, name := range textParameters {
		if slices.Contains(others, name) {
			return nil, invalidRequest("Parameter must be a string: " + name)
		}
	}
	return p, nil
}

func unreadableBody() *tenant.Error {
	return invalidRequest("The body cannot be read as the content type says")
}

func badRequest(code, description string) *tenant.Error {
	return &tenant.Error{Status: http.StatusBadRequest, Code: code, Description: description}
}

func invalidRequest(description string) *tenant.Error {
	return badRequest("invalid_request", description)
}

func missingParameter(name string) *tenant.Error {
	return invalidRequest("Missing required parameter: " + name)
}

// longestScope is in bytes; a list of a hundred scopes has half of it.
const longestScope = 4 << 10

// checkScope refuses a scope that is too long to be kept with what it is asked for (RFC 6749 section 5.2: malformed).
func (c *call) checkScope() *tenant.Error {
	if len(c.params.Get("scope")) <= longestScope {
		return nil
	}
	return badRequest("invalid_scope", "The scope is too long")
}
