package reports

import (
	"fmt"
	"strings"

	"github.com/revokespec/revokespec/record"
)

// reasonsFor says in a sentence or two, for people, why a run came out as it did.
func reasonsFor(r *record.Record) string {
	s := r.Summary
	var parts []string
	add := func(count int, one, many string) {
		switch {
		case count == 1:
			parts = append(parts, "One "+one+".")
		case count > 1:
			parts = append(parts, fmt.Sprintf("%d %s.", count, many))
		}
	}
	switch r.Verdict {
	case record.Conformant:
		text := "Every rule that must hold, and could be judged here, was seen to hold."
		if s.Waived > 0 {
			text = "Every other rule that must hold, and could be judged here, was seen to hold."
		}
		parts = append(parts, text)
		add(s.Waived, "rule is broken, and accepted for a time by a waiver", "rules are broken, and accepted for a time by waivers")
	case record.Interrupted:
		parts = append(parts, "The run was stopped before it was complete: what it has not judged may still be broken.")
	case record.NotJudged:
		parts = append(parts, "Too little could be observed to say whether the rules hold.")
	}
	add(s.Fail, "rule that must hold is broken", "rules that must hold are broken")
	add(s.Warn, "recommendation is not followed", "recommendations are not followed")
	if r.Verdict == record.NotConformant && s.Fail == 0 && s.Warn > 0 {
		parts = append(parts, "The run was strict, so this fails it.")
	}
	add(s.Inconclusive, "rule could not be judged", "rules could not be judged")
	if r.OnlyWaiversFail() {
		parts = append(parts, "The run failed all the same: a waiver is out of date.")
	}
	add(len(r.Problems), "problem of the run itself is listed below", "problems of the run itself are listed below")
	return strings.Join(parts, " ")
}
