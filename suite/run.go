package suite

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// BrowserVariable is the environment variable that names the browser for the Dashboard, or none: it replaces the
// dashboard.browser of a deployment file.
const BrowserVariable = "REVOKESPEC_BROWSER"

// Options are what a run needs besides its target.
type Options struct {
	Catalogue   *features.Catalogue
	Selection   Selection
	Concurrency int               // scenarios at once, waiting ones too; 0 = one for each user, of which 8 do more than wait
	Seed        uint64            // of the order and of all random values
	Timeout     time.Duration     // of the whole run; 0 = none
	Say         func(line string) // is told what takes long, in one line; may be nil
	Browser     string            // for the Dashboard, instead of the deployment's dashboard.browser; "" = that
	Version     string            // of the tool
	Commit      string
	Progress    Progress // may be nil
	Conclude    record.Options
	Waivers     *record.Waivers // may be nil
	Evidence    record.Evidence // "" = all
	// WithoutEvidence keeps no exchanges, where only the verdicts matter.
	WithoutEvidence bool
}

// Run judges the target by the selected rules. It returns a record whenever anything was run, also after ctx was
// cancelled; the target is closed in any case. The error says what was wrong with the selection, or what could not be
// restored, which the record says as well.
func Run(ctx context.Context, target Target, o Options) (*record.Record, error) {
	restore := sync.OnceValue(func() error { return restore(context.WithoutCancel(ctx), target) })
	defer func() { _ = restore() }() // whatever becomes of the run
	p, err := makePlan(target, o)
	if err != nil {
		return nil, errors.Join(err, restore())
	}
	r := newRunner(target, o, p)
	r.forecast = newForecast(target, o, p, time.Now)
	defer r.dashboards.Close()
	started := time.Now()
	r.judge(ctx, p, o.Timeout)
	r.review()
	r.noteTimings()
	left := restore()
	o.Conclude.Unrestored = unrestored(left)
	return r.conclude(ctx, p, o, started), left
}

// closing bounds the restoring of a deployment, which goes on after the run was interrupted.
const closing = 30 * time.Second

func restore(ctx context.Context, target Target) error {
	ctx, cancel := context.WithTimeout(ctx, closing)
	defer cancel()
	return target.Close(ctx)
}

// unrestored lists what could not be put back, for the record.
func unrestored(left error) (lines []string) {
	if left == nil {
		return nil
	}
	for line := range strings.SplitSeq(left.Error(), "\n") {
		lines = append(lines, wording.OneLine(line)+"; `revokespec restore` tries again")
	}
	return lines
}

func newRunner(target Target, o Options, p *plan) *runner {
	r := &runner{
		target: target, catalogue: o.Catalogue, profiles: o.Selection.Profiles, seed: o.Seed, progress: o.Progress,
		dashboards: webui.New(o.Browser, o.Say), withoutEvidence: o.WithoutEvidence, evidence: cmp.Or(o.Evidence, record.EvidenceAll),
		chosen: map[string]bool{}, runs: map[string]*scenarioRun{}, left: map[string]int{}, plan: map[string]features.Rule{},
	}
	if p.lanes.working > 0 {
		r.working = &working{most: p.lanes.working}
	}
	r.apart = p.apart()
	for _, rule := range p.rules {
		r.left[rule.ID], r.plan[rule.ID] = len(rule.Scenarios), rule
		for _, s := range rule.Scenarios {
			r.chosen[key(s)] = true
		}
	}
	return r
}

// judge runs what is planned, and again what has to be, for as long as the run may take.
func (r *runner) judge(ctx context.Context, p *plan, timeout time.Duration) {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, context.DeadlineExceeded)
		defer cancel()
	}
	r.drive(ctx, p)
	r.repeat(ctx, p)
}

// drive runs the phases, and what waits for long beside them.
func (r *runner) drive(ctx context.Context, p *plan) {
	if r.progress != nil {
		if teller, ok := r.progress.(Forecaster); ok {
			teller.Forecast(r.forecast.left)
		}
		r.progress.Start(len(p.rules))
		defer r.progress.Finish()
	}
	var beside sync.WaitGroup
	beside.Go(func() { r.godog(ctx, p.waiting, p.lanes.waiting) })
	for i, units := range p.phases {
		r.godog(ctx, units, p.lanes.phases[i])
	}
	beside.Wait()
}

// seeded is the source of a run's order.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// godog runs some units, each as a feature of its own. Its exit code and its summary are not used: it takes skipped
// scenarios for passed ones.
func (r *runner) godog(ctx context.Context, units []unit, concurrency int) {
	if len(units) == 0 {
		return
	}
	var contents []godog.Feature
	for _, u := range units {
		name := u.scenarios[0].File + "#" + u.rule.ID + "#" + u.scenarios[0].Name
		contents = append(contents, godog.Feature{Name: name, Contents: u.text})
	}
	godog.TestSuite{
		Name:                "revokespec",
		ScenarioInitializer: r.initialize,
		Options: &godog.Options{
			FeatureContents: contents, Concurrency: concurrency, Format: "progress", Output: io.Discard,
			Strict: true, NoColors: true, DefaultContext: ctx,
		},
	}.Run()
}

func (r *runner) conclude(ctx context.Context, p *plan, o Options, started time.Time) *record.Record {
	result := &record.Record{
		Schema:     record.Schema,
		Tool:       record.Tool{Version: o.Version, Commit: o.Commit, RulesetDigest: o.Catalogue.Digest(), ProofDigest: Proven()},
		Deployment: r.target.Describe(),
		Started:    started.UTC(),
		DurationMS: milliseconds(time.Since(started)),
		Requests:   r.target.Requests(),
		Evidence:   r.evidence,
		Plan:       []string{},
	}
	for _, profile := range o.Selection.Profiles { // one that the selection leaves empty has no verdict
		if slices.ContainsFunc(p.rules, func(r features.Rule) bool { return r.In([]string{profile}) }) {
			result.Profiles = append(result.Profiles, record.Profile{Name: profile})
		}
	}
	for _, rule := range p.rules {
		result.Plan = append(result.Plan, rule.ID)
		result.Rules = append(result.Rules, r.rule(rule))
	}
	o.Conclude.Interrupted = ctx.Err() != nil
	o.Conclude.Contradictions = r.contradicting()
	if o.Waivers != nil {
		o.Conclude.WaiverProblems = o.Waivers.Apply(result, o.Catalogue.IDs(), started, o.Conclude.Strict)
	}
	result.Notes = append(result.Notes, r.notes...) // those of the waivers are made afresh
	result.Conclude(o.Conclude)
	return result
}
