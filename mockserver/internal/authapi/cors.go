package authapi

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// CORS grants the origins that an application lists access from browsers, and answers their preflights.
func (a *API) CORS(g *gin.Context) {
	h, origin := g.Writer.Header(), g.Request.Header.Get("Origin")
	h.Add("Vary", "Origin")
	if origin == "" {
		return
	}
	allowed := a.Env.Policy().Origins(origin, a.anyClientLists(g, origin))
	if allowed {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "WWW-Authenticate")
	}
	if g.Request.Method != http.MethodOptions || g.Request.Header.Get("Access-Control-Request-Method") == "" {
		return
	}
	if allowed {
		h.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Auth0-Client, Content-Type, DPoP")
		h.Set("Access-Control-Max-Age", "600")
	}
	g.AbortWithStatus(http.StatusNoContent)
}

// grantOrigin takes back what CORS granted when the client that calls does not list the origin: which one calls is only
// known by now.
func (c *call) grantOrigin(client *tenant.Client) {
	origin := c.Request.Origin
	if origin == "" || client == nil || c.Policy.Origins(origin, slices.Contains(client.Origins, origin)) {
		return
	}
	h := c.Writer.Header()
	h.Del("Access-Control-Allow-Origin")
	h.Del("Access-Control-Expose-Headers")
}

// anyClientLists says whether any application lists the origin: a preflight does not say which one asks.
func (a *API) anyClientLists(g *gin.Context, origin string) bool {
	clients, err := a.Store.Clients(g.Request.Context())
	if err != nil {
		a.Env.Logger.Error("could not read which origins are listed", "error", err)
		return false
	}
	for _, c := range clients {
		if slices.Contains(c.Origins, origin) {
			return true
		}
	}
	return false
}
