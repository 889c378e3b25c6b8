package main

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/embedded/mockfile"
	"github.com/revokespec/revokespec/mockserver"
)

func TestExplainOfTheMock(t *testing.T) {
	code, stdout, stderr := cli(t, nil, "run", "--explain", "--rule", "REV-03,SET-01,LIF-01,SET-03")
	assert.Zero(t, code, stderr)
	for _, want := range []string{"judged: revokespec's own mock", "Nothing of this was done", "The run: 4 rules, about ", "to the Management API", "times at clients.confidential", "users  LIF-01", "times by SET-01", "REV-03"} {
		assert.Contains(t, stdout, want)
	}
	assert.NotContains(t, stdout, "\nnot applicable\n")
	assert.NotContains(t, stdout, "applications  ", "none is made by these")
	assert.NotContains(t, stderr, "judging")
}

// Of a deployment, too, nothing is sent but what its description takes.
func TestExplainOnlyLooks(t *testing.T) {
	inFull(t)
	var mu sync.Mutex
	var asked []string
	server := mockserver.New(mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, server.Err())
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Method+" "+r.URL.Path)
		mu.Unlock()
		server.ServeHTTP(w, r)
	}))
	defer web.Close()
	file := mockfile.Of(server.Seed(), web.URL, "auth0")
	file.Dashboard = nil
	path := t.TempDir() + "/mock.yaml"
	require.NoError(t, mockfile.Write(path, file))
	code, stdout, stderr := cli(t, nil, "run", "--deployment", path, "--explain")
	assert.Zero(t, code, stderr)
	assert.Equal(t, []string{"GET /.well-known/openid-configuration", "POST /oauth/token", "GET /api/v2/tenants/settings"}, asked)
	assert.Contains(t, stdout, "3 requests were sent")
	assert.Contains(t, stdout, "not applicable\n")
	assert.Contains(t, stdout, "times a user, of 16, about")
	assert.Contains(t, stdout, "of waiting, some of it at the same time")

	code, _, stderr = cli(t, nil, "run", "--deployment", path, "--explain", "--require", "DSH")
	assert.Equal(t, 3, code)
	assert.Contains(t, stderr, "required, and not applicable: DSH-01, ")
	code, _, stderr = cli(t, nil, "run", "--deployment", path, "--explain", "--rule", "DSH")
	assert.Equal(t, 3, code)
	assert.Contains(t, stderr, "nothing would be judged")
}

func TestExplainHasNothingToReport(t *testing.T) {
	code, _, stderr := cli(t, nil, "run", "--explain", "--report", "json=-")
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "--explain judges nothing")
}
