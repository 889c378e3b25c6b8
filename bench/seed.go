package main

import (
	"fmt"
	"os"
	"strings"
)

// password is every user's.
const password = "bench-Passw0rd"

func user(n int) string { return fmt.Sprintf("user%d@bench.example", n) }

// writeSeed writes what revokespec's mock starts with: one application whose refresh tokens rotate, one API, and so many users.
func writeSeed(path string, users int) error {
	var b strings.Builder
	b.WriteString(`audiences:
- identifier: https://api.bench.example
  scopes: [read:bench]
clients:
- role: confidential
  client_id: bench
  client_secret: bench-secret
  auth: client_secret_post
  rotating: true
  grant_types: [password, refresh_token]
users:
`)
	for n := 1; n <= users; n++ {
		fmt.Fprintf(&b, "- {id: \"auth0|%024x\", email: %s, password: %s}\n", n, user(n), password)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}
