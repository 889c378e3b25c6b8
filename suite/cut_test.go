package suite

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// Each rule is in one shard, whoever leases the setting in the first, and none is empty or has much more to do than it must.
func TestCut(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, profiles := range [][]string{{"auth0"}, {"rfc7009", "bcp"}} {
		whole, err := choose(catalogue, Selection{Profiles: profiles})
		require.NoError(t, err)
		for n := 1; n <= 40; n++ {
			parts := cut(whole, profiles, n)
			var all []string
			loads, heaviest := make([]int, n), 0
			for i, part := range parts {
				assert.NotEmpty(t, part)
				all = append(all, ids(part)...)
				for _, rule := range part {
					loads[i] += weight(rule, profiles)
					heaviest = max(heaviest, weight(rule, profiles))
					leases := slices.ContainsFunc(rule.Scenarios, func(s features.Scenario) bool { return s.Setting != "" })
					assert.False(t, leases && i > 0, "%s is in shard %d of %d", rule.ID, i+1, n)
				}
			}
			assert.ElementsMatch(t, ids(whole), all, "%d", n)
			if n > 2 {
				assert.LessOrEqual(t, slices.Max(loads[1:])-slices.Min(loads[1:]), heaviest, "%d", n)
			}
			assert.Equal(t, parts, cut(whole, profiles, n), "the same everywhere")
		}
	}
}

func TestNoShardIsEmpty(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	o := Options{Catalogue: catalogue, Selection: Selection{Profiles: []string{"auth0"}, Rules: []string{"SET-01", "SET-02", "REV-01"}}, Shard: &record.Shard{Index: 1, Of: 3}}
	_, err = Plan(o)
	require.ErrorContains(t, err, "--shard 1/3: the 3 rules of this plan can be cut into 2 shards at most")
	o.Shard.Of = 2
	first, err := Plan(o)
	require.NoError(t, err)
	assert.Equal(t, []string{"SET-01", "SET-02"}, first)
}

// No two shards have a user in common, nor more than their part of a limit, and where they would, there is no run.
func TestPartOfADeployment(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	described := func(users int) *file.File {
		f := &file.File{Path: "staging.yaml", Users: make([]file.User, users)}
		for i := range f.Users {
			f.Users[i].Username = string(rune('a' + i))
		}
		f.Limits.RequestsPerSecond, f.Limits.ManagementRequestsPerSecond, f.Limits.ThrowAwayApplications = 6, 3, 2
		return f
	}
	o := Options{Catalogue: catalogue, Selection: Selection{Profiles: []string{"auth0"}}}
	f := described(7)
	same, err := PartOf(f, o)
	require.NoError(t, err)
	assert.Same(t, f, same)

	var users []file.User
	for i := range 3 {
		o.Shard = &record.Shard{Index: i + 1, Of: 3}
		part, err := PartOf(f, o)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, len(part.Users), 2)
		users = append(users, part.Users...)
		assert.InDelta(t, 2, part.Limits.RequestsPerSecond, 0)
		assert.InDelta(t, 1, part.Limits.ManagementRequestsPerSecond, 0)
		assert.Equal(t, 1, part.Limits.ThrowAwayApplications)
	}
	assert.ElementsMatch(t, f.Users, users)

	_, err = PartOf(described(5), o)
	require.ErrorContains(t, err, "staging.yaml: users: --shard 3/3 needs 6, 2 for each shard, as no two may share one, and there are 5; list more, or give /2 or less")
	one := o
	one.Selection.Rules = []string{"REV-01", "REV-02", "REV-05"}
	_, err = PartOf(described(3), one)
	require.NoError(t, err, "no rule wants two users")

	f.Control = &file.ControlAPI{}
	_, err = PartOf(f, o)
	require.ErrorContains(t, err, "staging.yaml: control: ")
	f.Control, f.Hooks, o.Selection.Profiles = nil, &file.Hooks{Restart: []string{"restart"}}, []string{"bcp"}
	_, err = PartOf(f, o)
	require.ErrorContains(t, err, "under the other shards; add --skip ")
}
