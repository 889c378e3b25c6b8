package features

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Levels of a rule, after RFC 2119: a broken MUST fails a run, a broken SHOULD warns.
const (
	Must   = "must"
	Should = "should"
)

// Profiles are the sets of rules that a run may take: Auth0's documents, RFC 7009 with its neighbours, and the best current
// practice of RFC 9700.
func Profiles() []string { return []string{"auth0", "rfc7009", "bcp"} }

// Rule is one documented requirement with the scenarios that judge it.
type Rule struct {
	ID        string   // "REV-03"; of a user's untagged rule "FILE:LINE"
	Title     string   // the requirement, in one sentence
	Level     string   // Must or Should
	Profiles  []string // in the order of Profiles; none for a user's own rule, which belongs to every run
	Source    string   // document and section
	Judges    []string // what a server does that other rules take for granted, and leave to this one
	Location  string   // "FILE:LINE"
	Scenarios []Scenario

	file string
	line int
}

// Scenario is one scenario, or one row of an outline.
type Scenario struct {
	Rule     string // the id of its rule
	Name     string
	File     string // the feature file, as it was read
	Line     int    // of the scenario, or of the row
	Block    int    // of the scenario or outline: what can be run by itself
	Tags     []string
	Profiles []string
	Needs    []string // capabilities, without the "@needs-"
	Setting  string   // "on", "off", "changed", or "" when it does not matter
	Clock    bool     // the clock is moved far
	Steps    []Step
	Closing  int // how many of the last steps are closing controls, which the file does not hold
}

// Step is one line of a scenario, backgrounds included.
type Step struct {
	Keyword string // Given, When, Then, And, But
	Text    string
	Table   [][]string // by rows; nil for none
}

// ID tells the scenario from those of all rules, in every run: a rule has no two of one name.
func (s Scenario) ID() string { return s.Rule + " " + s.Name }

// Location is where a person finds the scenario.
func (s Scenario) Location() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// In tells whether the rule belongs to one of the profiles. A rule without profiles belongs to all.
func (r Rule) In(profiles []string) bool { return meets(r.Profiles, profiles) }

// In tells whether the scenario belongs to one of the profiles.
func (s Scenario) In(profiles []string) bool { return meets(s.Profiles, profiles) }

// Family is the part of the id before the number: "REV" of "REV-03".
func (r Rule) Family() string {
	family, _, _ := strings.Cut(r.ID, "-")
	return family
}

func meets(own, asked []string) bool {
	if len(own) == 0 {
		return true
	}
	return slices.ContainsFunc(own, func(p string) bool { return slices.Contains(asked, p) })
}

// families gives the order of the catalogue; a family that is not named comes last.
var families = []string{"REV", "GRT", "SET", "DEV", "RTM", "DSH", "ROT", "COD", "DFL", "PRP", "LIF", "HKS"}

// compare orders rules as the catalogue lists them: by family, then by number; a user's own rules follow by place.
func compare(a, b Rule) int {
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	if rank(a) < len(families) {
		return strings.Compare(a.ID, b.ID)
	}
	return cmp.Or(strings.Compare(a.file, b.file), a.line-b.line)
}

func rank(r Rule) int {
	if i := slices.Index(families, r.Family()); i >= 0 {
		return i
	}
	return len(families)
}
