package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mockserver.New(mockserver.WithSigningAlgorithm("ES256"))
	}
}

func BenchmarkRevokeUnknown(b *testing.B) {
	s := mockserver.New()
	body := form(s.Seed(), "confidential", "token", "unknown")
	b.ReportAllocs()
	for b.Loop() {
		post(b, s, "/oauth/revoke", body)
	}
}

func BenchmarkRefresh(b *testing.B) {
	for _, algorithm := range []string{"RS256", "ES256"} {
		for _, role := range []string{"confidential", "rotating"} {
			b.Run(algorithm+"/"+role, func(b *testing.B) {
				s := mockserver.New(mockserver.WithSigningAlgorithm(algorithm))
				token := signIn(b, s, role)
				b.ReportAllocs()
				for b.Loop() {
					status, m := exchange(b, s, role, token)
					if status != 200 {
						b.Fatalf("answered %d", status)
					}
					if next, ok := m["refresh_token"].(string); ok {
						token = next
					}
				}
			})
		}
	}
}

// What is the same for every server is made once: tables of routes, patterns, documents.
func TestNewIsCheap(t *testing.T) {
	mockserver.New()
	allocations := testing.AllocsPerRun(20, func() { mockserver.New() })
	assert.Less(t, allocations, 1800.0)
}
