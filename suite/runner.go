package suite

import (
	"path"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/record"
)

// runner is what the scenarios of one run share.
type runner struct {
	target    Target
	catalogue *features.Catalogue
	profiles  []string
	seed      uint64
	chosen    map[string]bool // keys of the selected scenarios; nil = all of the profiles
	progress  Progress
	forecast  *forecast       // nil where somebody else drives
	apart     map[string]bool // keys of the scenarios that run beside all others
	working   *working        // nil where nothing bounds them

	dashboards      *webui.Opener
	withoutEvidence bool
	evidence        record.Evidence

	probing sync.Mutex // of what rotation: off declares
	probed  bool
	rotates string // the role of an application that rotates all the same

	notes []string // for the record

	mu   sync.Mutex
	runs map[string]*scenarioRun // by key
	left map[string]int          // rule id -> scenarios that still run
	// contradictions are what the run saw that the file declares otherwise, by declaration.
	contradictions map[string]string
	plan           map[string]features.Rule // rule id -> the rule with its selected scenarios; nil as chosen is
}

// Progress is told how a run goes on; its methods are called one at a time.
type Progress interface {
	Start(total int)
	Done(ruleID string, v record.Verdict)
	Finish()
}

// Forecaster is a Progress that shows how much longer a run takes. left may be asked at any time.
type Forecaster interface {
	Forecast(left func() time.Duration)
}

// find gives the catalogue's view of a scenario that godog runs. Rows of an outline differ in their names; one and the
// same name may stand in two rules.
func (r *runner) find(pickle *godog.Scenario) (features.Rule, features.Scenario) {
	uri, _, _ := strings.Cut(pickle.Uri, ".feature")
	for _, rule := range r.catalogue.Rules {
		for _, s := range rule.Scenarios {
			if s.Name == pickle.Name && sameFile(s.File, uri+".feature") && sameTags(s, pickle) {
				return rule, s
			}
		}
	}
	var tags []string
	for _, t := range pickle.Tags {
		tags = append(tags, t.Name)
	}
	return features.Loose(pickle.Uri, pickle.Name, tags)
}

// key tells the scenarios of a run apart.
func key(s features.Scenario) string { return s.Location() + " " + s.Name }

// sameFile compares the end of the paths: godog may have been started in another directory.
func sameFile(a, b string) bool { return path.Base(a) == path.Base(b) }

func sameTags(s features.Scenario, pickle *godog.Scenario) bool {
	if len(s.Tags) != len(pickle.Tags) {
		return false
	}
	for i, t := range pickle.Tags {
		if s.Tags[i] != t.Name {
			return false
		}
	}
	return true
}

func (r *runner) selected(rule features.Rule, s features.Scenario) bool {
	if r.chosen != nil {
		return r.chosen[key(s)]
	}
	return rule.In(r.profiles) && s.In(r.profiles)
}

func (r *runner) add(s *scenarioRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.runs[key(s.scenario)] = s
	if r.forecast != nil {
		r.forecast.begins(key(s.scenario))
	}
}

// done counts down the rule's scenarios, and tells the progress when the last one is over.
func (r *runner) done(s *scenarioRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.chosen[key(s.scenario)] {
		return
	}
	if r.forecast != nil {
		r.forecast.done(key(s.scenario))
	}
	r.left[s.rule.ID]--
	if r.left[s.rule.ID] == 0 && r.progress != nil {
		rule := r.rule(r.plan[s.rule.ID])
		record := record.Record{Rules: []record.Rule{rule}}
		record.Judge()
		r.progress.Done(rule.ID, record.Rules[0].Verdict)
	}
}

// noteTimings keeps how long scenarios took that came to their end.
func (r *runner) noteTimings() {
	took := map[string]session.Timing{}
	for _, run := range r.runs {
		if verdict := record.ScenarioVerdict(run.steps); verdict == record.Pass || verdict == record.Fail {
			took[Called(run.rule, run.scenario)] = run.timing
		}
	}
	if err := r.target.NoteTimings(took); err != nil {
		r.notes = append(r.notes, "how long this took could not be kept for the next run's estimate: "+err.Error())
	}
}

// review has every scenario reviewed, once all are over.
func (r *runner) review() {
	for _, run := range r.runs {
		run.review()
	}
}

// rule gathers what is known of a rule's scenarios, in their order. One that never began has no steps.
func (r *runner) rule(rule features.Rule) record.Rule {
	r.settle(rule)
	out := record.Rule{
		ID: rule.ID, Title: rule.Title, Level: rule.Level, Profiles: rule.Profiles, Source: rule.Source,
		Scenarios: []record.Scenario{},
	}
	if len(out.Profiles) == 0 { // a user's own rule belongs to every run
		out.Profiles = r.profiles
	}
	for _, s := range rule.Scenarios {
		run, ok := r.runs[key(s)]
		if !ok {
			out.Scenarios = append(out.Scenarios, record.Scenario{Name: s.Name, Location: s.Location(), Steps: []record.Step{}})
			continue
		}
		out.Scenarios = append(out.Scenarios, run.record())
		out.DurationMS += milliseconds(run.duration)
	}
	return out
}

func joined(notes []string) string { return strings.Join(notes, "; ") }
