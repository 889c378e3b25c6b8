package control_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Requests, reading and forgetting them, and switching deviations at once disturb nobody.
func TestAtOnce(t *testing.T) {
	s := controlled(t)
	token := s.signIn("rotating", 0)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				s.post("/oauth/revoke", "public", "token", token)
			}
		})
		wg.Go(func() {
			for range 20 {
				assert.Equal(t, 200, do(s.Server, "GET", "/_mock/requests", "key", "").Code)
				assert.Equal(t, 200, do(s.Server, "GET", "/_mock/state", "key", "").Code)
				assert.Equal(t, 200, do(s.Server, "PUT", "/_mock/deviations", "key", `{"names":[]}`).Code)
				assert.Equal(t, 200, do(s.Server, "GET", "/_mock/deviations", "key", "").Code)
				assert.Equal(t, 204, do(s.Server, "DELETE", "/_mock/requests", "key", "").Code)
			}
		})
	}
	wg.Wait()
}
