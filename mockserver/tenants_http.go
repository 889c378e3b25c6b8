package mockserver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// ServeHTTP has the tenant answer that the request is for. Where there is none, it names those that there are, with 404.
func (t *Tenants) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s, inner := t.find(r); s != nil {
		s.ServeHTTP(w, inner)
		return
	}
	switch r.URL.Path {
	case "/healthz":
		answerJSON(w, http.StatusOK, map[string]any{"status": "ok"})
	case "/readyz":
		t.ready(w, r)
	default:
		answerJSON(w, http.StatusNotFound, map[string]any{"error": "not_found", "error_description": t.nobody(r)})
	}
}

// find is the tenant that a request is for, and the request as it sees it.
func (t *Tenants) find(r *http.Request) (*Server, *http.Request) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if rest, is := strings.CutPrefix(r.URL.Path, tenantPath); is {
		name, _, _ := strings.Cut(rest, "/")
		s := t.byName[name]
		if name == "" || s == nil || len(s.seed.Domains) > 0 {
			return nil, nil
		}
		return s, wire.Mounted(r, tenantPath+name)
	}
	if s := t.byHost[wire.HostName(r.Host)]; s != nil {
		return s, r
	}
	return t.byName[""], r
}

// nobody says that no tenant is where the request looks for one, and where those are that there are.
func (t *Tenants) nobody(r *http.Request) string {
	const most = 20
	var places []string
	servers := slices.DeleteFunc(t.Servers(), func(s *Server) bool { return s.seed.Tenant == "" })
	for _, s := range servers[:min(len(servers), most)] {
		switch name := s.seed.Tenant; {
		case len(s.seed.Domains) > 0:
			places = append(places, name+" at "+s.seed.Domains[0])
		default:
			places = append(places, name+" at "+tenantPath+name+"/")
		}
	}
	said := "no tenant is at " + tenant.Shorten(r.Host+r.URL.Path) + "; there is "
	if len(places) == 0 {
		return said + "none that has a name"
	}
	said += strings.Join(places, ", ")
	if more := len(servers) - most; more > 0 {
		said += fmt.Sprintf(", and %d more", more)
	}
	return said
}

// ready says whether every tenant is.
func (t *Tenants) ready(w http.ResponseWriter, r *http.Request) {
	for _, s := range t.Servers() {
		if err := s.ready(r.Context()); err != nil {
			w.Header().Set("Retry-After", "1")
			answerJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "the store of tenant " + s.seed.Tenant + " does not answer"})
			return
		}
	}
	answerJSON(w, http.StatusOK, map[string]any{"status": "ok"})
}

func (s *Server) ready(ctx context.Context) error {
	_, err := s.store.Place(ctx, tenant.HashOf(""))
	return store.IgnoreMissing(err)
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // to somebody who may have gone
}
