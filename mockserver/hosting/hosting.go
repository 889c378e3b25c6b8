// Package hosting makes and ends tenants while a mock runs, so that each of many tests that run at once can have its own. It adds
// /_mock/tenants to what mockserver.Tenants serves.
package hosting

import (
	"net/http"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Most is how many tenants there may be at once, those of the beginning among them.
const Most = 256

// Host serves tenants, and more of them on demand. It is an http.Handler, safe for concurrent use.
type Host struct {
	token   string
	origin  string
	make    func(seed mockserver.Seed, control string) *mockserver.Server
	tenants *mockserver.Tenants

	mu     sync.Mutex        // held while a tenant is made or ended
	tokens map[string]string // of the control API of each tenant, by its name
}

// Options are what a Host is to do.
type Options struct {
	// Token is what whoever makes tenants has to bear. It is none of any tenant's, but may be the one of the tenant without a name.
	// Without it nobody makes any.
	Token string
	// Origin is by which browsers reach the host, without a slash at its end; without it, as each request says.
	Origin string
	// Make makes a server of a seed, with the control API for whoever bears the token.
	Make func(seed mockserver.Seed, control string) *mockserver.Server
}

// New is a Host without tenants.
func New(o Options) *Host {
	none, _ := mockserver.NewTenants() // of none, none can be wrong
	return &Host{token: o.Token, origin: o.Origin, make: o.Make, tenants: none, tokens: map[string]string{}}
}

// Add serves a tenant, whose control API asks for that token. It fails where the server has an Err, or its name or one of its domains is
// taken.
func (h *Host) Add(server *mockserver.Server, control string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.add(server, control)
}

func (h *Host) add(server *mockserver.Server, control string) error {
	if err := h.tenants.Add(server); err != nil {
		return err
	}
	h.tokens[server.Seed().Tenant] = control
	return nil
}

// Servers are all tenants, by name.
func (h *Host) Servers() []*mockserver.Server { return h.tenants.Servers() }

// path is where tenants are made. No tenant serves it.
const path = "/_mock/tenants"

// ServeHTTP serves /_mock/tenants, on every host, and otherwise the tenants.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, below := strings.CutPrefix(r.URL.Path, path+"/")
	switch {
	case h.token == "" || !below && r.URL.Path != path:
		h.tenants.ServeHTTP(w, r)
	case !tenant.SameSecret(r.Header.Get("Authorization"), "Bearer "+h.token):
		w.Header().Set("WWW-Authenticate", "Bearer")
		refuse(w, http.StatusUnauthorized, "tenants are made by whoever bears the token that the mock was started with, not a tenant's: Authorization: Bearer TOKEN")
	case below:
		h.one(w, r, name)
	default:
		h.all(w, r)
	}
}

// all serves the collection of tenants.
func (h *Host) all(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.list(w, r)
	case http.MethodPost:
		h.create(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		refuse(w, http.StatusMethodNotAllowed, "GET lists the tenants, and POST makes one")
	}
}

// one serves a tenant that has a name.
func (h *Host) one(w http.ResponseWriter, r *http.Request, name string) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.read(w, r, name)
	case http.MethodDelete:
		h.remove(w, name)
	default:
		w.Header().Set("Allow", "GET, DELETE")
		refuse(w, http.StatusMethodNotAllowed, "GET shows the tenant, and DELETE ends it")
	}
}
