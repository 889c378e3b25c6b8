package suite

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// Whatever ends a step, a panic included, says nothing secret: neither in the record nor in what godog prints of the error.
// What is noted of a step that passes says nothing secret either, also when it becomes known as a secret only later.
func TestWhatStepsSayIsRedacted(t *testing.T) {
	mock := mockserver.Start(t, mockserver.WithSigningAlgorithm("HS256"))
	target, err := Open(t.Context(), &file.File{
		Issuer: mock.URL + "/", Clients: file.Clients{Public: &file.Client{ClientID: "mock-public"}}, Users: []file.User{{Username: "somebody", Password: "the password of somebody"}},
	}, deployment.Options{StateDir: t.TempDir()})
	require.NoError(t, err)
	lease, err := target.Lease(t.Context(), deployment.Want{Scenario: "x", Users: 1})
	require.NoError(t, err)
	defer lease.Release()
	secret := lease.Users[0].Password
	run := &scenarioRun{lease: lease, reviewer: lease.Reviewer(), rule: features.Rule{Level: features.Must}}
	message := fmt.Sprintf("the row says %q", secret)
	for verdict, err := range map[record.Verdict]error{
		record.Fail: &steps.Failure{Message: message}, record.NotApplicable: &steps.NotApplicable{Message: message},
		record.Inconclusive: &steps.Inconclusive{Message: message},
	} {
		got, text := run.outcome(err)
		assert.Equal(t, verdict, got)
		assert.Equal(t, `the row says "[password of user 1]"`, text)
		assert.NotContains(t, err.Error(), secret, "what godog prints")
	}
	for _, panicked := range []any{secret, errors.New(secret), lease.Users[0], map[string]string{"password": secret}} {
		verdict, text := run.outcome(fmt.Errorf("%+v", panicked)) // as godog makes an error of it
		assert.Equal(t, record.Inconclusive, verdict)
		assert.NotContains(t, text, secret)
	}

	const late = "v1.becomes-known-afterwards-1234567890"
	run.steps = []record.Step{{Message: late, Digest: []string{"GET /?y=" + late}, Exchanges: []record.Exchange{{
		Error: late, Request: record.Request{URL: "/?x=" + late, Body: late, Headers: map[string][]string{"X": {late}}},
		Response: &record.Response{Body: late, Headers: map[string][]string{"X": {late}}},
	}}}}
	lease.Name(late, "refresh token 9")
	run.review()
	text := fmt.Sprintf("%+v %+v", run.steps, *run.steps[0].Exchanges[0].Response)
	assert.NotContains(t, text, late)
	assert.Contains(t, text, "/?x=[refresh token 9]")
	assert.Contains(t, text, "/?y=[refresh token 9]")
}
