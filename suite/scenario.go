package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/steps"
)

// scenarioRun is one scenario while it runs, and afterwards its part of the record. godog calls its hooks one after
// another, the After hook sometimes before the last step hooks; so the record is read when all is over.
type scenarioRun struct {
	runner   *runner
	find     finder
	world    *steps.World
	rule     features.Rule
	scenario features.Scenario
	lease    *deployment.Lease
	reviewer func(*record.Step) // of its steps, also once the lease is given back
	working  bool               // counts as one that does more than wait
	steps    []record.Step
	seen     [][]session.Exchange // by step, until it is over
	ids      map[string]int       // godog's step id -> index
	started  time.Time
	works    time.Time // since when it has all that it needs
	began    time.Time // of the current step
	finished sync.Once
	ended    atomic.Bool // others may look at the steps now; those that godog still tells of were not run
	duration time.Duration
	timing   session.Timing
	excluded Lack             // the declaration that excludes it, where it is run all the same
	repeated repetition       // zero unless it was
	rounds   []record.Verdict // of all its runs, where there were several
	beside   []string         // the scenarios that may have brought its failure about
}

// finder gives the catalogue's view of a scenario that godog runs; false: it is not to be judged.
type finder func(*godog.Scenario) (features.Rule, features.Scenario, bool)

// initializer binds the hooks and the vocabulary for one scenario.
func (r *runner) initializer(find finder) func(*godog.ScenarioContext) {
	return func(sc *godog.ScenarioContext) {
		run := &scenarioRun{runner: r, find: find, world: &steps.World{}}
		sc.Before(func(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
			steps.RegisterFor(pickle, sc, run.world)
			return run.before(ctx, pickle)
		})
		sc.After(run.after)
		sc.StepContext().Before(run.beforeStep)
		sc.StepContext().After(run.afterStep)
	}
}

// before finds out what the scenario needs, and borrows it. Its outcome is the first step's.
func (s *scenarioRun) before(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
	s.started, s.began = time.Now(), time.Now()
	var found bool
	s.rule, s.scenario, found = s.find(pickle)
	s.ids = map[string]int{}
	for i, step := range pickle.Steps {
		s.ids[step.Id] = i
		s.steps = append(s.steps, record.Step{Keyword: s.keyword(i), Text: step.Text})
	}
	for _, control := range s.scenario.Steps[len(s.scenario.Steps)-s.scenario.Closing:] {
		s.steps = append(s.steps, record.Step{Keyword: control.Keyword, Text: control.Text})
	}
	s.seen = make([][]session.Exchange, len(s.steps))
	if !found {
		return ctx, &steps.NotApplicable{Message: "not in the profiles of this run"}
	}
	s.runner.add(s)
	if s.runner.enough(s.rule.ID) {
		return ctx, &steps.NotApplicable{Message: "the rule was seen broken already"}
	}
	if err := ctx.Err(); err != nil {
		return ctx, stoppedBy(ctx)
	}
	for _, lack := range s.runner.options.lacks(s.runner.target, s.scenario) {
		if lack.Declared == "" {
			return ctx, &steps.NotApplicable{Message: lack.Reason}
		}
		if err := s.exclude(ctx, lack); err != nil {
			return ctx, err
		}
	}
	return ctx, s.borrow(ctx)
}

func (s *scenarioRun) keyword(i int) string {
	if i < len(s.scenario.Steps) {
		return s.scenario.Steps[i].Keyword
	}
	return "*"
}

func (s *scenarioRun) borrow(ctx context.Context) error {
	want := wantOf(s.scenario.ID(), s.scenario)
	want.Apart = s.runner.apart[s.scenario.ID()]
	if soaks(s.scenario) {
		want = soakWant(s.runner.target, want, s.runner.options.Selection.Profiles)
	}
	lease, err := s.runner.target.Lease(ctx, want)
	var missing *remedy.NotApplicable
	switch {
	case errors.As(err, &missing):
		return &steps.NotApplicable{Message: missing.Error()}
	case err != nil && ctx.Err() != nil:
		return stoppedBy(ctx)
	case err != nil:
		return &steps.Inconclusive{Message: err.Error()}
	}
	s.lease, s.reviewer = lease, lease.Reviewer()
	if !want.Apart {
		if err := s.runner.working.begin(ctx); err != nil {
			return err
		}
		s.working = true
		lease.AtRest = s.runner.working.rest
	}
	if s.runner.options.WithoutEvidence {
		lease.KeepNothing()
	}
	s.works = time.Now()
	s.world.Begin(steps.Scenario{
		Rule: s.rule.ID, Name: want.Scenario, Should: s.rule.Level == features.Should, Needs: s.scenario.Needs, Setting: want.Setting,
		Profiles: s.runner.options.Selection.Profiles, Seed: s.runner.options.Seed, Soak: s.runner.soak(s.rule.ID), Dashboards: s.runner.dashboards, Run: &s.runner.known, Races: s.runner.sharedRaces(), Judge: s.runner.options.Catalogue.JudgeOf,
	}, lease)
	return nil
}

// stoppedBy says why the run's context ended.
func stoppedBy(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return &steps.Inconclusive{Message: "the run's time was over (--timeout) before this scenario was"}
	}
	return &steps.Inconclusive{Message: "the run was interrupted before this scenario was over"}
}

func (s *scenarioRun) beforeStep(ctx context.Context, _ *godog.Step) (context.Context, error) {
	s.began = time.Now()
	return ctx, nil
}

// afterStep notes a step's outcome, and runs the closing controls after the last one. Only the first outcome that is no pass counts: what
// godog reports of the steps after it is an echo.
func (s *scenarioRun) afterStep(ctx context.Context, step *godog.Step, status godog.StepResultStatus, err error) (context.Context, error) {
	i, ok := s.ids[step.Id]
	if !ok || s.ended.Load() || s.over() {
		return ctx, nil
	}
	if err == nil && status != godog.StepPassed {
		err = &steps.Inconclusive{Message: "the step was not run"}
	}
	s.note(ctx, i, err)
	if i == len(s.ids)-1 && !s.over() {
		return ctx, s.close(ctx)
	}
	return ctx, nil
}

// close runs the closing controls, which godog does not know of. What they end with, the last step ends with for godog.
func (s *scenarioRun) close(ctx context.Context) error {
	for i := len(s.ids); i < len(s.steps); i++ {
		s.began = time.Now()
		err := s.world.Do(ctx, s.steps[i].Text)
		if s.note(ctx, i, err); err != nil {
			return err
		}
	}
	return nil
}

// note is the record of a step that was run.
func (s *scenarioRun) note(ctx context.Context, i int, err error) {
	result := &s.steps[i]
	result.DurationMS = milliseconds(time.Since(s.began))
	if s.lease != nil {
		s.seen[i] = append(s.seen[i], s.lease.Take()...)
		result.Message = s.redact(joinNotes(s.world.Notes()))
		result.Curves = curvesOf(s.world)
	}
	if err == nil {
		result.Verdict = record.Pass
		return
	}
	var failure *steps.Failure
	var missing *steps.NotApplicable
	var unclear *steps.Inconclusive
	if stands := errors.As(err, &failure) && failure.Stands || errors.As(err, &unclear) && unclear.Stands; ctx.Err() != nil && !stands {
		err = stoppedBy(ctx)
	}
	result.Verdict, result.Message = s.outcome(err)
	switch {
	case errors.As(err, &failure):
		s.beside = failure.Beside
	case errors.As(err, &missing):
		result.Declared = missing.Declared
	case errors.As(err, &unclear):
		result.LeftTo = unclear.LeftTo
	}
}

// write has the record tell what was exchanged: of a scenario that has passed in a line each, unless all is asked for, since nothing that
// comes later needs more. What was tried although a declaration excludes it is not settled yet.
func (s *scenarioRun) write() {
	lines := s.runner.options.Evidence == record.EvidenceFailures && s.excluded.Reason == "" && record.ScenarioVerdict(s.steps) == record.Pass
	short := session.NewLines()
	for i, seen := range s.seen {
		for _, x := range seen {
			if lines {
				s.steps[i].Exchanges = append(s.steps[i].Exchanges, short.Of(x))
			} else {
				s.steps[i].Exchanges = append(s.steps[i].Exchanges, x.Whole())
			}
		}
	}
	s.seen = nil
	if lines {
		record.ShortenPassed(s.steps)
	}
}

// over says whether a step already ended the scenario.
func (s *scenarioRun) over() bool {
	for _, step := range s.steps {
		if step.Verdict != "" && step.Verdict != record.Pass {
			return true
		}
	}
	return false
}

// failedAtThen says whether the step that ended the scenario judged its rule, and found it broken.
func (s *scenarioRun) failedAtThen() bool {
	keyword := ""
	for _, step := range s.steps {
		if step.Keyword != "And" {
			keyword = step.Keyword
		}
		if step.Verdict == record.Fail || step.Verdict == record.Warn {
			return keyword == "Then"
		}
	}
	return false
}

// outcome classes what ended a scenario. Whatever is not a judgement, a panic included, is inconclusive.
func (s *scenarioRun) outcome(err error) (record.Verdict, string) {
	var failure *steps.Failure
	var missing *steps.NotApplicable
	var unclear *steps.Inconclusive
	text := ""
	switch { // what godog itself prints of an error comes after this, so that the error is redacted too
	case errors.As(err, &failure):
		failure.Message = s.redact(failure.Message)
		if s.rule.Level == features.Should {
			return record.Warn, failure.Message
		}
		return record.Fail, failure.Message
	case errors.As(err, &missing):
		missing.Message = s.redact(missing.Message)
		return record.NotApplicable, missing.Message
	case errors.As(err, &unclear):
		unclear.Message = s.redact(unclear.Message)
		text = unclear.Message
	default:
		text = fmt.Sprintf("the step itself went wrong: %v", err)
	}
	return record.Inconclusive, s.redact(text)
}

func (s *scenarioRun) redact(text string) string {
	if s.lease == nil || text == "" { // most steps say nothing: then the session need not look for secrets in what it has seen
		return text
	}
	return s.lease.Redact(text)
}

// after gives back what was lent. godog does not catch a panic here.
func (s *scenarioRun) after(ctx context.Context, _ *godog.Scenario, _ error) (context.Context, error) {
	s.finished.Do(func() {
		s.duration = time.Since(s.started)
		if s.lease != nil {
			s.timing = s.lease.Timing(s.works)
			s.runner.noteSoak(s.world.Soaked())
			s.world.End(ctx)
			s.lease.Release()
			if s.working {
				s.runner.working.end()
			}
			s.write()
			s.lease, s.world = nil, nil // they would stay in memory until the run is over, and with them all that was sent and answered
		}
		s.ended.Store(true)
		s.runner.noteBroken(s)
		s.runner.done(s)
	})
	return ctx, nil
}

// review is for when the run is over: what a step recorded may hold secrets that were not known then.
func (s *scenarioRun) review() {
	if s.reviewer == nil {
		return
	}
	for i := range s.steps {
		s.reviewer(&s.steps[i])
	}
}

// record is what the scenario came to, and leaves it as it is.
func (s *scenarioRun) record() record.Scenario {
	r := record.Scenario{Name: s.scenario.Name, Location: s.scenario.Location(), Steps: slices.Clone(s.steps)}
	s.repeated.conclude(r.Steps, s.scenario.Setting)
	if r.Rounds = s.rounds; len(s.rounds) > 0 {
		sayShare(r.Steps, s.rounds)
	}
	for i := range r.Steps {
		if r.Steps[i].Exchanges == nil {
			r.Steps[i].Exchanges = []record.Exchange{}
		}
	}
	return r
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
