package features

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"
)

// idTag is what a rule's id looks like as a tag.
var idTag = regexp.MustCompile(`^@[A-Z]{2,6}-[0-9]{2,3}$`)

// reader turns one parsed feature file into rules.
type reader struct {
	name     string
	feature  *messages.Feature
	pickles  []*messages.Pickle
	lines    map[string]int    // node id -> line
	keywords map[string]string // step node id -> keyword
	blocks   []block
	implied  map[string]implication
}

// block is a scenario, background or rule with the lines it begins and is found at.
type block struct {
	line, start int
	rule        int // line of the rule it belongs to, 0 for none
	scenario    bool
}

func newReader(name string, doc *messages.GherkinDocument, pickles []*messages.Pickle) *reader {
	r := &reader{name: name, feature: doc.Feature, pickles: pickles, lines: map[string]int{}, keywords: map[string]string{}, implied: map[string]implication{}}
	for _, child := range doc.Feature.Children {
		switch {
		case child.Rule != nil:
			r.visitRule(child.Rule)
		case child.Background != nil:
			r.visitBackground(child.Background, 0)
		case child.Scenario != nil:
			r.visitScenario(child.Scenario, 0)
		}
	}
	return r
}

func (r *reader) visitRule(rule *messages.Rule) {
	line := int(rule.Location.Line)
	r.blocks = append(r.blocks, block{line: line, start: firstLine(line, rule.Tags), rule: line})
	for _, child := range rule.Children {
		if child.Background != nil {
			r.visitBackground(child.Background, line)
		}
		if child.Scenario != nil {
			r.visitScenario(child.Scenario, line)
		}
	}
}

func (r *reader) visitBackground(b *messages.Background, rule int) {
	r.blocks = append(r.blocks, block{line: int(b.Location.Line), start: int(b.Location.Line), rule: rule})
	r.visitSteps(b.Steps)
}

func (r *reader) visitScenario(s *messages.Scenario, rule int) {
	line := int(s.Location.Line)
	r.lines[s.Id] = line
	r.blocks = append(r.blocks, block{line: line, start: firstLine(line, s.Tags), rule: rule, scenario: true})
	for _, examples := range s.Examples {
		for _, row := range examples.TableBody {
			r.lines[row.Id] = int(row.Location.Line)
		}
	}
	r.visitSteps(s.Steps)
}

func (r *reader) visitSteps(steps []*messages.Step) {
	for _, s := range steps {
		r.keywords[s.Id] = strings.TrimSpace(s.Keyword)
	}
}

func firstLine(line int, tags []*messages.Tag) int {
	for _, t := range tags {
		line = min(line, int(t.Location.Line))
	}
	return line
}

// rules gathers the scenarios of each rule. A scenario outside any rule is a rule of its own.
func (r *reader) rules() ([]Rule, error) {
	var rules []Rule
	for _, child := range r.feature.Children {
		switch {
		case child.Rule != nil:
			rule, err := r.rule(child.Rule)
			if err != nil {
				return nil, err
			}
			rules = append(rules, rule)
		case child.Scenario != nil:
			line := int(child.Scenario.Location.Line)
			rules = append(rules, r.describe(line, child.Scenario.Name, child.Scenario.Description, r.scenarios(child.Scenario)))
		}
	}
	return rules, nil
}

func (r *reader) rule(node *messages.Rule) (Rule, error) {
	var scenarios []Scenario
	for _, child := range node.Children {
		if child.Scenario != nil {
			scenarios = append(scenarios, r.scenarios(child.Scenario)...)
		}
	}
	if len(scenarios) == 0 {
		return Rule{}, fmt.Errorf("%s:%d: the rule has no scenario; write one, or remove the rule", r.name, node.Location.Line)
	}
	return r.describe(int(node.Location.Line), node.Name, node.Description, scenarios), nil
}

func (r *reader) describe(line int, title, description string, scenarios []Scenario) Rule {
	rule := Rule{
		ID: fmt.Sprintf("%s:%d", r.name, line), Title: title, Level: Must, Source: strings.Join(stated("Source:", description), "; "), Judges: stated("Judges:", description),
		Location: fmt.Sprintf("%s:%d", r.name, line), Scenarios: scenarios, file: r.name, line: line,
	}
	for _, s := range scenarios {
		if slices.Contains(s.Tags, "@"+Should) {
			rule.Level = Should
		}
		if i := slices.IndexFunc(s.Tags, idTag.MatchString); i >= 0 {
			rule.ID = s.Tags[i][1:]
		}
	}
	for i := range scenarios {
		scenarios[i].Rule = rule.ID
	}
	rule.Profiles = slices.DeleteFunc(Profiles(), func(p string) bool {
		return !slices.ContainsFunc(scenarios, func(s Scenario) bool { return slices.Contains(s.Profiles, p) })
	})
	return rule
}

// stated gives the rest of each line that begins with a word.
func stated(word, description string) (all []string) {
	for line := range strings.Lines(description) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word); ok {
			all = append(all, strings.TrimSpace(rest))
		}
	}
	return all
}

// scenarios gives one Scenario for a scenario, and one a row for an outline.
func (r *reader) scenarios(node *messages.Scenario) []Scenario {
	var found []Scenario
	for _, p := range r.pickles {
		if p.AstNodeIds[0] != node.Id {
			continue
		}
		s := Scenario{Name: p.Name, File: r.name, Block: int(node.Location.Line), Line: r.lines[p.AstNodeIds[len(p.AstNodeIds)-1]]}
		for _, t := range p.Tags {
			s.Tags = append(s.Tags, t.Name)
		}
		s.classify()
		for _, step := range p.Steps {
			s.Steps = append(s.Steps, Step{Keyword: r.keywords[step.AstNodeIds[0]], Text: step.Text, Table: tableOf(step)})
		}
		s.imply(r.implied)
		s.close()
		found = append(found, s)
	}
	return found
}

// tableOf reads the table below a step.
func tableOf(step *messages.PickleStep) (table [][]string) {
	if step.Argument == nil || step.Argument.DataTable == nil {
		return nil
	}
	for _, r := range step.Argument.DataTable.Rows {
		var cells []string
		for _, cell := range r.Cells {
			cells = append(cells, cell.Value)
		}
		table = append(table, cells)
	}
	return table
}

// classify reads the tags that have a meaning; others are the user's, for selection.
func (s *Scenario) classify() {
	for _, t := range s.Tags {
		name := strings.TrimPrefix(t, "@")
		switch {
		case slices.Contains(Profiles(), name):
			s.Profiles = append(s.Profiles, name)
		case strings.HasPrefix(name, "needs-"):
			s.Needs = append(s.Needs, strings.TrimPrefix(name, "needs-"))
		case strings.HasPrefix(name, "setting-"):
			s.Setting = strings.TrimPrefix(name, "setting-")
		case name == "clock-moved":
			s.Clock = true
		}
	}
}

// Loose reads the tags and steps of a scenario that is in no catalogue, as godog's own command line may bring them. It is a rule of
// its own.
func Loose(uri, name string, tags, steps []string) Rule {
	s := Scenario{Name: name, File: uri, Tags: tags}
	s.classify()
	for _, text := range steps {
		s.Steps = append(s.Steps, Step{Keyword: "*", Text: text})
	}
	s.imply(map[string]implication{})
	s.close()
	rule := (&reader{name: uri}).describe(0, name, "", []Scenario{s})
	rule.ID = uri + " " + name
	rule.Scenarios[0].Rule = rule.ID
	return rule
}
