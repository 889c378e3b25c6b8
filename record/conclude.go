package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The exit codes of a run. ExitUsage is found before the first request and never concluded from a record.
const (
	ExitConformant  = 0
	ExitBroken      = 1
	ExitUsage       = 2
	ExitNotJudged   = 3
	ExitInterrupted = 130
)

// Options are what a record's conclusion depends on besides the rules. The record keeps all of it, so that whoever reads it
// can conclude again.
type Options struct {
	Strict         bool     // a broken SHOULD breaks the run, and one that is inconclusive leaves it unjudged
	Require        []string // ids, or families such as REV, that must be judged
	Interrupted    bool
	Waivers        *Waivers     // nil: those of the rules stay
	Known          []string     // ids of all rules there are, which a waiver may name
	WaiverProblems []RunFinding // of a record that was concluded before
	Contradictions []string     // of what was seen to what the deployment file declares, one line each
	Unrestored     []string     // what the run changed and could not put back, one line each
}

// Conclude judges every rule and fills the summaries, the verdict of each profile in Profiles, the findings, the run's verdict
// and its exit code. The verdict speaks about the server and the exit code about the run: they differ where only a waiver is
// out of date, or something could not be put back, which says nothing of a server that broke no rule.
func (r *Record) Conclude(o Options) {
	r.Judge()
	if o.Waivers != nil {
		problems, notes := o.Waivers.apply(r, o)
		o.WaiverProblems, r.Notes = append(o.WaiverProblems, problems...), append(notes, r.Notes...)
	}
	r.Strict, r.Required = o.Strict, slices.Clone(o.Require)
	r.Summary = summarize(r.Rules)
	r.Findings = slices.Clone(o.WaiverProblems)
	for _, line := range o.Contradictions {
		r.Findings = append(r.Findings, RunFinding{Kind: Contradiction, Text: line})
	}
	for _, line := range o.Unrestored {
		r.Findings = append(r.Findings, RunFinding{Kind: NotRestored, Text: line})
	}
	if r.Summary.judged() == 0 {
		r.Findings = append(r.Findings, RunFinding{Kind: NothingJudged, Text: "nothing was judged"})
	}
	r.Findings = append(r.Findings, r.requiredUnjudged(o.Require)...)
	codes := []int{exitCode(r.Rules, o.Strict)}
	for i := range r.Profiles {
		codes = append(codes, r.concludeProfile(&r.Profiles[i], o))
	}
	codes = append(codes, interrupted(o))
	r.Problems = nil
	run := slices.Clone(codes)
	for _, f := range r.Findings {
		r.Problems = append(r.Problems, f.Text)
		run = append(run, f.exitCode())
		if f.unjudges() {
			codes = append(codes, f.exitCode())
		}
	}
	r.Verdict, r.ExitCode = runVerdict(worstExitCode(codes)), worstExitCode(run)
}

func (r *Record) concludeProfile(p *Profile, o Options) int {
	rules := slices.DeleteFunc(slices.Clone(r.Rules), func(rule Rule) bool { return !slices.Contains(rule.Profiles, p.Name) })
	p.Summary = summarize(rules)
	if r.Shard != nil && p.Summary.judged() == 0 { // the other shards have it
		p.Verdict = runVerdict(cmp.Or(interrupted(o), ExitNotJudged))
		return ExitConformant
	}
	if p.Summary.judged() == 0 && r.Summary.judged() > 0 {
		r.Findings = append(r.Findings, RunFinding{Kind: NothingJudged, Text: fmt.Sprintf("nothing was judged in profile %s", p.Name)})
	}
	code := exitCode(rules, o.Strict)
	lacks := func(f RunFinding) bool {
		return f.Kind == RequiredUnjudged && slices.ContainsFunc(rules, func(rule Rule) bool { return rule.ID == f.Rule })
	}
	if code == ExitConformant && slices.ContainsFunc(r.Findings, lacks) {
		code = ExitNotJudged
	}
	code = cmp.Or(interrupted(o), code)
	p.Verdict = runVerdict(code)
	return code
}

// interrupted is the exit code of a run that was interrupted, and 0 of any other.
func interrupted(o Options) int {
	if o.Interrupted {
		return ExitInterrupted
	}
	return 0
}

// exitCode is what these rules alone amount to.
func exitCode(rules []Rule, strict bool) int {
	code, seen := ExitConformant, summarize(rules).judged()
	if seen == 0 {
		code = ExitNotJudged
	}
	for _, rule := range rules {
		binding := strict || rule.Level != Should
		switch {
		case rule.Verdict == Fail, rule.Verdict == Warn && strict:
			return ExitBroken
		case rule.Verdict == Inconclusive && binding:
			code = ExitNotJudged
		}
	}
	return code
}

// worstExitCode picks by the order in which the exit codes are tried, which is not their numerical one.
func worstExitCode(codes []int) int {
	for _, c := range []int{ExitInterrupted, ExitBroken, ExitNotJudged} {
		if slices.Contains(codes, c) {
			return c
		}
	}
	return ExitConformant
}

func runVerdict(exitCode int) RunVerdict {
	switch exitCode {
	case ExitConformant:
		return Conformant
	case ExitBroken:
		return NotConformant
	case ExitInterrupted:
		return Interrupted
	}
	return NotJudged
}

// requiredUnjudged says which required rules were not judged.
func (r *Record) requiredUnjudged(required []string) []RunFinding {
	var found []RunFinding
	for _, want := range required {
		selected := false
		for _, rule := range r.Rules {
			if rule.ID != want && Family(rule.ID) != want {
				continue
			}
			selected = true
			if !rule.Judged {
				found = append(found, RunFinding{Kind: RequiredUnjudged, Rule: rule.ID, Text: fmt.Sprintf("%s is required but %s: %s", rule.ID, InWords(rule.Verdict), rule.Reason)})
			}
		}
		if !selected && !r.elsewhere(want) {
			found = append(found, RunFinding{Kind: RequiredUnjudged, Rule: want, Text: fmt.Sprintf("%s is required but was not selected", want)})
		}
	}
	slices.SortFunc(found, func(a, b RunFinding) int { return strings.Compare(a.Text, b.Text) })
	return slices.Compact(found)
}

// InWords spells a verdict as a sentence has it.
func InWords[V ~string](v V) string { return strings.ReplaceAll(string(v), "-", " ") }
