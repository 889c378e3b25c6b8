package record

import (
	"fmt"
	"strings"
)

// Summary counts rules by verdict.
type Summary struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Warn          int `json:"warn"`
	Inconclusive  int `json:"inconclusive"`
	NotApplicable int `json:"not_applicable"`
	Waived        int `json:"waived"`
	Declared      int `json:"declared,omitempty"` // of those not applicable: by the vendor's declaration
}

func summarize(rules []Rule) Summary {
	var s Summary
	for _, rule := range rules {
		s.Add(rule.Verdict)
		if rule.Declared != "" {
			s.Declared++
		}
	}
	return s
}

// of is the count of a verdict; of one that there is not, that of inconclusive.
func (s *Summary) of(v Verdict) *int {
	switch v {
	case Pass:
		return &s.Pass
	case Fail:
		return &s.Fail
	case Warn:
		return &s.Warn
	case NotApplicable:
		return &s.NotApplicable
	case Waived:
		return &s.Waived
	}
	return &s.Inconclusive
}

// Add counts one more rule.
func (s *Summary) Add(v Verdict) { *s.of(v)++ }

// Count is the number of rules with a verdict.
func (s Summary) Count(v Verdict) int { return *s.of(v) }

func (s Summary) judged() int { return s.Pass + s.Fail + s.Warn + s.Waived }

// Total is the number of rules counted.
func (s Summary) Total() int { return s.judged() + s.Inconclusive + s.NotApplicable }

// Alarms are the verdicts worth a look before the run has ended.
func (s Summary) Alarms() string {
	seen := Summary{Fail: s.Fail, Warn: s.Warn, Inconclusive: s.Inconclusive}
	if seen.Total() == 0 {
		return ""
	}
	return " " + seen.String()
}

// Counts says what every last line says: how many rules were judged and how many were not applicable.
func (s Summary) Counts() string {
	counts := fmt.Sprintf("%d judged, %d not applicable", s.judged(), s.NotApplicable)
	if s.Declared > 0 {
		counts += fmt.Sprintf(" (%d by the vendor's declaration)", s.Declared)
	}
	return counts
}

// String lists the verdicts that occur, the worst first.
func (s Summary) String() string {
	var parts []string
	for _, v := range []Verdict{Fail, Warn, Inconclusive, Waived, Pass, NotApplicable} {
		if count := s.Count(v); count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count, InWords(v)))
		}
	}
	if len(parts) == 0 {
		return "no rules"
	}
	return strings.Join(parts, ", ")
}
