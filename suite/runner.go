package suite

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// runner is what the scenarios of one run share.
type runner struct {
	target     Target
	options    Options
	started    time.Time
	dashboards *webui.Opener
	races      steps.Races
	close      func() error // closes the target, once

	// Of a run that keeps to a plan; else somebody else drives.
	plan     map[string]features.Rule // rule id -> the rule with its selected scenarios
	forecast *forecast
	apart    map[string]bool // ids of the scenarios that run beside all others
	working  *workLimit      // nil where nothing bounds them

	probing sync.Mutex // of what rotation: off declares
	probed  bool
	rotates string // the role of an application that rotates all the same

	known steps.Run // what its scenarios need to see only once

	notes  []string     // for the record
	soaked *record.Soak // likewise; nil where there was none

	mu             sync.Mutex
	runs           map[string]*scenarioRun // by the scenario's id
	left           map[string]int          // rule id -> scenarios that still run
	contradictions map[string]string       // what was seen, by the declaration that it contradicts
	broken         map[string]bool         // rule id -> one of Options.UntilBroken, and broken
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

func (r *runner) add(s *scenarioRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.runs[s.scenario.ID()] = s
	if r.forecast != nil {
		r.forecast.begins(s.scenario.ID())
	}
}

// done counts down the rule's scenarios, and tells the progress when the last one is over.
func (r *runner) done(s *scenarioRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rule, planned := r.plan[s.scenario.Rule]
	if !planned {
		return
	}
	r.forecast.done(s.scenario.ID())
	r.left[rule.ID]--
	if r.left[rule.ID] == 0 && r.options.Progress != nil {
		seen, _ := r.rule(rule)
		record := record.Record{Rules: []record.Rule{seen}}
		record.Judge()
		r.options.Progress.Done(rule.ID, record.Rules[0].Verdict)
	}
}

// noteSoak notes what was measured under load; nil is nothing.
func (r *runner) noteSoak(s *record.Soak) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s != nil {
		r.soaked = s
	}
}

// noteBroken notes that a rule needs no more scenarios.
func (r *runner) noteBroken(s *scenarioRun) {
	if !slices.Contains(r.options.UntilBroken, s.rule.ID) || !s.failedAtThen() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken == nil {
		r.broken = map[string]bool{}
	}
	r.broken[s.rule.ID] = true
}

// enough says that a rule needs no more scenarios.
func (r *runner) enough(ruleID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken[ruleID]
}

// noteTimings keeps how long scenarios took that came to their end.
func (r *runner) noteTimings() {
	took := map[string]session.Timing{}
	for _, run := range r.runs {
		if verdict := record.ScenarioVerdict(run.steps); verdict == record.Pass || verdict == record.Fail {
			took[run.scenario.ID()] = run.timing
		}
	}
	if err := r.target.NoteTimings(took); err != nil {
		r.notes = append(r.notes, "how long this took could not be kept for the next run's estimate: "+err.Error())
	}
}

// rule is what was seen of a rule's scenarios, in their order, and which declaration of the file that contradicts, if any. One that
// never began has no steps.
func (r *runner) rule(rule features.Rule) (seen record.Rule, contradicted map[string]string) {
	seen = record.Rule{
		ID: rule.ID, Title: rule.Title, Level: rule.Level, Profiles: rule.Profiles, Source: rule.Source,
		Scenarios: []record.Scenario{},
	}
	if len(seen.Profiles) == 0 { // a user's own rule belongs to every run
		seen.Profiles = r.options.Selection.Profiles
	}
	var tried []attempt
	for _, s := range rule.Scenarios {
		run, began := r.runs[s.ID()]
		if !began {
			seen.Scenarios = append(seen.Scenarios, record.Scenario{Name: s.Name, Location: s.Location(), Steps: []record.Step{}})
			continue
		}
		scenario := run.record()
		seen.Scenarios = append(seen.Scenarios, scenario)
		seen.DurationMS += milliseconds(run.duration)
		if run.excluded.Reason != "" {
			tried = append(tried, attempt{run.excluded, scenario.Steps})
		}
	}
	return seen, concludeTried(rule.ID, tried)
}

// sharedRaces are those that scenarios look at together, where they may.
func (r *runner) sharedRaces() *steps.Races {
	if r.options.EachAlone {
		return nil
	}
	return &r.races
}

func joinNotes(notes []string) string { return strings.Join(notes, "; ") }
