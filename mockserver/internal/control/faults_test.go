package control_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A fault is added, listed with what it has met, and ended; none reaches the control API.
func TestFaults(t *testing.T) {
	s := controlled(t)
	assert.Equal(t, map[string]any{"id": 1.0}, s.control("POST", "/_mock/faults", `{"times":1,"status":429,"headers":{"Retry-After":"1"},"slow":"1ms"}`, 201))
	s.control("POST", "/_mock/faults", `{"path":"/oauth/revoke","token":"of somebody","cut":"close","delay":"1s"}`, 201)
	assert.Nil(t, s.post("/oauth/revoke", "public", "token", "x"))
	faults := s.control("GET", "/_mock/faults", "", 200)["faults"]
	assert.Equal(t, []any{
		map[string]any{"id": 1.0, "times": 1.0, "status": 429.0, "headers": map[string]any{"Retry-After": "1"}, "slow": "1ms", "met": 1.0},
		map[string]any{"id": 2.0, "path": "/oauth/revoke", "token": "(a token)", "cut": "close", "delay": "1s", "met": 0.0},
	}, faults)
	s.control("DELETE", "/_mock/faults/1", "", 204)
	s.control("DELETE", "/_mock/faults/1", "", 404)
	s.control("DELETE", "/_mock/faults/x", "", 404)
	s.control("DELETE", "/_mock/faults", "", 204)
	assert.Empty(t, s.control("GET", "/_mock/faults", "", 200)["faults"])
}

func TestFaultsThatAreRefused(t *testing.T) {
	s := controlled(t)
	for body, wanted := range map[string]string{
		`{}`:                           "nothing goes wrong by it",
		`{"status":500,"delay":"x"}`:   "delay is not a duration; write it as 500ms or 10s",
		`{"status":500,"id":3}`:        "id and met are the server's to say; leave them out",
		`{"status":500,"pathh":"/x"}`:  `unknown field "pathh"`,
		`{"status":"500"}`:             "status cannot be a JSON string",
		`{"status":500,"path":"oath"}`: "begins with /",
	} {
		assert.Contains(t, s.control("POST", "/_mock/faults", body, 400)["error"], wanted)
	}
	assert.Empty(t, s.control("GET", "/_mock/faults", "", 200)["faults"])
}
