package suite

import (
	"context"
	"maps"
	"slices"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
)

// Driven is a run whose scenarios somebody else selects and drives, with a godog of its own.
type Driven struct {
	runner *runner
	loose  map[string]features.Rule // of scenarios that the catalogue does not know, by id
}

// Drive begins such a run of all scenarios in the profiles selected.
func Drive(ctx context.Context, target Target, o Options) *Driven {
	return &Driven{runner: newRunner(ctx, target, o), loose: map[string]features.Rule{}}
}

// Initialize is godog's ScenarioInitializer.
func (d *Driven) Initialize(sc *godog.ScenarioContext) { d.runner.initializer(d.find)(sc) }

// find gives the catalogue's view of a scenario, or what its tags say.
func (d *Driven) find(pickle *godog.Scenario) (features.Rule, features.Scenario, bool) {
	var tags []string
	for _, t := range pickle.Tags {
		tags = append(tags, t.Name)
	}
	o := d.runner.options
	rule, scenario, known := o.Catalogue.Find(pickle.Name, tags)
	if !known {
		rule = features.Loose(pickle.Uri, pickle.Name, tags, texts(pickle))
		scenario = rule.Scenarios[0]
		d.runner.mu.Lock()
		defer d.runner.mu.Unlock()
		d.loose[scenario.ID()] = rule
	}
	return rule, scenario, rule.In(o.Selection.Profiles) && scenario.In(o.Selection.Profiles)
}

func texts(pickle *godog.Scenario) (texts []string) {
	for _, step := range pickle.Steps {
		texts = append(texts, step.Text)
	}
	return texts
}

// Conclude ends the run, as Run does.
func (d *Driven) Conclude(ctx context.Context) (*record.Record, error) {
	ran := d.ran()
	return d.runner.conclude(ctx, ran, ran)
}

// ran gives the rules with the scenarios that were run.
func (d *Driven) ran() (rules []features.Rule) {
	all := slices.Clone(d.runner.options.Catalogue.Rules)
	for _, id := range slices.Sorted(maps.Keys(d.loose)) {
		all = append(all, d.loose[id])
	}
	for _, rule := range all {
		rule.Scenarios = slices.DeleteFunc(slices.Clone(rule.Scenarios), func(s features.Scenario) bool { return d.runner.runs[s.ID()] == nil })
		if len(rule.Scenarios) > 0 {
			rules = append(rules, rule)
		}
	}
	return rules
}
