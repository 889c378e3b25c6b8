package webui

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
)

// The administrator's password is not typed where it would go to somebody whom the file does not name.
func TestThePasswordStaysAtTheDashboard(t *testing.T) {
	const form = `<form method=post action="%s"><label>Email <input name=username></label> <label>Password <input type=password name=password></label><button>Log in</button></form>`
	var told atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("password") != "" {
			told.Add(1)
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, form, "")
	}))
	defer other.Close()
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, d *Dashboard) {
		f.mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusSeeOther) })
		f.mux.HandleFunc("/collects", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, form, other.URL)
		})
		f.mux.HandleFunc("/repeats", func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, form, "")
		})
		for path, button := range map[string]string{"/button": `<button form=f formaction="%s">Log in</button>`, "/picture": `<input type=image alt="Log in" form=f formaction="%s">`} {
			f.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, button+`<form id=f method=post><label>Email <input name=username></label> <label>Password <input type=password name=password></label></form>`, other.URL)
			})
		}
		f.mux.HandleFunc("/script", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, strings.Replace(form, "<form ", "<form id=f onsubmit=\"fetch('%[1]s', {method: 'POST', mode: 'no-cors', body: new FormData(f)}); return false\" ", 1), other.URL)
		})
		paths := []string{"/away", "/collects", "/repeats", "/button", "/picture", "/script"}
		if _, plain := d.window.(*plainWindow); plain {
			paths = paths[:4] // a picture is no button to it, and a script nothing
		}
		for _, path := range paths {
			d.file.URL = f.URL + path
			_, err := d.Setting(t.Context(), session.Check)
			assert.Equal(t, path == "/away", strings.Contains(fmt.Sprint(err), "wants to be filled in at"), err)
			assert.ErrorContains(t, err, other.URL+", which the deployment file does not name; if it is the server's own, write trusted_origins: ["+other.URL+"]")
		}
	})
	assert.Zero(t, told.Load())
}

// What the file says of TLS and headers holds at the Dashboard as well, and its pages are in the record, whoever fetches them.
func TestTheDashboardBehindAGateway(t *testing.T) {
	inEachWay(t, func(t *testing.T, f *fake, _ *deployment.Session, _ *Dashboard) {
		gateway := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Tenant") != "acme" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			f.Config.Handler.ServeHTTP(w, r)
		}))
		defer gateway.Close()
		authority := filepath.Join(t.TempDir(), "ca.pem")
		require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: gateway.Certificate().Raw}), 0o600))
		s := f.session(t, func(file *file.File) {
			file.Dashboard.URL, file.Headers, file.TLS.CAFile = gateway.URL+"/dashboard", map[string]string{"X-Tenant": "acme"}, authority
		})
		opener := ways(t)[filepath.Base(t.Name())]
		d, err := opener.Open(t.Context(), s)
		require.NoError(t, err)
		defer d.Close()
		require.NoError(t, d.Revoke(t.Context(), session.Act, ann, "app-1"))
		assert.Equal(t, []string{"app-11"}, f.granted)
		var acts []string
		for _, exchange := range s.Drain() {
			if exchange.Purpose == session.Act {
				acts = append(acts, exchange.Request.Method+" "+strings.TrimPrefix(exchange.Request.URL, gateway.URL))
			}
		}
		assert.Equal(t, []string{"POST /dashboard/ann/applications", "GET /dashboard/ann/applications"}, acts[len(acts)-2:])
	})
}
