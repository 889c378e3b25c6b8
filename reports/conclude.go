package reports

import (
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

// Options are what a record's conclusion depends on besides the rules.
type Options struct {
	Strict         bool     // a broken SHOULD breaks the run, and one that is inconclusive leaves it unjudged
	Require        []string // ids, or families such as REV, that must be judged
	Interrupted    bool
	WaiverProblems []string // of Waivers.Apply, one line each
	Contradictions []string // of what was seen to what the deployment file declares, one line each
}

// Conclude judges every rule and fills the summaries, the verdict of each profile in Profiles, the problems, the run's
// verdict and its exit code, the worst of all. The run's verdict follows the exit code: a run that only a stale waiver
// fails is not conformant, while its profiles, which speak of the server alone, are.
func (r *Record) Conclude(o Options) {
	r.Judge()
	r.Strict = o.Strict
	r.Summary = summarize(r.Rules)
	r.Problems = append([]string{}, o.WaiverProblems...)
	codes := []int{exitCode(r.Rules, o.Strict)}
	if len(o.WaiverProblems) > 0 {
		codes = append(codes, ExitBroken)
	}
	if len(o.Contradictions) > 0 {
		r.Problems = append(r.Problems, o.Contradictions...)
		codes = append(codes, ExitNotJudged)
	}
	if r.Summary.judged() == 0 {
		r.Problems = append(r.Problems, "nothing was judged")
	}
	if unmet := r.unjudged(o.Require); len(unmet) > 0 {
		r.Problems = append(r.Problems, unmet...)
		codes = append(codes, ExitNotJudged)
	}
	for i := range r.Profiles {
		code := r.concludeProfile(&r.Profiles[i], o)
		codes = append(codes, code)
	}
	if o.Interrupted {
		codes = append(codes, ExitInterrupted)
	}
	r.ExitCode = worst(codes)
	r.Verdict = runVerdict(r.ExitCode)
}

func (r *Record) concludeProfile(p *Profile, o Options) int {
	rules := slices.DeleteFunc(slices.Clone(r.Rules), func(rule Rule) bool { return !slices.Contains(rule.Profiles, p.Name) })
	p.Summary = summarize(rules)
	if p.Summary.judged() == 0 && r.Summary.judged() > 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("nothing was judged in profile %s", p.Name))
	}
	code := exitCode(rules, o.Strict)
	if o.Interrupted {
		code = ExitInterrupted
	}
	p.Verdict = runVerdict(code)
	return code
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

// worst picks by the order in which the exit codes are tried, which is not their numerical one.
func worst(codes []int) int {
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

// unjudged says, a line each, which required rules were not judged. What another shard has is left to the joined record.
func (r *Record) unjudged(required []string) []string {
	var lines []string
	for _, want := range required {
		found := false
		for _, rule := range r.Rules {
			if rule.ID != want && subject(rule.ID) != want {
				continue
			}
			found = true
			if !rule.Judged {
				lines = append(lines, fmt.Sprintf("%s is required but %s: %s", rule.ID, words(rule.Verdict), rule.Reason))
			}
		}
		if !found && r.Shard == nil {
			lines = append(lines, fmt.Sprintf("%s is required but was not selected", want))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// words spells a verdict as a sentence has it.
func words[V ~string](v V) string { return strings.ReplaceAll(string(v), "-", " ") }

func summarize(rules []Rule) Summary {
	var s Summary
	for _, rule := range rules {
		s.add(rule.Verdict)
		if rule.Declared != "" {
			s.Declared++
		}
	}
	return s
}

func (s *Summary) add(v Verdict) {
	switch v {
	case Pass:
		s.Pass++
	case Fail:
		s.Fail++
	case Warn:
		s.Warn++
	case NotApplicable:
		s.NotApplicable++
	case Waived:
		s.Waived++
	default:
		s.Inconclusive++
	}
}

func (s Summary) judged() int { return s.Pass + s.Fail + s.Warn + s.Waived }
