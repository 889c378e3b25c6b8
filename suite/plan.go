package suite

import (
	"fmt"
	"math/rand/v2"
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
	// Takes narrows the rest to scenarios that it says yes to, by what they are Called; nil takes all.
	Takes func(scenario string) bool
}

// Called is what a scenario is called among those of all rules.
func Called(r features.Rule, s features.Scenario) string { return r.ID + " " + s.Name }

// unit is what can be run by itself: a scenario, or an outline with its rows.
type unit struct {
	rule      features.Rule
	scenarios []features.Scenario // the selected rows
	text      []byte
}

// plan is the selected rules, in catalogue order, and their units in phases. A phase is over before the next begins.
type plan struct {
	rules  []features.Rule
	phases [][]unit
}

// makePlan selects the rules, and orders their scenarios so that the tenant setting changes as seldom as can be: first
// those that want it off or do not care, then those that want it on, then those that run one at a time.
func makePlan(c *features.Catalogue, s Selection, random *rand.Rand) (*plan, error) {
	chosen, err := choose(c, s)
	if err != nil {
		return nil, err
	}
	p := &plan{rules: chosen, phases: make([][]unit, 3)}
	for _, r := range chosen {
		for _, u := range units(c, r) {
			i := phase(u.scenarios[0])
			p.phases[i] = append(p.phases[i], u)
		}
	}
	for _, units := range p.phases {
		random.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
		slices.SortStableFunc(units, func(a, b unit) int { return settled(a) - settled(b) })
	}
	return p, nil
}

// Plan gives the ids that a selection takes, or what is wrong with it, without running anything.
func Plan(c *features.Catalogue, s Selection) ([]string, error) {
	rules, err := choose(c, s)
	if err != nil {
		return nil, err
	}
	var chosen []string
	for _, r := range rules {
		chosen = append(chosen, r.ID)
	}
	return chosen, nil
}

// alone are the needs of scenarios that run one at a time: those that may move a clock which all share, and those about a
// second user. A server that ends other users' tokens would end those of the scenarios beside it, and of it: then nobody's
// could be told from its own.
var alone = []string{"control", "leeway", "lifetimes", "second-user"}

func phase(s features.Scenario) int {
	switch {
	case s.Setting == "changed", slices.ContainsFunc(s.Needs, func(need string) bool { return slices.Contains(alone, need) }), s.Clock:
		return 2
	case s.Setting == "on":
		return 1
	}
	return 0
}

// settled orders units by the setting that they want. Those that do not care come after those that want it off: with it on, the
// end of a grant would hide what a rule about one token looks for.
func settled(u unit) int {
	return slices.Index([]string{"off", "", "on", "changed"}, u.scenarios[0].Setting)
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
		if !r.In(s.Profiles) || len(s.Rules) > 0 && !named(r, s.Rules) || named(r, s.Skip) {
			continue
		}
		r.Scenarios = slices.DeleteFunc(slices.Clone(r.Scenarios), func(sc features.Scenario) bool {
			return !sc.In(s.Profiles) || !fits(sc.Tags) || s.Takes != nil && !s.Takes(Called(r, sc))
		})
		if len(r.Scenarios) > 0 {
			chosen = append(chosen, r)
		}
	}
	if len(chosen) == 0 {
		return nil, &Empty{Selection: s}
	}
	return chosen, nil
}

// Empty says that a selection fits nothing, which is never a green run.
type Empty struct{ Selection Selection }

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
	return "nothing is selected by " + strings.Join(parts, " ") + "; `revokespec rules` lists ids, profiles and tags"
}

func named(r features.Rule, names []string) bool {
	return slices.Contains(names, r.ID) || slices.Contains(names, r.Family())
}

// Known refuses names that are neither an id nor a family of the catalogue.
func Known(c *features.Catalogue, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(c.Rules, func(r features.Rule) bool { return named(r, []string{name}) }) {
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
