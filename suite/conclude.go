package suite

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// conclude ends a run: the target is restored, and all that was seen of these rules is put down. planned are those of the whole run, of
// which these are a part. The error is what could not be restored.
func (r *runner) conclude(ctx context.Context, rules, planned []features.Rule) (*record.Record, error) {
	for _, run := range r.runs {
		run.review()
	}
	notRestored, o := r.close(), r.options
	result := &record.Record{
		Schema:     record.Schema,
		Tool:       record.Tool{Version: o.Version, Commit: o.Commit, RulesetDigest: o.Catalogue.Digest(), ProofDigest: Proven()},
		Deployment: r.target.Describe(),
		Started:    r.started.UTC(),
		DurationMS: milliseconds(time.Since(r.started)),
		Requests:   r.target.Requests(),
		Evidence:   o.Evidence,
		Shard:      o.Shard,
		Plan:       append([]string{}, ids(planned)...),
		Notes:      r.notes,
		Soak:       r.soaked,
	}
	for _, profile := range o.Selection.Profiles { // one that the selection leaves empty has no verdict
		if slices.ContainsFunc(planned, func(rule features.Rule) bool { return rule.In([]string{profile}) }) {
			result.Profiles = append(result.Profiles, record.Profile{Name: profile})
		}
	}
	seen := maps.Clone(r.contradictions)
	for _, rule := range rules {
		concluded, contradicted := r.rule(rule)
		result.Rules = append(result.Rules, concluded)
		maps.Copy(seen, contradicted)
	}
	o.Conclude.Require = Required(r.target, o, result.Plan)
	o.Conclude.Interrupted = ctx.Err() != nil
	o.Conclude.Unrestored = unrestored(notRestored)
	for _, declared := range slices.Sorted(maps.Keys(seen)) {
		o.Conclude.Contradictions = append(o.Conclude.Contradictions, contradiction(declared, seen[declared]))
	}
	o.Conclude.Waivers, o.Conclude.Known = o.Waivers, o.Catalogue.IDs()
	result.Conclude(o.Conclude)
	return result, notRestored
}

// unrestored lists what could not be put back, for the record.
func unrestored(left error) (lines []string) {
	if left == nil {
		return nil
	}
	for line := range strings.SplitSeq(left.Error(), "\n") {
		lines = append(lines, wording.OneLine(line)+"; `revokespec restore` tries again")
	}
	return lines
}
