package suite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/features"
)

// Selection says which rules a run takes.
type Selection struct {
	Profiles []string // those whose rules are wanted
	Rules    []string // ids or families; empty = all
	Skip     []string // ids or families
	Tags     string   // godog's syntax: && , ~
	// Takes narrows the rest to scenarios that it says yes to, by their ids; nil takes all.
	Takes func(scenario string) bool
}

// unit is what can be run by itself: a scenario, or an outline with its rows.
type unit struct {
	rule      features.Rule
	scenarios []features.Scenario // the selected rows
	text      []byte
}

// find gives a row of an outline by its name; godog runs all rows, also those that are not selected.
func (u unit) find(name string) (features.Rule, features.Scenario, bool) {
	for _, s := range u.scenarios {
		if s.Name == name {
			return u.rule, s, true
		}
	}
	return features.Rule{}, features.Scenario{}, false
}

// plan is the selected rules, in catalogue order, and when their units run.
type plan struct {
	rules []features.Rule // that this run judges
	whole []features.Rule // the same, but where the run is one shard of several
	schedule
}

// makePlan selects the rules, takes this run's share of them, and arranges their scenarios for the target.
func makePlan(target Target, o Options) (*plan, error) {
	chosen, err := choose(o.Catalogue, o.Selection)
	if err != nil {
		return nil, err
	}
	part, err := shardOf(chosen, o.Selection.Profiles, o.Shard)
	if err != nil {
		return nil, err
	}
	var all []unit
	for _, r := range part {
		all = append(all, units(o.Catalogue, r)...)
	}
	return &plan{rules: part, whole: chosen, schedule: newSchedule(all, target, o)}, nil
}

// Plan gives the ids of the rules that a run judges, or what is wrong with its selection, without running anything.
func Plan(o Options) ([]string, error) {
	rules, err := choose(o.Catalogue, o.Selection)
	if err != nil {
		return nil, err
	}
	rules, err = shardOf(rules, o.Selection.Profiles, o.Shard)
	return ids(rules), err
}

func ids(rules []features.Rule) (ids []string) {
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	return ids
}

// choose filters rules and, within them, scenarios. A name that fits no rule is an error, and so is an empty choice.
func choose(c *features.Catalogue, s Selection) ([]features.Rule, error) {
	for _, names := range [][]string{s.Rules, s.Skip} {
		if err := Known(c, names); err != nil {
			return nil, err
		}
	}
	fits, err := parseTags(s.Tags)
	if err != nil {
		return nil, err
	}
	var chosen []features.Rule
	for _, r := range c.Rules {
		if !r.In(s.Profiles) || len(s.Rules) > 0 && !isNamed(r, s.Rules) || isNamed(r, s.Skip) {
			continue
		}
		r.Scenarios = slices.DeleteFunc(slices.Clone(r.Scenarios), func(sc features.Scenario) bool {
			return !sc.In(s.Profiles) || !fits(sc.Tags) || s.Takes != nil && !s.Takes(sc.ID())
		})
		if len(r.Scenarios) > 0 {
			chosen = append(chosen, r)
		}
	}
	if len(chosen) == 0 {
		return nil, &Empty{Selection: s, elsewhere: otherProfiles(c, s)}
	}
	return chosen, nil
}

// Empty says that a selection fits nothing, which is never a green run.
type Empty struct {
	Selection Selection

	elsewhere string // in which profiles the rules are that were named
}

func (e *Empty) Error() string {
	var parts []string
	for _, p := range []struct{ flag, value string }{
		{"--profile", strings.Join(e.Selection.Profiles, ",")}, {"--rule", strings.Join(e.Selection.Rules, ",")},
		{"--skip", strings.Join(e.Selection.Skip, ",")}, {"--tags", e.Selection.Tags},
	} {
		if p.value != "" {
			parts = append(parts, p.flag+" "+p.value)
		}
	}
	return "nothing is selected by " + strings.Join(parts, " ") + e.elsewhere + "; `revokespec rules` lists ids, profiles and tags"
}

// otherProfiles says where the rules are that were named, where they are in none of the profiles.
func otherProfiles(c *features.Catalogue, s Selection) string {
	for _, r := range c.Rules {
		if isNamed(r, s.Rules) && !r.In(s.Profiles) {
			return fmt.Sprintf(" (%s is a rule of --profile %s)", r.ID, strings.Join(r.Profiles, ","))
		}
	}
	return ""
}

func isNamed(r features.Rule, names []string) bool {
	return slices.Contains(names, r.ID) || slices.Contains(names, r.Family())
}

// Known refuses names that are neither an id nor a family of the catalogue.
func Known(c *features.Catalogue, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(c.Rules, func(r features.Rule) bool { return isNamed(r, []string{name}) }) {
			return fmt.Errorf("no rule or family is called %q%s; `revokespec rules` lists them", name, nearest(c, name))
		}
	}
	return nil
}

// KnownProfiles refuses names of profiles that there are not.
func KnownProfiles(names []string) error {
	for _, name := range names {
		if !slices.Contains(features.Profiles(), name) {
			return fmt.Errorf("no profile is called %q; there are %s", name, strings.Join(features.Profiles(), ", "))
		}
	}
	return nil
}

// units cuts a rule into scenarios and outlines.
func units(c *features.Catalogue, r features.Rule) []unit {
	var all []unit
	for _, s := range r.Scenarios {
		last := len(all) - 1
		if last >= 0 && all[last].scenarios[0].Block == s.Block {
			all[last].scenarios = append(all[last].scenarios, s)
			continue
		}
		all = append(all, unit{rule: r, scenarios: []features.Scenario{s}, text: c.Extract(s)})
	}
	return all
}
