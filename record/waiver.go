package record

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/revokespec/revokespec/internal/closest"
)

// apply turns the broken rules that a waiver names into waived ones: those that fail, and under strict those that warn. It returns
// the problems that fail a run: a waiver that has expired (the day after its date, UTC), that names no rule there is, or whose rule
// holds; and notes on what changed nothing.
func (w *Waivers) apply(r *Record, o Options) (problems []RunFinding, notes []string) {
	for i := range r.Rules {
		r.Rules[i].Waiver = nil
	}
	r.Judge()
	for _, entry := range w.entries {
		kind, problem, note := entry.apply(r, o)
		if problem != "" {
			problems = append(problems, RunFinding{Kind: kind, Rule: entry.Rule, Text: fmt.Sprintf("%s: the waiver of %s %s", entry.place, entry.Rule, problem)})
		}
		if note != "" {
			notes = append(notes, fmt.Sprintf("%s: the waiver of %s has no effect: %s", entry.place, entry.Rule, note))
		}
	}
	return problems, notes
}

func (e waiverEntry) apply(r *Record, o Options) (kind FindingKind, problem, note string) {
	at := slices.IndexFunc(r.Rules, func(rule Rule) bool { return rule.ID == e.Rule })
	switch {
	case at < 0 && !slices.Contains(o.Known, e.Rule):
		return UnknownWaiver, "names no rule: correct the id, or remove it" + e.similar(o.Known), ""
	case !e.holds(r.Started):
		return ExpiredWaiver, fmt.Sprintf("expired on %s: mend the rule, or agree on a new date", e.Expires), ""
	case r.elsewhere(e.Rule):
		return "", "", ""
	case at < 0:
		return "", "", "the rule was not selected"
	}
	rule := &r.Rules[at]
	switch {
	case rule.Verdict == Pass:
		return StaleWaiver, "is stale: the rule holds; remove it", ""
	case rule.Verdict == Fail, rule.Verdict == Warn && o.Strict:
		rule.Waiver = &e.Waiver
		rule.judge()
		return "", "", ""
	case rule.Verdict == Warn:
		return "", "", "the rule is a SHOULD, which only warns without --strict"
	}
	return "", "", "the rule is " + InWords(rule.Verdict)
}

func (e waiverEntry) similar(known []string) string {
	if len(known) == 0 {
		return ""
	}
	nearest, _ := closest.Of(e.Rule, known)
	return fmt.Sprintf(" (the nearest is %s)", nearest)
}

// waiverDays is how long a waiver that the tool proposes holds: long enough to mend a server, short enough to be asked again.
const waiverDays = 30

// plainScalar is what YAML takes for text without quotes, which true and null are not.
var plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./:-]*[0-9]$`)

// PasteReady is the line of a waivers file for a rule, valid for thirty days from a day on. Owner and reason are left
// to a person: ReadWaivers refuses the placeholders.
func PasteReady(ruleID string, from time.Time) string {
	if !plainScalar.MatchString(ruleID) {
		ruleID = strconv.Quote(ruleID)
	}
	return fmt.Sprintf("- {rule: %s, owner: %s, reason: %s, expires: %s}",
		ruleID, placeholder, placeholder, from.UTC().AddDate(0, 0, waiverDays).Format(time.DateOnly))
}
