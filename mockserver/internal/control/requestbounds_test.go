package control_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// However much is sent, the record of a request is short.
func TestARecordedRequestIsShort(t *testing.T) {
	s := controlled(t)
	var many []string
	for range 10_000 {
		many = append(many, strings.Repeat("n", 2+len(many)%50)+string(rune('a'+len(many)%26)), "v")
	}
	s.post("/oauth/revoke", "confidential", many...)
	s.post("/oauth/revoke", "confidential", "client_name", strings.Repeat("x", 60<<10))
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(strings.Repeat("Y", 60<<10), "/oauth/revoke", nil))
	list := s.control("GET", "/_mock/requests", "", 200)["requests"].([]any)
	require.Len(t, list, 3)
	assert.Less(t, len(at(list, 2, "method").(string)), 300)
	assert.Regexp(t, `^\[\d+ (parameters|bytes)\]$`, at(list, 0, "body"))
	assert.Less(t, len(at(list, 1, "body", "client_name").(string)), 300)
}

func TestADeviationOfALongName(t *testing.T) {
	s := controlled(t)
	answer := s.control("PUT", "/_mock/deviations", `{"names":["`+strings.Repeat("x", 900<<10)+`"]}`, 400)
	assert.Less(t, len(fmt.Sprint(answer)), 500)
}
