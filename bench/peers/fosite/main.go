// Command fosite is a small server of fosite with its store in memory, and its defaults: secrets are hashed by bcrypt.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/storage"
	"golang.org/x/crypto/bcrypt"
)

func main() {
	secret, err := bcrypt.GenerateFromPassword([]byte("bench-secret"), fosite.DefaultBCryptWorkFactor)
	if err != nil {
		panic(err)
	}
	store := storage.NewMemoryStore()
	store.Clients["bench"] = &fosite.DefaultClient{ID: "bench", Secret: secret, GrantTypes: fosite.Arguments{"password", "refresh_token"},
		Scopes: fosite.Arguments{"offline"}}
	store.Users["user"] = storage.MemoryUserRelation{Username: "user", Password: "password"}
	config := &fosite.Config{GlobalSecret: []byte("a secret of the benchmark, 32 bytes or more")}
	provider := compose.Compose(config, store, compose.NewOAuth2HMACStrategy(config), compose.OAuth2ResourceOwnerPasswordCredentialsFactory,
		compose.OAuth2RefreshTokenGrantFactory, compose.OAuth2TokenRevocationFactory)
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/revoke", func(w http.ResponseWriter, r *http.Request) {
		provider.WriteRevocationResponse(r.Context(), w, provider.NewRevocationRequest(r.Context(), r))
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		asked, err := provider.NewAccessRequest(r.Context(), r, &fosite.DefaultSession{Username: "user", Subject: "user"})
		if err != nil {
			provider.WriteAccessError(r.Context(), w, asked, err)
			return
		}
		for _, scope := range asked.GetRequestedScopes() {
			asked.GrantScope(scope)
		}
		answer, err := provider.NewAccessResponse(r.Context(), asked)
		if err != nil {
			provider.WriteAccessError(r.Context(), w, asked, err)
			return
		}
		provider.WriteAccessResponse(r.Context(), w, asked, answer)
	})
	mux.HandleFunc("/seed", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		for range n {
			form := url.Values{"grant_type": {"password"}, "username": {"user"}, "password": {"password"}, "scope": {"offline"},
				"client_id": {"bench"}, "client_secret": {"bench-secret"}}
			in := httptest.NewRequest("POST", "/token", strings.NewReader(form.Encode()))
			in.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			out := httptest.NewRecorder()
			mux.ServeHTTP(out, in)
			var tokens struct {
				RefreshToken string `json:"refresh_token"`
			}
			_ = json.Unmarshal(out.Body.Bytes(), &tokens)
			fmt.Fprintln(w, tokens.RefreshToken)
		}
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Args[1], mux))
}
