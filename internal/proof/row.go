package proof

import (
	"fmt"
	"maps"
	"slices"

	"github.com/revokespec/revokespec/record"
)

// mostFollowing bounds the rules that may fail along with a deviation's own: a cruder one proves nothing.
const mostFollowing = 5

// Row is what became of the rules on one server.
type Row struct {
	Deviation string            `json:"deviation"` // "" = none: every rule must hold
	Dialect   string            `json:"dialect"`
	Rule      string            `json:"rule"` // that the deviation breaks
	Sentence  string            `json:"sentence"`
	Follows   map[string]string `json:"follows"` // rules that must fail along with it, and why
	Killed    bool              `json:"killed"`  // its rule failed, at a Then
	// Verdicts are those of the rules that did not pass, by id.
	Verdicts map[string]record.Verdict `json:"verdicts"`
	Findings []string                  `json:"findings"` // what is wrong with the row
}

func newRow(t trial, result *record.Record) Row {
	row := Row{Dialect: t.dialect, Follows: map[string]string{}, Verdicts: map[string]record.Verdict{}, Findings: []string{}}
	if d := t.deviation; d != nil {
		row.Deviation, row.Rule, row.Sentence = d.Name, d.Rule, d.Sentence
		maps.Copy(row.Follows, d.Follows)
	}
	for _, r := range result.Rules {
		if r.Verdict != record.Pass {
			row.Verdicts[r.ID] = r.Verdict
		}
		if r.ID == row.Rule {
			row.Killed = broken(r.Verdict) && failsAtThen(r)
		}
	}
	row.judge(result)
	return row
}

// judge finds what is wrong: a deviation that survives, a rule that is blamed without reason or not blamed where it must
// be, and a rule that leaves its finding to another one, which found nothing.
func (r *Row) judge(result *record.Record) {
	say := func(format string, args ...any) { r.Findings = append(r.Findings, fmt.Sprintf(format, args...)) }
	if len(r.Follows) > mostFollowing {
		say("%d rules follow from it: more than %d prove nothing", len(r.Follows), mostFollowing)
	}
	if own := func(rule record.Rule) bool { return rule.ID == r.Rule }; r.Deviation != "" && !slices.ContainsFunc(result.Rules, own) {
		say("survives: %s was not judged", r.Rule)
	}
	for _, rule := range result.Rules {
		_, follows := r.Follows[rule.ID]
		switch {
		case rule.ID == r.Rule && !broken(rule.Verdict):
			say("survives: %s is %s %s", rule.ID, rule.Verdict, rule.Reason)
		case rule.ID == r.Rule && !r.Killed:
			say("%s fails at no Then: %s", rule.ID, rule.Reason)
		case rule.ID == r.Rule:
		case follows && !broken(rule.Verdict):
			say("%s does not follow, it is %s %s", rule.ID, rule.Verdict, rule.Reason)
		case !follows && broken(rule.Verdict):
			say("%s fails, which does not follow: %s", rule.ID, rule.Reason)
		case r.Deviation == "" && rule.Verdict != record.Pass:
			say("without a deviation %s is %s: %s", rule.ID, rule.Verdict, rule.Reason)
		}
	}
	r.judgeOwners(result, say)
}

func (r *Row) judgeOwners(result *record.Record, say func(string, ...any)) {
	for _, rule := range result.Rules {
		finding := rule.Finding()
		if rule.Verdict != record.Inconclusive || finding.Step == nil || finding.Step.LeftTo == "" {
			continue
		}
		judge := finding.Step.LeftTo
		if judged := slices.ContainsFunc(result.Rules, func(o record.Rule) bool { return o.ID == judge }); judged && r.Verdicts[judge] == "" {
			say("%s leaves to %s what that did not find: %s", rule.ID, judge, rule.Reason)
		}
	}
}

func broken(v record.Verdict) bool { return v == record.Fail || v == record.Warn }

// failsAtThen says whether the first step of some scenario that failed is a Then, and not a set-up or a control.
func failsAtThen(r record.Rule) bool {
	return slices.ContainsFunc(r.Scenarios, func(s record.Scenario) bool {
		keyword := ""
		for _, step := range s.Steps {
			if step.Keyword != "And" {
				keyword = step.Keyword
			}
			if broken(step.Verdict) {
				return keyword == "Then"
			}
		}
		return false
	})
}
