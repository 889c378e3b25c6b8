package fidelity_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/seed"
)

// unauthorized asks, where the exchange names scopes, with everything that lets nobody in: the answers are those of every operation
// (Management API reference; auth0-cli's and the deploy tool's recordings).
func (s *site) unauthorized(e exchange) (wrong []string) {
	if len(e.Scopes) == 0 {
		return nil
	}
	others := slices.DeleteFunc(seed.ManagementScopes(), func(scope string) bool { return slices.Contains(e.Scopes, scope) })
	invalid := map[string]any{"statusCode": 401.0, "error": "Unauthorized", "message": "Invalid token", "attributes": map[string]any{"error": "Invalid token"}}
	for _, x := range []struct {
		header    string
		status    int
		challenge string
		shape     any
		refusal   *refusal
	}{
		{"", 401, "Bearer", nil, &refusal{Message: "Missing authentication"}},
		{"Bearer", 400, "", nil, &refusal{Code: "Bearer", Message: "Bad HTTP authentication header format"}},
		{"Bearer x", 401, `Bearer error="Invalid token"`, invalid, nil},
		{"Bearer " + s.managementToken(strings.Join(others, " ")), 403, `Bearer error="insufficient_scope"`, nil,
			&refusal{Code: "insufficient_scope", Message: "Insufficient scope, expected any of: " + strings.Join(e.Scopes, ",")}},
	} {
		asked := e
		asked.As, asked.Status, asked.Body, asked.Refusal, asked.Lacks, asked.Adds = "nobody", x.status, x.shape, x.refusal, nil, nil
		r := s.request(asked)
		if x.header != "" {
			r.Header.Set("Authorization", x.header)
		}
		w := s.send(r)
		if got := w.Header().Get("WWW-Authenticate"); w.Code != x.status || got != x.challenge {
			wrong = append(wrong, fmt.Sprintf("with Authorization %.10q: %d %s instead of %d %s", x.header, w.Code, got, x.status, x.challenge))
			continue
		}
		wrong = append(wrong, s.body(asked, w)...)
	}
	return wrong
}
