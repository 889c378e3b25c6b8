package suite_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// Into however many shards a run is cut, on a mock that keeps the rules or breaks one, they join to the rules and verdict of the whole.
func TestShardsOfARunJoinToTheWhole(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	judged := func(deviation string, s *record.Shard) *record.Record {
		var deviations []string
		if deviation != "" {
			deviations = append(deviations, deviation)
		}
		mock, err := embedded.Mock(t.Context(), []string{"auth0"}, deviations...)
		require.NoError(t, err)
		r, err := suite.Run(context.Background(), mock, suite.Options{
			Catalogue: catalogue, Shard: s, Browser: file.BrowserNone, Conclude: record.Options{Require: []string{"REV-06", "GRT"}},
			Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"REV-02", "REV-04", "REV-06", "REV-41", "GRT-11", "SET-02", "ROT-05"}},
		})
		require.NoError(t, err)
		return r
	}
	for _, deviation := range []string{"", "unknown-token-is-an-error"} {
		whole := judged(deviation, nil)
		for n := 1; n <= 5; n += 2 {
			var shards []*record.Record
			for i := range n {
				shards = append(shards, judged(deviation, &record.Shard{Index: i + 1, Of: n}))
			}
			joined, err := record.Join(shards)
			require.NoError(t, err)
			difference := record.Diff(whole, joined)
			assert.True(t, difference.Empty(), "%s, %d shards: %+v", deviation, n, difference)
			assert.Equal(t, fmt.Sprint(whole.Plan, whole.Summary, whole.Profiles), fmt.Sprint(joined.Plan, joined.Summary, joined.Profiles))
		}
	}
}
