package suite_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// stuck is a target whose setting others can change as well, and that lends nobody anything twice.
type stuck struct {
	suite.Target
	mu   sync.Mutex
	lent map[string]bool
}

func (s *stuck) Disturbed() bool { return false }

func (s *stuck) Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error) {
	s.mu.Lock()
	again := s.lent[w.Scenario]
	s.lent[w.Scenario] = true
	s.mu.Unlock()
	if again {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Target.Lease(ctx, w)
}

// --timeout bounds the repetitions as well, and what they could not show takes nothing back.
func TestRepetitionsAreWithinTheTimeout(t *testing.T) {
	mock, err := embedded.Mock(t.Context(), []string{"auth0"}, "unlinking-ignores-the-setting")
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	result, err := suite.Run(ctx, &stuck{Target: mock, lent: map[string]bool{}}, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"DEV-11"}}, Seed: 1, Timeout: 5 * time.Second,
	})
	require.NoError(t, err)
	require.NoError(t, ctx.Err(), "it ended by itself")
	assert.Equal(t, record.Warn, result.Rules[0].Verdict, result.Rules[0].Reason)
	assert.NotContains(t, result.Rules[0].Reason, "repeated")
}
