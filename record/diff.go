package record

import (
	"fmt"
	"slices"
	"strings"
)

// Change is how one rule differs between two runs. Old or New is "" where that run has no such rule.
type Change struct {
	ID, Title            string
	Old, New             Verdict
	OldReason, NewReason string
}

// Difference is what changed from one run to the next. Rules are in catalogue order.
type Difference struct {
	Regressions  []Change // newly broken (a SHOULD too, unless waived), or judged before and not any more
	Improvements []Change // holds now, and was broken or not judged before
	Added        []Change // only in the new run, and not broken there
	Removed      []Change // only in the old run, where it was not judged
	Others       []Change // another verdict that is neither, such as a fail that is waived now
	Reasons      []Change // the same verdict for another reason
	Says         []string // how the run as a whole came out otherwise, a line or none
	Notes        []string // what makes the two runs hard to compare, one line each
}

// Diff compares two runs. Durations, counts of requests and evidence do not matter, so two runs of the same thing do
// not differ.
func Diff(old, new *Record) Difference {
	d := Difference{Notes: incomparable(old, new)}
	if was, is := old.Says(), new.Says(); was != is {
		d.Says = []string{fmt.Sprintf("was %q, is %q", was, is)}
	}
	before := map[string]Rule{}
	for _, rule := range old.Rules {
		before[rule.ID] = rule
	}
	for _, rule := range new.Rules {
		was := before[rule.ID]
		delete(before, rule.ID)
		d.sort(Change{rule.ID, rule.Title, was.Verdict, rule.Verdict, was.Reason, rule.Reason})
	}
	for _, rule := range old.Rules {
		if _, gone := before[rule.ID]; gone {
			d.sort(Change{rule.ID, rule.Title, rule.Verdict, "", rule.Reason, ""})
		}
	}
	return d
}

func (d *Difference) sort(c Change) {
	switch {
	case c.regression():
		d.Regressions = append(d.Regressions, c)
	case c.Old == "":
		d.Added = append(d.Added, c)
	case c.New == "":
		d.Removed = append(d.Removed, c)
	case c.New == Pass && c.Old != Pass:
		d.Improvements = append(d.Improvements, c)
	case c.Old != c.New:
		d.Others = append(d.Others, c)
	case c.OldReason != c.NewReason:
		d.Reasons = append(d.Reasons, c)
	}
}

func (c Change) regression() bool {
	newlyFails := c.New == Fail && c.Old != Fail
	newlyWarns := c.New == Warn && !c.Old.broken()
	lost := c.Old.judged() && !c.New.judged()
	return newlyFails || newlyWarns || lost
}

// incomparable says what differs besides the rules. The issuer is not compared: on loopback its port changes each time.
func incomparable(old, new *Record) []string {
	var notes []string
	differs := func(what, a, b string) {
		if a != b {
			notes = append(notes, fmt.Sprintf("%s: was %q, is %q", what, a, b))
		}
	}
	differs("deployment", old.Deployment.Name, new.Deployment.Name)
	differs("judged", mockOrServer(old), mockOrServer(new))
	differs("set of rules", old.Tool.RulesetDigest, new.Tool.RulesetDigest)
	differs("profiles", profileNames(old), profileNames(new))
	differs("part of the run", partOf(old), partOf(new))
	return notes
}

func mockOrServer(r *Record) string {
	if r.Deployment.Mock {
		return "revokespec's own mock"
	}
	return "a server"
}

func partOf(r *Record) string {
	if r.Shard == nil {
		return "all of it"
	}
	return r.Shard.String()
}

func profileNames(r *Record) string {
	var names []string
	for _, p := range r.Profiles {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

// Empty says that nothing differs, not even the circumstances.
func (d Difference) Empty() bool {
	return len(d.Regressions)+len(d.Improvements)+len(d.Added)+len(d.Removed)+len(d.Others)+len(d.Reasons)+len(d.Says)+len(d.Notes) == 0
}

// ExitCode is 1 when anything regressed, else 0.
func (d Difference) ExitCode() int {
	if len(d.Regressions) > 0 {
		return ExitBroken
	}
	return ExitConformant
}

// String is the change in one line.
func (c Change) String() string {
	if c.Old == c.New {
		return fmt.Sprintf("%s %s: %s; before: %s", c.ID, c.New, c.NewReason, c.OldReason)
	}
	reason := c.NewReason
	if c.New == "" || c.New == Pass { // what is gone is more telling
		reason = c.OldReason
	}
	line := fmt.Sprintf("%s %s -> %s", c.ID, orAbsent(c.Old), orAbsent(c.New))
	if reason == "" {
		reason = c.Title
	}
	return line + ": " + reason
}

func orAbsent(v Verdict) string {
	if v == "" {
		return "absent"
	}
	return string(v)
}
