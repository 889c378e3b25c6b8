// Package dashboard is the mock's Dashboard: what Auth0's documentation tells a person to click, as pages that need no
// JavaScript. Users and what they authorized, devices, applications and the tenant's settings can be seen and changed,
// with the effects that the Management API has; one view, a user's Token Families, no real dashboard has.
package dashboard

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// base is the path under which the Dashboard lives.
const base = "/dashboard"

// API serves the Dashboard of one tenant. Without a password it serves callers on the loopback interface only.
type API struct {
	Env                *wire.Env
	Store              store.Store
	Username, Password string

	attempts loginAttempts
}

// call is one request to the Dashboard.
type call struct {
	*wire.Call
	api   *API
	store store.Store

	form    tenant.Params // of a POST
	browser string        // what the browser's cookie holds
	fresh   bool          // ... and the answer gives it to the browser
}

// handler makes a page, or carries out a form. ErrNotFound of the store becomes a page of its own.
type handler func(*call) (tenant.Answer, error)

// Register adds the routes.
func (a *API) Register(r gin.IRouter) {
	env := *a.Env
	env.Refuse, a.Env = Refuse, &env
	g := r.Group(base, withoutCORS)
	g.GET("/style.css", env.Handle(tenant.EndpointDashboard, func(*wire.Call) tenant.Answer { return stylesheet() }))
	g.GET("/login", a.page((*call).loginPage))
	g.POST("/login", a.page((*call).login))
	g.POST("/logout", a.pageAfterLogin((*call).logout))

	g.GET("", a.pageAfterLogin((*call).overview))
	g.GET("/", a.page(func(*call) (tenant.Answer, error) { return redirect(base), nil }))
	g.GET("/applications", a.pageAfterLogin((*call).applications))
	g.GET("/applications/:id", a.pageAfterLogin(ofApplication((*call).application)))
	g.POST("/applications/:id", a.pageAfterLogin(ofApplication((*call).saveApplication)))
	g.GET("/applications/:id/users", a.pageAfterLogin(ofApplication((*call).applicationUsers)))

	g.GET("/users", a.pageAfterLogin((*call).users))
	g.GET("/users/:id", a.pageAfterLogin(ofUser((*call).userDetails)))
	g.POST("/users/:id", a.pageAfterLogin((*call).blockUser))
	g.GET("/users/:id/devices", a.pageAfterLogin(ofUser((*call).userDevices)))
	g.POST("/users/:id/devices", a.pageAfterLogin(ofUser((*call).unlink)))
	g.GET("/users/:id/devices/unlink", a.pageAfterLogin(ofUser((*call).askUnlink)))
	g.GET("/users/:id/applications", a.pageAfterLogin(ofUser((*call).userApplications)))
	g.POST("/users/:id/applications", a.pageAfterLogin(ofUser((*call).revoke)))
	g.GET("/users/:id/applications/revoke", a.pageAfterLogin(ofUser((*call).askRevoke)))
	g.GET("/users/:id/families", a.pageAfterLogin(ofUser((*call).userFamilies)))

	g.GET("/logs", a.pageAfterLogin((*call).logs))
	g.GET("/logs/:id", a.pageAfterLogin((*call).logEvent))

	g.GET("/tenant", a.pageAfterLogin((*call).tenantGeneral))
	g.GET("/tenant/advanced", a.pageAfterLogin((*call).tenantAdvanced))
	g.POST("/tenant/advanced", a.pageAfterLogin((*call).saveAdvanced))
}

// withoutCORS takes back what applications' origins may read elsewhere: no other page may read this one.
func withoutCORS(g *gin.Context) {
	g.Writer.Header().Del("Access-Control-Allow-Origin")
}

// page serves whoever may reach the Dashboard at all.
func (a *API) page(h handler) gin.HandlerFunc {
	return a.Env.Handle(tenant.EndpointDashboard, func(w *wire.Call) tenant.Answer {
		c := &call{Call: w, api: a, store: a.Store}
		c.readBrowser()
		if refusal, ok := c.admit(); !ok {
			return c.finish(refusal)
		}
		answer, err := h(c)
		if err != nil {
			answer = c.failure(err)
		}
		return c.finish(answer)
	})
}

// pageAfterLogin serves whoever is logged in, where a password is asked for.
func (a *API) pageAfterLogin(h handler) gin.HandlerFunc {
	return a.page(func(c *call) (tenant.Answer, error) {
		in, err := c.loggedIn()
		if err != nil {
			return tenant.Answer{}, err
		}
		if !in {
			to := base + "/login"
			if c.Request.Method == http.MethodGet && c.Request.Path != base {
				to += "?" + url.Values{"next": {c.here()}}.Encode()
			}
			return redirect(to), nil
		}
		return h(c)
	})
}

// ofUser is about the user that the address names.
func ofUser(h func(*call, *tenant.User) (tenant.Answer, error)) handler {
	return func(c *call) (tenant.Answer, error) {
		u, err := c.store.User(c.Ctx, c.Param("id"))
		if err != nil {
			return tenant.Answer{}, err
		}
		return h(c, u)
	}
}

// ofApplication is about the application that the address names.
func ofApplication(h func(*call, *tenant.Client) (tenant.Answer, error)) handler {
	return func(c *call) (tenant.Answer, error) {
		client, err := c.store.Client(c.Ctx, c.Param("id"))
		if err != nil {
			return tenant.Answer{}, err
		}
		return h(c, client)
	}
}

// here is the address of this page, for a link or an answer that comes back to it.
func (c *call) here() string { return c.Context.Request.URL.RequestURI() }

func redirect(to string) tenant.Answer {
	return tenant.Answer{Status: http.StatusSeeOther, Header: map[string]string{"Location": to}}
}

func (c *call) failure(err error) tenant.Answer {
	if errors.Is(err, store.ErrNotFound) {
		return c.problem(http.StatusNotFound, "Not found", "There is nothing at this address, or not any more.")
	}
	c.Failed("answer a request", err)
	return c.problem(http.StatusServiceUnavailable, "Not now", "The tenant's store cannot answer. Nothing is known to have changed; try again.")
}
