// Package managementapi is the mock's Management API (Auth0, Management API v2): settings, grants, device credentials,
// applications and users of the tenant.
//
// Every operation is authorized by the scopes of a token whose audience is this API; what it then does is asked of
// the tenant's policy.
package managementapi

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/revokespec/revokespec/mockserver/keys"
	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
	"github.com/revokespec/revokespec/mockserver/wire"
)

// Base is the path under which the API lives. With a slash after it, it follows the issuer as the API's audience.
const Base = "/api/v2"

// API serves one tenant.
type API struct {
	Env    *wire.Env
	Store  store.Store
	Signer *keys.Signer
}

// call is one authorized request.
type call struct {
	*wire.Call
	store  store.Store
	policy *tenant.Policy
	op     tenant.Operation
	scopes []string // of the caller
}

// handler returns what is sent with status 200, 201 or 204, or a refusal.
type handler func(*call) (tenant.Answer, *tenant.Problem)

// Register adds the routes.
func (a *API) Register(r gin.IRouter) {
	g := r.Group(Base)
	g.GET("/tenants/settings", a.op(tenant.OpReadSettings, (*call).readSettings, "read:tenant_settings"))
	g.PATCH("/tenants/settings", a.op(tenant.OpUpdateSettings, (*call).updateSettings, "update:tenant_settings"))

	g.GET("/grants", a.op(tenant.OpListGrants, (*call).listGrants, "read:grants"))
	g.DELETE("/grants", a.op(tenant.OpDeleteGrants, (*call).deleteGrantsOfUser, "delete:grants"))
	g.DELETE("/grants/:id", a.op(tenant.OpDeleteGrant, (*call).deleteGrant, "delete:grants"))

	g.GET("/device-credentials", a.op(tenant.OpListDevices, (*call).listDevices, "read:device_credentials"))
	g.DELETE("/device-credentials/:id", a.op(tenant.OpDeleteDevice, (*call).deleteDevice, "delete:device_credentials"))

	g.GET("/clients", a.op(tenant.OpListClients, (*call).listClients, "read:clients", "read:client_keys"))
	g.POST("/clients", a.op(tenant.OpCreateClient, (*call).createClient, "create:clients"))
	g.GET("/clients/:id", a.op(tenant.OpReadClient, (*call).readClient, "read:clients", "read:client_keys"))
	g.PATCH("/clients/:id", a.op(tenant.OpUpdateClient, (*call).updateClient, "update:clients", "update:client_keys"))
	g.DELETE("/clients/:id", a.op(tenant.OpDeleteClient, (*call).deleteClient, "delete:clients"))
	g.POST("/clients/:id/rotate-secret", a.op(tenant.OpRotateSecret, (*call).rotateSecret, "update:client_keys"))

	g.GET("/users", a.op(tenant.OpListUsers, (*call).listUsers, "read:users"))
	g.POST("/users", a.op(tenant.OpCreateUser, (*call).createUser, "create:users"))
	g.GET("/users/:id", a.op(tenant.OpReadUser, (*call).readUser, "read:users"))
	g.PATCH("/users/:id", a.op(tenant.OpUpdateUser, (*call).updateUser, "update:users"))
	g.DELETE("/users/:id", a.op(tenant.OpDeleteUser, (*call).deleteUser, "delete:users"))
}

// op is an operation that any of the scopes allows.
func (a *API) op(name tenant.Endpoint, h handler, scopes ...string) gin.HandlerFunc {
	op := tenant.Operation{Name: name, Scopes: scopes}
	return a.Env.Handle(name, func(w *wire.Call) tenant.Answer {
		c := &call{Call: w, store: a.Store, policy: w.Policy, op: op}
		var found *tenant.Problem
		c.scopes, found = authorize(w, a.Signer, op)
		if p := c.policy.Management.Authorize(op, found); p != nil {
			return p.Answer()
		}
		answer, problem := h(c)
		if problem != nil {
			return problem.Answer()
		}
		return answer
	})
}

// Refuse words what is refused before any operation was reached.
func Refuse(status int, message string) tenant.Answer { return problem(status, message, "").Answer() }

// Owns says whether a path belongs to this API.
func Owns(path string) bool { return strings.HasPrefix(path, Base+"/") }

func problem(status int, message, code string) *tenant.Problem {
	return &tenant.Problem{Status: status, Reason: http.StatusText(status), Message: message, Code: code}
}

func badBody(message string) *tenant.Problem {
	return problem(http.StatusBadRequest, "Payload validation error: '"+message+"'.", "invalid_body")
}

func fault(error) *tenant.Problem {
	return problem(http.StatusServiceUnavailable, "The server cannot answer now", "temporarily_unavailable")
}

func ok(body any) tenant.Answer { return tenant.Answer{Status: http.StatusOK, JSON: body} }

func noContent() tenant.Answer { return tenant.Answer{Status: http.StatusNoContent} }

// object reads the body as a JSON object.
func (c *call) object() (map[string]any, *tenant.Problem) {
	o, err := c.JSONObject()
	if err != nil || c.Request.BodyType != tenant.BodyJSON {
		return nil, badBody("Expected type object")
	}
	return o, nil
}

// end ends what the selectors pick.
func (c *call) end(selectors ...tenant.Selector) *tenant.Problem {
	if err := store.End(c.Ctx, c.store, selectors...); err != nil {
		return fault(err)
	}
	return nil
}
