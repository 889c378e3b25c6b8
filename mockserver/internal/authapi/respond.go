package authapi

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// redirectWithError sends the user back with an error (RFC 6749 section 4.1.2.1), or says it where a device has none to send to.
func (c *call) redirectWithError(p tenant.Pending, e *tenant.Error) tenant.Answer {
	if p.UserCode != "" {
		return c.failDevice(p, e)
	}
	return c.respond(p, url.Values{"error": {e.Code}, "error_description": {e.Description}})
}

// respond answers an authorization request, in the mode that it asked for.
func (c *call) respond(p tenant.Pending, parameters url.Values) tenant.Answer {
	if p.State != "" {
		parameters.Set("state", p.State)
	}
	switch p.ResponseMode {
	case tenant.ModeFragment:
		return redirect(p.RedirectURI + "#" + parameters.Encode())
	case tenant.ModeFormPost:
		return c.postForm(p, parameters)
	case tenant.ModeWebMessage:
		return c.postMessage(p, parameters)
	}
	return redirect(withQuery(p.RedirectURI, parameters))
}

// withQuery adds parameters to an address, which may have some already.
func withQuery(address string, parameters url.Values) string {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + parameters.Encode()
}

func redirect(to string) tenant.Answer {
	return tenant.Answer{Status: http.StatusFound, Header: map[string]string{"Location": to}}
}

// postForm is a page that posts the answer to the application (OAuth 2.0 Form Post Response Mode): by itself, or by a button where
// nothing runs scripts.
func (c *call) postForm(p tenant.Pending, parameters url.Values) tenant.Answer {
	return c.showAnswer(p, "form_post", page{Title: "Continue", Client: c.clientName(p.ClientID),
		Target: template.URL(p.RedirectURI), Parameters: parameters}) //nolint:gosec // registered, and of a scheme that runs nothing
}

// postMessage is a page that posts the answer as a message to the window that opened it, or that frames it, if that is of the origin
// that the application named (OAuth 2.0 Web Message Response Mode, draft-sakimura-oauth-wmrm).
func (c *call) postMessage(p tenant.Pending, parameters url.Values) tenant.Answer {
	response := map[string]any{}
	for name := range parameters {
		response[name] = parameters.Get(name)
	}
	if seconds, err := strconv.Atoi(parameters.Get("expires_in")); err == nil {
		response["expires_in"] = seconds
	}
	return c.showAnswer(p, "web_message", page{Title: "Done", Origin: tenant.OriginOf(p.RedirectURI),
		Posted: map[string]any{"type": "authorization_response", "response": response}})
}

// showAnswer renders a page that carries an answer. The application may frame it, as it may what it is redirected to; one script runs,
// which is told by its nonce. No form-action is given: browsers would hold the application's own redirects against it.
func (c *call) showAnswer(p tenant.Pending, name string, data page) tenant.Answer {
	ancestors := tenant.OriginOf(p.RedirectURI)
	if ancestors == "" {
		ancestors = "'none'"
	}
	data.Nonce = tenant.NewID(16)
	return c.show(http.StatusOK, name, data).With("Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-"+data.Nonce+"'; base-uri 'none'; frame-ancestors "+ancestors)
}
