package suite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/estimate"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// cut cuts the rules of a plan into shards that cost about the same, each in catalogue order. It goes by nothing but the rules, so that every
// machine cuts a plan alike. Whoever leases the tenant setting is in the first shard: two machines would change it under each other.
func cut(rules []features.Rule, profiles []string, shards int) [][]features.Rule {
	parts, load, setting := make([][]features.Rule, shards), make([]int, shards), make([]features.Rule, 0, len(rules))
	var others []features.Rule
	for _, rule := range rules {
		if slices.ContainsFunc(rule.Scenarios, func(s features.Scenario) bool { return s.Setting != "" || soaks(s) }) {
			setting = append(setting, rule)
		} else {
			others = append(others, rule)
		}
	}
	put := func(rule features.Rule, at int) {
		parts[at], load[at] = append(parts[at], rule), load[at]+weight(rule, profiles)
	}
	for _, rule := range setting {
		put(rule, 0)
	}
	slices.SortStableFunc(others, func(a, b features.Rule) int { return cmp.Compare(weight(b, profiles), weight(a, profiles)) })
	for _, rule := range others {
		put(rule, slices.Index(load, slices.Min(load)))
	}
	place := map[string]int{}
	for i, rule := range rules {
		place[rule.ID] = i
	}
	for _, part := range parts {
		slices.SortFunc(part, func(a, b features.Rule) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	}
	return parts
}

// weight is what a rule costs on revokespec's own mock, in requests.
func weight(rule features.Rule, profiles []string) int {
	requests := 1
	for _, s := range rule.Scenarios {
		requests += estimate.OfScenario(s, profiles).Requests
	}
	return requests
}

// shardOf is the part of the rules that a run judges: all of them where it is not cut.
func shardOf(rules []features.Rule, profiles []string, s *record.Shard) ([]features.Rule, error) {
	if s == nil {
		return rules, nil
	}
	parts := cut(rules, profiles, s.Of)
	if most := len(slices.DeleteFunc(slices.Clone(parts), func(p []features.Rule) bool { return len(p) == 0 })); most < s.Of {
		return nil, fmt.Errorf("--shard %d/%d: the %s of this plan can be cut into %d shards at most (those that lease the tenant setting stay together); give /%d or less", s.Index, s.Of, wording.Counted(len(rules), "rule"), most, most)
	}
	return parts[s.Index-1], nil
}

// PartOf is the share of a deployment that one shard of a run has: users of its own, and as much of what is limited as the others have. It
// refuses where shards would disturb each other.
func PartOf(f *file.File, o Options) (*file.File, error) {
	if o.Shard == nil || o.Shard.Of == 1 {
		return f, nil
	}
	if f.Control != nil {
		return nil, file.NewError(f.Path, "control: with --shard all shards would move the one clock; leave control out, and times are waited for, or run without --shard")
	}
	rules, err := choose(o.Catalogue, o.Selection)
	if err != nil {
		return nil, err
	}
	users, harmful := 1, []string{}
	for _, rule := range rules {
		for _, s := range rule.Scenarios {
			users = max(users, wantOf("", s).Users)
			if harms(s, f) && !slices.Contains(harmful, rule.ID) {
				harmful = append(harmful, rule.ID)
			}
		}
	}
	if len(harmful) > 0 {
		ids := strings.Join(harmful, ",")
		return nil, fmt.Errorf("--shard %d/%d: %s would restart the server, or break its store, under the other shards; add --skip %s, and judge these in a run of their own", o.Shard.Index, o.Shard.Of, ids, ids)
	}
	users = min(users, max(1, len(f.Users)))
	if needed := users * o.Shard.Of; len(f.Users) < needed {
		return nil, file.NewError(f.Path, fmt.Sprintf("users: --shard %d/%d needs %d, %d for each shard, as no two may share one, and there are %d; list more, or give /%d or less", o.Shard.Index, o.Shard.Of, needed, users, len(f.Users), len(f.Users)/users))
	}
	return f.Share(o.Shard.Index, o.Shard.Of), nil
}

// harms says whether a scenario would do to the server what no other shard would survive, as far as the file lets it.
func harms(s features.Scenario, f *file.File) bool {
	return f.Hooks != nil && slices.ContainsFunc(f.Hooks.All(), func(h file.Hook) bool {
		need := deployment.NeedHook(h.Name)
		return len(h.Command) > 0 && slices.Contains(harmsAll, need) && slices.Contains(s.Needs, need)
	})
}
