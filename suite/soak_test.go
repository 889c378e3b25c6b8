package suite_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// underLoad judges the mock by the rule about load alone.
func underLoad(ctx context.Context, t *testing.T, o suite.Options, deviations ...string) *record.Record {
	t.Helper()
	mock, err := embedded.Mock(t.Context(), []string{"auth0"}, deviations...)
	require.NoError(t, err)
	o.Catalogue, err = features.BuiltIn()
	require.NoError(t, err)
	o.Selection = suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"PRP-04"}}
	r, err := suite.Run(ctx, mock, o)
	require.NoError(t, err)
	return r
}

// A load is put on the server only when it is asked for.
func TestWithoutALoadItsRuleIsNotApplicable(t *testing.T) {
	r := underLoad(t.Context(), t, suite.Options{})
	assert.Equal(t, record.NotApplicable, r.Rules[0].Verdict)
	assert.Contains(t, r.Rules[0].Reason, "give --soak DURATION to the run")
	assert.Nil(t, r.Soak)
}

// What the mock does wrong only now and then fails the rule, with the answer that shows it; what was measured is in the record.
func TestALoadFindsWhatComesNowAndThen(t *testing.T) {
	r := underLoad(t.Context(), t, suite.Options{Soak: suite.Soak{For: time.Minute}, UntilBroken: []string{"PRP-04"}}, "every-200th-revoked-token-works")
	assert.Equal(t, record.Fail, r.Rules[0].Verdict, r.Rules[0].Reason)
	assert.Regexp(t, `^under load, a refresh token of worker [1-8] at clients\.\w+, (revoked|ended by .*) .* before.*, was accepted: 200`, r.Rules[0].Reason)
	require.NotNil(t, r.Soak)
	assert.Positive(t, r.Soak.Broken)
	assert.Equal(t, 8, r.Soak.Workers)
	finding := r.Rules[0].Finding()
	require.Len(t, finding.Exchanges(), 1)
	shown := finding.Exchanges()[0]
	assert.True(t, strings.HasSuffix(shown.Request.URL, "/oauth/token"), shown.Request.URL)
	assert.Contains(t, shown.Response.Body, "access_token")
	assert.NotContains(t, shown.Request.Body, "refresh_token=v1.")
}

// A run that is ended from outside says what the load has shown until then.
func TestALoadThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer time.AfterFunc(2*time.Second, cancel).Stop()
	r := underLoad(ctx, t, suite.Options{Soak: suite.Soak{For: time.Hour}})
	assert.Equal(t, record.Interrupted, r.Verdict)
	assert.Equal(t, record.Inconclusive, r.Rules[0].Verdict)
	assert.Contains(t, r.Rules[0].Reason, "the run was ended before the load was; until then nothing was broken: ")
	require.NotNil(t, r.Soak)
	assert.Positive(t, r.Soak.Total())
}
