package suite

import (
	"errors"
	"slices"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/steps"
)

// Able tells what a deployment has; a Target does.
type Able interface {
	// Missing returns "" when there is a capability, else what is missing and how to give it.
	Missing(need string) string
	// Declared is the vendor's choice, as the file declares it, for which a need is not met; "" where that is not the reason.
	Declared(need string) string
	// Tried says whether what a declaration excludes is run all the same.
	Tried(need string) bool
	// Possible says why a lease can never be had, as a *deployment.NotApplicable; nil where it can.
	Possible(w deployment.Want) error
}

// Lack is one thing for which a scenario cannot be judged.
type Lack struct {
	Need     string // "" for a lease that can never be had
	Reason   string // what is missing, and the key that gives it
	Declared string // the vendor's choice for which it is; "" for none
	Tried    bool   // the scenario is run all the same, to see whether the declaration is true
	Hinders  bool   // the scenario is run, and will be inconclusive
	May      bool   // that depends on chance
}

// Seen tells what was looked at before a run; doctor does.
type Seen interface {
	// See returns what was seen of a condition; false: it was not looked at.
	See(c steps.Condition) (steps.Sight, bool)
	Clients() file.Clients
}

// Lacks lists what a scenario lacks at a deployment: what is known before anything of it is sent and, where a deployment was looked at
// before, the first thing that was seen to keep the scenario from a verdict. It is the one answer that a run, its estimate and doctor
// give; empty: it will be run, and judged.
func Lacks(d Able, s features.Scenario, seen Seen) (lacks []Lack) {
	for _, need := range s.Needs {
		if reason := d.Missing(need); reason != "" {
			declared := d.Declared(need)
			lacks = append(lacks, Lack{Need: need, Reason: reason, Declared: declared, Tried: declared != "" && d.Tried(need)})
		}
	}
	if err := d.Possible(wantOf("", s)); err != nil && isRun(lacks) {
		lacks = append(lacks, Lack{Reason: err.Error()})
	}
	if seen != nil && len(lacks) == 0 {
		lacks = unmetConditions(s, seen)
	}
	return lacks
}

// unmetConditions is the condition at which a scenario ends: the first that does not hold, or else one that may not.
func unmetConditions(s features.Scenario, seen Seen) (may []Lack) {
	for _, c := range conditions(s, seen.Clients()) {
		sight, looked := seen.See(c)
		if !looked {
			continue
		}
		err := c.Unmet(sight)
		if err != nil && c.Judged {
			return may
		}
		var missing *steps.NotApplicable
		switch {
		case err == nil:
		case sight.May:
			may = []Lack{{Reason: err.Error(), Hinders: true, May: true}}
		default:
			return []Lack{{Reason: err.Error(), Hinders: !errors.As(err, &missing)}}
		}
	}
	return may
}

// conditions are what a scenario needs of a server with such applications.
func conditions(s features.Scenario, clients file.Clients) []steps.Condition {
	var lines []steps.Line
	for _, step := range s.Steps {
		lines = append(lines, steps.Line{Text: step.Text, Table: step.Table})
	}
	return steps.Conditions(lines, s.Needs, clients)
}

// isRun says whether a scenario is run in spite of what it lacks.
func isRun(lacks []Lack) bool {
	return !slices.ContainsFunc(lacks, func(l Lack) bool { return !l.Tried })
}

// wantOf is what a scenario has to be lent.
func wantOf(name string, s features.Scenario) deployment.Want {
	want := deployment.Want{Scenario: name, Users: 1, Setting: file.Setting(s.Setting), Clock: s.Clock}
	if slices.Contains(s.Needs, "second-user") {
		want.Users = 2
	}
	want.Alone = needsAny(s, harmsAll)
	return want
}
