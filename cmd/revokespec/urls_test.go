package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/record"
)

// Wherever a URL may be written, one with a password in it is refused or used, and never repeated.
func TestPasswordsInURLsAreNotShown(t *testing.T) {
	inFull(t)
	const evil, broken = "http://user:Kan4ryPw@127.0.0.1:1/", "http://user:Kan4ryPw@127.0.0.1:x/"
	const file = "issuer: http://127.0.0.1:1/\nclients:\n  confidential: {client_id: a, client_secret: b, auth: post}\nusers: [{username: u, password: p}]\n"
	for _, url := range []string{evil, broken} {
		cases := [][]string{{"doctor", "--issuer", url}, {"mock", "--public-url", url}, {"mock", "--tls", "--public-url", url}, {"health", url}, {"mock", "--claims-hook", url}}
		for _, keys := range []string{
			"endpoints: {token: %q}", "endpoints: {revocation: %q}", "nodes: [%q, %[1]q]", "management: {url: %q, client_id: a, client_secret: b}",
			"management: {token_endpoint: %q, client_id: a, client_secret: b}", "dashboard: {url: %q}", "control: {url: %q, token: t}",
		} {
			path := write(t, "file.yaml", file+fmt.Sprintf(keys, url)+"\n")
			cases = append(cases, []string{"run", "--deployment", path}, []string{"doctor", "--deployment", path})
		}
		for _, args := range cases {
			code, out, said := cli(t, nil, args...)
			assert.Equal(t, record.ExitUsage, code, "%v: %s", args, said)
			assert.NotContains(t, out+said, "Kan4ry", args)
		}
		seed := write(t, "seed.yaml", fmt.Sprintf("clients: [{role: a, redirect_uris: [%q], origins: [%[1]q]}]\n", url))
		_, out, said := cli(t, nil, "mock", "--seed", seed, "--print-seed")
		assert.Contains(t, said, "is no origin")
		assert.NotContains(t, out+said, "Kan4ry")
	}
}
