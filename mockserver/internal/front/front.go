// Package front answers whoever asks for none of the APIs: whether the server lives and is ready to serve, as orchestrators ask, and
// a page that says where everything is.
package front

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// API is the front of one server. Its Env must be one that no deviation, fault or limit reaches, and that records nothing: a probe asks
// every few seconds, and must be told the truth.
type API struct {
	Env                *wire.Env
	Store              store.Store
	Dashboard, Control bool // whether they are offered
}

const endpoint tenant.Endpoint = "front"

// Register adds the routes.
func (a *API) Register(r gin.IRoutes) {
	r.GET("/healthz", a.Env.Handle(endpoint, func(*wire.Call) tenant.Answer { return condition(http.StatusOK, "ok") }))
	r.GET("/readyz", a.Env.Handle(endpoint, a.ready))
	r.GET("/", a.Env.Handle(endpoint, a.page))
}

// ready says whether the store answers when it is asked for a token, which is what nobody can do without.
func (a *API) ready(c *wire.Call) tenant.Answer {
	if _, err := a.Store.Place(c.Ctx, tenant.HashOf("")); store.IgnoreMissing(err) != nil {
		c.Failed("read the store", err)
		return condition(http.StatusServiceUnavailable, "the store does not answer")
	}
	return condition(http.StatusOK, "ok")
}

func condition(status int, text string) tenant.Answer {
	answer := tenant.Answer{Status: status, JSON: map[string]any{"status": text}}
	return answer.With("Cache-Control", "no-store")
}

//go:embed page.html
var pageText string

var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

func (a *API) page(c *wire.Call) tenant.Answer {
	var out strings.Builder
	err := pageTemplate().Execute(&out, map[string]any{
		"Issuer": c.Request.Issuer, "Dialect": c.Policy.Dialect, "Dashboard": a.Dashboard, "Control": a.Control,
	})
	if err != nil {
		c.Failed("write the page", err)
		return condition(http.StatusInternalServerError, "the page cannot be written")
	}
	return tenant.Answer{Status: http.StatusOK, Text: out.String(), Type: "text/html; charset=utf-8", Header: map[string]string{
		"Cache-Control":           "no-store",
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer",
	}}
}
