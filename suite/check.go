package suite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/steps"
)

// Check refuses, before anything is sent, features that could not be run: steps that no phrase reads, two scenarios of
// one name in a rule, needs that nobody knows.
func Check(c *features.Catalogue) error {
	for _, r := range c.Rules {
		seen := map[string]bool{}
		for _, s := range r.Scenarios {
			if seen[s.Name] {
				return fmt.Errorf("%s: a scenario of this rule is called %q already; give it another name", s.Location(), s.Name)
			}
			seen[s.Name] = true
			if err := checkScenario(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkScenario(s features.Scenario) error {
	if len(s.Steps) == 0 {
		return fmt.Errorf("%s: the scenario has no steps, so it cannot fail; write some", s.Location())
	}
	for _, need := range s.Needs {
		if !slices.Contains(needs, need) {
			return fmt.Errorf("%s: no capability is called %q; there are %s", s.Location(), need, strings.Join(needs, ", "))
		}
	}
	if !slices.Contains([]string{"", "on", "off", "changed"}, s.Setting) {
		return fmt.Errorf("%s: @setting-%s is no tag; there are @setting-on, @setting-off, @setting-changed", s.Location(), s.Setting)
	}
	keyword := ""
	for _, step := range s.Steps {
		if step.Keyword != "And" && step.Keyword != "But" && step.Keyword != "*" {
			keyword = step.Keyword
		}
		if err := checkStep(s, keyword, step.Text); err != nil {
			return err
		}
	}
	if err := checkRoles(s); err != nil {
		return err
	}
	if !judges(s) {
		return fmt.Errorf("%s: the scenario has no Then, so it cannot fail; say what must be seen", s.Location())
	}
	return nil
}

// checkRoles refuses an application that no deployment file can describe: its scenario would never be judged anywhere.
func checkRoles(s features.Scenario) error {
	known := append(file.Roles(), steps.Applications()...)
	for _, c := range conditions(s, file.Clients{}) {
		if c.Role == "" || slices.Contains(known, c.Role) {
			continue
		}
		nearest, _ := closest.Of(c.Role, known)
		return fmt.Errorf("%s: no application can be called %q (did you mean %q?); there are %s", s.Location(), c.Role, nearest, strings.Join(known, ", "))
	}
	return nil
}

func checkStep(s features.Scenario, keyword, text string) error {
	other := ""
	for _, p := range steps.Read(text) {
		if p.Keyword == "" || p.Keyword == keyword {
			return nil
		}
		other = p.Keyword
	}
	if other != "" {
		return fmt.Errorf("%s: the step %q is a %s, not a %s", s.Location(), text, other, keyword)
	}
	return fmt.Errorf("%s: no phrase reads %q; `revokespec steps` lists the vocabulary", s.Location(), text)
}

func judges(s features.Scenario) bool {
	return slices.ContainsFunc(s.Steps, func(step features.Step) bool { return step.Keyword == "Then" })
}

// needs are the names of all capabilities that there are.
var needs = func() (names []string) {
	for _, n := range deployment.Needs() {
		names = append(names, n.Name)
	}
	return names
}()
