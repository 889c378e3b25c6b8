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

// Count is the number of rules with a verdict.
func (s Summary) Count(v Verdict) int {
	return map[Verdict]int{Pass: s.Pass, Fail: s.Fail, Warn: s.Warn, Inconclusive: s.Inconclusive, Waived: s.Waived, NotApplicable: s.NotApplicable}[v]
}

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
	for _, c := range []struct {
		count int
		word  string
	}{
		{s.Fail, "fail"}, {s.Warn, "warn"}, {s.Inconclusive, "inconclusive"}, {s.Waived, "waived"}, {s.Pass, "pass"}, {s.NotApplicable, "not applicable"},
	} {
		if c.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.count, c.word))
		}
	}
	if len(parts) == 0 {
		return "no rules"
	}
	return strings.Join(parts, ", ")
}
