package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"time"
)

// administrator is who asks Hydra's administrative API.
type administrator struct{ url string }

var form = template.Must(template.New("").Parse(`<form method="post">
<input name="username"><input name="password" type="password"><button>Sign in</button></form>`))

// pages signs anybody in who gives a name, and consents to whatever is asked for.
func (a administrator) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html") // else a browser shows the text of it
		_ = form.Execute(w, nil)
	})
	mux.HandleFunc("POST /sign-in", func(w http.ResponseWriter, r *http.Request) {
		a.accept(w, r, "login", func(map[string]any) any { return map[string]any{"subject": r.PostFormValue("username")} })
	})
	mux.HandleFunc("GET /consent", func(w http.ResponseWriter, r *http.Request) {
		a.accept(w, r, "consent", func(asked map[string]any) any {
			return map[string]any{"grant_scope": asked["requested_scope"], "grant_access_token_audience": asked["requested_access_token_audience"]}
		})
	})
	return mux
}

// accept accepts the login or consent request of the page, and sends the browser on.
func (a administrator) accept(w http.ResponseWriter, r *http.Request, kind string, with func(asked map[string]any) any) {
	at := a.url + "/admin/oauth2/auth/requests/" + kind
	query := "?" + url.Values{kind + "_challenge": {r.URL.Query().Get(kind + "_challenge")}}.Encode()
	asked, err := a.ask("GET", at+query, nil)
	if err == nil {
		asked, err = a.ask("PUT", at+"/accept"+query, with(asked))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	next, _ := asked["redirect_to"].(string)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (a administrator) ask(method, at string, body any) (map[string]any, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(method, at, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if text, err = io.ReadAll(io.LimitReader(answer.Body, 1<<20)); err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s %s: %s: %s", method, at, answer.Status, text)
	}
	var said map[string]any
	return said, json.Unmarshal(text, &said)
}

// register makes the applications, as soon as Hydra answers.
func (a administrator) register() error {
	for range 300 {
		if _, err := a.ask("GET", a.url+"/health/ready", nil); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	clients := []map[string]any{
		{"client_id": "confidential", "client_secret": "secret-of-confidential", "token_endpoint_auth_method": "client_secret_post"},
		{"client_id": "second", "client_secret": "secret-of-second", "token_endpoint_auth_method": "client_secret_post"},
		{"client_id": "basic", "client_secret": "secret-of-basic", "token_endpoint_auth_method": "client_secret_basic"},
		{"client_id": "public", "token_endpoint_auth_method": "none"},
		{"client_id": "jwt", "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256", "jwks": map[string]any{"keys": []any{jwtKey}}},
	}
	for _, client := range clients {
		client["scope"] = "openid offline_access reports"
		client["grant_types"] = []string{"authorization_code", "refresh_token"}
		client["redirect_uris"] = []string{"https://client.example/callback"} // never called
		if _, err := a.ask("POST", a.url+"/admin/clients", client); err != nil {
			return err
		}
	}
	return nil
}

// jwtKey is the public half of jwt.jwk.json, which opens this server on loopback and nothing else.
var jwtKey = map[string]string{
	"kty": "EC", "crv": "P-256", "kid": "jwt", "alg": "ES256", "use": "sig",
	"x": "ODMyqeJxMW-nS7tNN8pA3gYoseW0TLMbvvewR7EoWhU",
	"y": "H0dFFH2d4n8oSp3Pxe3S9ZQp3iNmegKQ1_EM_qdEgeo",
}
