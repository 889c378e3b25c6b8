package control

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// hook is what whoever runs a server does to it, as its administrator or with its machine. Unlike the rest of the control API it is the
// tenant's own doing, so that deviations reach it.
type hook struct {
	*wire.Call
	store  store.Store
	server Server
	policy *tenant.Policy
	about  about
}

// about is what a hook is told, and what it tells.
type about struct {
	Username     string `json:"username,omitempty"`
	Password     string `json:"password,omitempty"`
	ClientID     string `json:"client_id,omitempty"`
	ClientName   string `json:"client_name,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"`
	ClientAuth   string `json:"client_auth,omitempty"`
	RedirectURI  string `json:"redirect_uri,omitempty"`
	GrantTypes   string `json:"grant_types,omitempty"`
}

var hooks = map[string]func(*hook) error{
	"create_user": (*hook).createUser, "delete_user": (*hook).deleteUser, "change_password": (*hook).changePassword,
	"disable_user":     func(h *hook) error { return h.block(true) },
	"enable_user":      func(h *hook) error { return h.block(false) },
	"withdraw_consent": (*hook).withdrawConsent, "log_out_everywhere": (*hook).logOutEverywhere,
	"create_application": (*hook).createApplication, "delete_application": (*hook).deleteApplication,
	"restart":     (*hook).restart,
	"break_store": func(h *hook) error { h.server.BreakStore(true); return nil },
	"mend_store":  func(h *hook) error { h.server.BreakStore(false); return nil },
}

// runHook answers what the hook has to tell.
func (a *API) runHook(c *wire.Call) tenant.Answer {
	name := c.Param("name")
	run, known := hooks[name]
	if !known {
		return refuse(http.StatusNotFound, "there is no such hook; there are "+strings.Join(slices.Sorted(maps.Keys(hooks)), ", "))
	}
	h := &hook{Call: c, store: a.Store, server: a.Server, policy: a.Policy()}
	if err := decodeBody(c, &h.about); err != nil {
		return badRequest(err)
	}
	var wrong *wrongHook
	switch err := run(h); {
	case errors.As(err, &wrong):
		return refuse(http.StatusBadRequest, wrong.says)
	case err != nil:
		c.Failed("run a hook", err)
		return refuse(http.StatusServiceUnavailable, "the store does not answer")
	}
	return ok(h.about)
}

// wrongHook is what is wrong with what a hook was told.
type wrongHook struct{ says string }

func (e *wrongHook) Error() string { return e.says }

func wrong(format string, args ...any) error { return &wrongHook{fmt.Sprintf(format, args...)} }

// restart does to what the tenant holds what a restart does: nothing, unless a policy says otherwise.
func (h *hook) restart() error {
	_, err := store.UpdateEach(h.Ctx, h.store, tenant.Selector{}, h.policy.Restarted)
	return err
}

const clientSecretBytes = 32

var hookAuthMethods = map[string]tenant.AuthMethod{"post": tenant.AuthSecretPost, "basic": tenant.AuthSecretBasic, "none": tenant.AuthNone}

func (h *hook) createApplication() error {
	method, known := hookAuthMethods[h.about.ClientAuth]
	if !known {
		return wrong("client_auth must be post, basic or none")
	}
	made := tenant.Client{
		ID: tenant.NewID(16), Name: h.about.ClientName, AuthMethod: method, AppType: "regular_web", FirstParty: true,
		GrantTypes: strings.Fields(h.about.GrantTypes),
	}
	if method != tenant.AuthNone {
		made.Secret = tenant.NewID(clientSecretBytes)
	}
	if h.about.RedirectURI != "" {
		made.RedirectURIs = []string{h.about.RedirectURI}
	}
	h.about = about{ClientID: made.ID, ClientSecret: made.Secret}
	return h.store.AddClient(h.Ctx, made)
}

// deleteApplication is no error where there is none.
func (h *hook) deleteApplication() error {
	if h.about.ClientID == "" {
		return wrong("client_id is missing")
	}
	if err := store.IgnoreMissing(h.store.DeleteClient(h.Ctx, h.about.ClientID)); err != nil {
		return err
	}
	return h.end(tenant.Selector{ClientID: h.about.ClientID}, tenant.CauseClient, h.policy.Users.ClientDeleted)
}

// end ends what the policy says of the grants that are picked.
func (h *hook) end(s tenant.Selector, cause tenant.Cause, ends func(*tenant.Ending)) error {
	_, err := store.EndEach(h.Ctx, h.store, s, cause, h.Now, ends)
	return store.IgnoreMissing(err)
}
