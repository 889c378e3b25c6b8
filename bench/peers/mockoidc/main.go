// Command mockoidc is mockoidc with one client. It has no rotation.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/oauth2-proxy/mockoidc"
)

func main() {
	m, err := mockoidc.NewServer(nil)
	fail(err)
	m.ClientID, m.ClientSecret = "bench", "bench-secret"
	m.RefreshTTL = 24 * time.Hour
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	fail(err)
	fail(m.AddMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n, err := strconv.Atoi(r.Header.Get("Bench-Seed")); err == nil {
				seed(w, m, n)
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	fail(m.Start(listener, nil))
	select {}
}

func seed(w http.ResponseWriter, m *mockoidc.MockOIDC, n int) {
	for range n {
		session, err := m.SessionStore.NewSession("openid offline_access", "", mockoidc.DefaultUser(), "", "")
		fail(err)
		token, err := session.RefreshToken(m.Config(), m.Keypair, m.Now())
		fail(err)
		fmt.Fprintln(w, token)
	}
}

func fail(err error) {
	if err != nil {
		panic(err)
	}
}
