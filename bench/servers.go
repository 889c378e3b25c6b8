package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/revokespec/revokespec/bench/load"
)

// server is one to be measured.
type server struct {
	name    string
	command []string // PORT stands for its port
	dir     string
	ready   string // the path of what it is asked first
	subject subject
	callers func(address string, n int) ([]load.Caller, error)
}

// subject is what is measured; servers of one are compared.
type subject string

const (
	revocation  subject = "revoke, a token that is not known"
	opaque      subject = "exchange with rotation, opaque access token"
	signed      subject = "exchange with rotation, RS256"
	signedES256 subject = "exchange with rotation, ES256"
	yardstick   subject = "yardstick"
	started     subject = "start" // measured for nothing else
)

var subjects = []subject{revocation, opaque, signedES256, signed}

func servers(built, node string) []server {
	bin := func(name string, arguments ...string) []string {
		return append([]string{filepath.Join(built, name)}, arguments...)
	}
	js := func(file string) []string { return []string{"node", filepath.Join(node, file), "PORT"} }
	mock := func(algorithm string) []string {
		return bin("revokespec-mock", "--listen", "127.0.0.1:PORT", "--seed", filepath.Join(built, "seed.yaml"), "--signing-algorithm", algorithm)
	}
	unknown := func(path string, form url.Values) func(string, int) ([]load.Caller, error) {
		form.Set("token", "v1.a-token-that-nobody-has-ever-been-given-0")
		return same(load.Request{Path: path, Body: form.Encode()})
	}
	const found = "/.well-known/openid-configuration"
	mine := url.Values{"client_id": {"bench"}, "client_secret": {"bench-secret"}}
	return []server{
		{"bare Gin handler", bin("gin", "PORT"), "", "/healthz", yardstick, unknown("/oauth/revoke", clone(mine))},

		{"revokespec mock, with the harness", bin("revokespec", "mock", "--listen", "127.0.0.1:PORT"), "", found, started, nil},
		{"revokespec mock", mock("RS256"), "", found, revocation, unknown("/oauth/revoke", clone(mine))},
		{"zitadel/oidc example", bin("zitadel", "PORT"), "", found, revocation, unknown("/revoke", url.Values{"client_id": {"web"}, "client_secret": {"secret"}})},
		{"oidc-provider", js("oidc-provider.mjs"), node, found, revocation, unknown("/token/revocation", clone(mine))},
		{"oauth2-mock-server", js("oauth2-mock-server.mjs"), node, found, revocation, unknown("/revoke", clone(mine))},
		{"fosite", bin("fosite", "PORT"), "", "/healthz", revocation, unknown("/revoke", clone(mine))},

		{"revokespec mock", mock("RS256"), "", found, opaque, signingIn(clone(mine), "")},
		{"oidc-provider", js("oidc-provider.mjs"), node, found, opaque, seeded("/seed", "/token", clone(mine))},
		{"fosite", bin("fosite", "PORT"), "", "/healthz", opaque, seeded("/seed", "/token", clone(mine))},

		{"revokespec mock", mock("ES256"), "", found, signedES256, signingIn(clone(mine), "https://api.bench.example")},
		{"one ES256 signature", bin("gin", "PORT"), "", "/healthz", signedES256, same(load.Request{Path: "/sign/ES256"})},

		{"revokespec mock", mock("RS256"), "", found, signed, signingIn(clone(mine), "https://api.bench.example")},
		{"one RS256 signature", bin("gin", "PORT"), "", "/healthz", signed, same(load.Request{Path: "/sign/RS256"})},
		{"oidc-provider (ID token)", js("oidc-provider.mjs"), node, found, signed, seeded("/seed?openid=1", "/token", clone(mine))},
		{"oauth2-mock-server (no state)", js("oauth2-mock-server.mjs"), node, found, signed, given("/token", clone(mine), "any")},
		{"mockoidc (no rotation)", bin("mockoidc", "PORT"), "", "/oidc/.well-known/openid-configuration", signed, seeded("/oidc/.well-known/openid-configuration", "/oidc/token", clone(mine))},
	}
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = values
	}
	return out
}

// same has all connections send the same.
func same(r load.Request) func(string, int) ([]load.Caller, error) {
	return func(_ string, n int) ([]load.Caller, error) {
		callers := make([]load.Caller, n)
		for i := range callers {
			callers[i] = load.Same(r)
		}
		return callers, nil
	}
}

// given has each connection begin with that refresh token.
func given(path string, form url.Values, token string) func(string, int) ([]load.Caller, error) {
	return func(_ string, n int) ([]load.Caller, error) {
		callers := make([]load.Caller, n)
		for i := range callers {
			callers[i] = &load.Rotating{Path: path, Form: form, Token: token}
		}
		return callers, nil
	}
}

// seeded asks a server that was made for this for one refresh token a connection, one a line.
func seeded(seed, path string, form url.Values) func(string, int) ([]load.Caller, error) {
	return func(address string, n int) ([]load.Caller, error) {
		join := "?"
		if strings.Contains(seed, "?") {
			join = "&"
		}
		ask, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://%s%s%sn=%d", address, seed, join, n), nil)
		if err != nil {
			return nil, err
		}
		ask.Header.Set("Bench-Seed", fmt.Sprint(n)) // of one that has no room for a path
		answer, err := http.DefaultClient.Do(ask)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		tokens := strings.Fields(string(text))
		if err != nil || len(tokens) != n {
			return nil, fmt.Errorf("%s: %s %.200s", seed, answer.Status, text)
		}
		var callers []load.Caller
		for _, token := range tokens {
			callers = append(callers, &load.Rotating{Path: path, Form: form, Token: token})
		}
		return callers, nil
	}
}

// signingIn signs a user in for each connection, by password.
func signingIn(form url.Values, audience string) func(string, int) ([]load.Caller, error) {
	return func(address string, n int) ([]load.Caller, error) {
		var callers []load.Caller
		for range n {
			token, err := signIn(address, form, user(1), audience)
			if err != nil {
				return nil, err
			}
			callers = append(callers, &load.Rotating{Path: "/oauth/token", Form: form, Token: token})
		}
		return callers, nil
	}
}

// signIn returns the refresh token of a sign-in at revokespec's mock.
func signIn(address string, client url.Values, email, audience string) (string, error) {
	form := clone(client)
	form.Set("grant_type", "password")
	form.Set("username", email)
	form.Set("password", password)
	form.Set("scope", "offline_access read:bench")
	form.Set("audience", audience)
	answer, err := http.PostForm("http://"+address+"/oauth/token", form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	token := load.Member(body, "refresh_token")
	if err == nil && token == "" {
		err = fmt.Errorf("no sign-in: %s", answer.Status)
	}
	return token, err
}
