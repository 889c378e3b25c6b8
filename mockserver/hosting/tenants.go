package hosting

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// listed is a tenant as it is listed.
type listed struct {
	Tenant    string   `json:"tenant"`
	Domains   []string `json:"domains,omitempty"`
	Dialect   string   `json:"dialect"`
	URL       string   `json:"url"` // without a slash at its end
	Issuer    string   `json:"issuer"`
	Dashboard string   `json:"dashboard"`
}

// whole is a tenant with all that whoever made it needs.
type whole struct {
	listed
	Control control         `json:"control"`
	Seed    json.RawMessage `json:"seed"`
}

// control is where a tenant's control API is, and what it asks for.
type control struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

func (h *Host) describe(r *http.Request, s *mockserver.Server) listed {
	origin := h.origin
	if origin == "" {
		origin = "http://" + r.Host
		if r.TLS != nil {
			origin = "https://" + r.Host
		}
	}
	at := s.Address(origin)
	return listed{Tenant: s.Seed().Tenant, Domains: s.Seed().Domains, Dialect: s.Dialect(), URL: at, Issuer: at + "/", Dashboard: at + "/dashboard"}
}

func (h *Host) tell(w http.ResponseWriter, r *http.Request, status int, s *mockserver.Server) {
	seed, err := seedfile.JSON(s.Seed())
	if err != nil {
		refuse(w, http.StatusInternalServerError, "the seed cannot be written as JSON")
		return
	}
	out := whole{listed: h.describe(r, s), Seed: seed}
	h.mu.Lock()
	out.Control = control{URL: out.URL, Token: h.tokens[out.Tenant]}
	h.mu.Unlock()
	answer(w, status, out)
}

func (h *Host) list(w http.ResponseWriter, r *http.Request) {
	all := []listed{}
	for _, s := range h.Servers() {
		all = append(all, h.describe(r, s))
	}
	answer(w, http.StatusOK, map[string]any{"tenants": all})
}

func (h *Host) read(w http.ResponseWriter, r *http.Request, name string) {
	s := h.tenants.Server(name)
	if s == nil || name == "" {
		notThere(w, name)
		return
	}
	h.tell(w, r, http.StatusOK, s)
}

func (h *Host) remove(w http.ResponseWriter, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if name == "" || !h.tenants.Remove(name) {
		notThere(w, name)
		return
	}
	delete(h.tokens, name)
	w.WriteHeader(http.StatusNoContent)
}

// create makes a tenant of a seed file in the body, in JSON or YAML. One without a name gets the next free one.
func (h *Host) create(w http.ResponseWriter, r *http.Request) {
	seed, status, err := readSeed(w, r)
	if err != nil {
		refuse(w, status, err.Error())
		return
	}
	server, status, err := h.createOf(seed)
	if err != nil {
		refuse(w, status, strings.TrimPrefix(err.Error(), "seed: "))
		return
	}
	w.Header().Set("Location", path+"/"+server.Seed().Tenant)
	h.tell(w, r, http.StatusCreated, server)
}

func (h *Host) createOf(seed mockserver.Seed) (*mockserver.Server, int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.tenants.Servers()) >= Most {
		return nil, http.StatusConflict, fmt.Errorf("there are %d tenants, and no more can be; end one by DELETE %s/NAME", Most, path)
	}
	for n := 1; seed.Tenant == ""; n++ {
		if name := fmt.Sprint("t", n); h.tenants.Server(name) == nil {
			seed.Tenant = name
		}
	}
	if h.tenants.Server(seed.Tenant) != nil {
		return nil, http.StatusConflict, fmt.Errorf("there is a tenant %s already; give this one another name, or none to have one chosen", seed.Tenant)
	}
	control := rand.Text()
	server := h.make(seed, control)
	if err := server.Err(); err != nil {
		return nil, http.StatusBadRequest, err
	}
	if err := h.add(server, control); err != nil {
		return nil, http.StatusConflict, err
	}
	return server, http.StatusCreated, nil
}

// mostSeed is how long the body may be, in bytes.
const mostSeed = 1 << 20

func readSeed(w http.ResponseWriter, r *http.Request) (seed mockserver.Seed, status int, err error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostSeed))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return seed, http.StatusRequestEntityTooLarge, errors.New("the body is too large")
	case err != nil:
		return seed, http.StatusBadRequest, errors.New("the body ended early")
	case len(bytes.TrimSpace(text)) == 0:
		text = []byte("{}")
	}
	seed, err = seedfile.Parse("body", text)
	var wrong *seedfile.Error
	if errors.As(err, &wrong) {
		err = errors.New(strings.ReplaceAll(wrong.Error(), "\n", "; "))
	}
	return seed, http.StatusBadRequest, err
}

func notThere(w http.ResponseWriter, name string) {
	refuse(w, http.StatusNotFound, fmt.Sprintf("there is no tenant %q; GET %s lists those that there are", tenant.Shorten(name), path))
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]any{"error": message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // to somebody who may have gone
}
