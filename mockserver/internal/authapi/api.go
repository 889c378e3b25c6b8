// Package authapi is the mock's Authentication API: the pages for signing in and for activating a device, the token,
// revocation, introspection and device authorization endpoints, userinfo, discovery and keys.
//
// Handlers read the request, ask the tenant's policy, and let the store run the domain's functions. What may differ
// between dialects is not decided here.
package authapi

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/claims"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// API serves one tenant.
type API struct {
	Env    *wire.Env
	Store  store.Store
	Signer *keys.Signer
	Claims claims.Source // asked whenever tokens are issued; nil: nobody is

	attempts attempts
	limits   wire.Limits
}

// call is one request to the API.
type call struct {
	*wire.Call
	api    *API
	store  store.Store
	params tenant.Params

	rate  wire.Rate       // the tightest that the request counted against
	event tenant.LogEvent // what is known so far of what the request is logged as; Type and Description: if it fails
}

type handler func(*call) tenant.Answer

// Refuse words what is refused before any endpoint was reached.
func Refuse(status int, message string) tenant.Answer {
	code := "invalid_request"
	switch status {
	case http.StatusMethodNotAllowed:
		code = "method_not_allowed" // the legacy error table of the Authentication API
	case http.StatusNotFound:
		code = "not_found"
	case http.StatusServiceUnavailable:
		code = "temporarily_unavailable"
	}
	e := tenant.Error{Status: status, Code: code, Description: message}
	return e.Answer()
}

// Register adds the routes.
func (a *API) Register(r gin.IRoutes) {
	r.GET("/authorize", a.page(tenant.EndpointAuthorization, (*call).authorize))
	r.POST("/authorize", a.page(tenant.EndpointAuthorization, (*call).authorize)) // OpenID Connect Core, section 3.1.2.1
	r.GET("/u/login", a.page(tenant.EndpointLogin, (*call).loginPage))
	r.POST("/u/login", a.page(tenant.EndpointLogin, (*call).login))
	r.GET("/u/consent", a.page(tenant.EndpointConsent, (*call).consentPage))
	r.POST("/u/consent", a.page(tenant.EndpointConsent, (*call).consent))
	r.GET("/activate", a.page(tenant.EndpointActivation, (*call).activate))
	r.POST("/activate", a.page(tenant.EndpointActivation, (*call).activate))
	r.GET("/activate/confirm", a.page(tenant.EndpointActivation, (*call).confirmPage))
	r.POST("/activate/confirm", a.page(tenant.EndpointActivation, (*call).confirm))
	r.GET("/activate/success", a.page(tenant.EndpointActivation, (*call).activatedPage))
	r.GET("/activate/denied", a.page(tenant.EndpointActivation, (*call).deniedPage))
	r.GET("/v2/logout", a.page(tenant.EndpointLogout, (*call).logout))
	r.GET("/oidc/logout", a.page(tenant.EndpointLogout, (*call).endSession))
	r.POST("/oidc/logout", a.page(tenant.EndpointLogout, (*call).endSession))
	r.GET("/u/logout", a.page(tenant.EndpointLogout, (*call).logoutPage))
	r.POST("/u/logout", a.page(tenant.EndpointLogout, (*call).confirmLogout))
	r.POST("/oauth/device/code", a.oauth(tenant.EndpointDevice, (*call).deviceAuthorization))
	r.POST("/oauth/par", a.oauth(tenant.EndpointPushed, (*call).push))
	r.POST("/oauth/token", a.oauth(tenant.EndpointToken, (*call).token))
	r.Any("/oauth/revoke", a.handle(tenant.EndpointRevocation, (*call).revocation))
	r.POST("/oauth/introspect", a.oauth(tenant.EndpointIntrospection, (*call).introspect))
	r.GET("/userinfo", a.handle(tenant.EndpointUserinfo, (*call).userinfo))
	r.POST("/userinfo", a.handle(tenant.EndpointUserinfo, (*call).userinfo))
	metadata := a.handle(tenant.EndpointMetadata, (*call).metadata)
	r.GET("/.well-known/openid-configuration", metadata)
	r.GET("/.well-known/oauth-authorization-server", metadata)
	r.GET("/.well-known/jwks.json", a.handle(tenant.EndpointKeys, (*call).keySet))
}

func (a *API) handle(endpoint tenant.Endpoint, h handler) gin.HandlerFunc {
	return a.Env.Handle(endpoint, func(c *wire.Call) tenant.Answer {
		return (&call{Call: c, api: a, store: a.Store}).serveWithinLimits(h)
	})
}

// oauth is for endpoints that take parameters in the body and give answers that nobody may cache (RFC 6749 5.1).
func (a *API) oauth(endpoint tenant.Endpoint, h handler) gin.HandlerFunc {
	return a.handle(endpoint, func(c *call) tenant.Answer {
		if err := c.readParams(); err != nil {
			return err.Answer()
		}
		return h(c).With("Cache-Control", "no-store", "Pragma", "no-cache")
	})
}

// page is for what a browser asks for. Its parameters come from the query, or from a form.
func (a *API) page(endpoint tenant.Endpoint, h handler) gin.HandlerFunc {
	return a.handle(endpoint, func(c *call) tenant.Answer {
		c.params = c.Request.Query
		if c.Request.Method == http.MethodPost {
			form, err := c.Form()
			if err != nil {
				return c.errorPage(http.StatusBadRequest, "invalid_request", "The form cannot be read")
			}
			c.params = form
		}
		return h(c).With("Cache-Control", "no-store")
	})
}

// refusal is an error of the token endpoint, with the dialect's status.
func (c *call) refusal(code, description string) *tenant.Error {
	return &tenant.Error{Status: c.Policy.Status(code), Code: code, Description: description}
}

// fault is what a client is told when the store fails: that it may try again (RFC 7009 section 2.2.1). The server's log is told why.
func (c *call) fault(err error) *tenant.Error {
	c.Failed("answer a request", err)
	return &tenant.Error{Status: http.StatusServiceUnavailable, Code: "temporarily_unavailable",
		Description: "The server cannot answer now"}
}

// succeeded says whether something was read that the answer can do without. That it is not there is no error; any other is logged.
func (c *call) succeeded(doing string, err error) bool {
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		c.Failed(doing, err)
	}
	return err == nil
}
