package suite

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/record"
)

// BrowserVariable is the environment variable that names the browser for the Dashboard, or none: it replaces the
// dashboard.browser of a deployment file.
const BrowserVariable = "REVOKESPEC_BROWSER"

// Options are what a run needs besides its target.
type Options struct {
	Catalogue   *features.Catalogue
	Selection   Selection
	Soak        Soak              // the load that the server is put under
	Shard       *record.Shard     // the part of what is selected that is judged; nil = all
	Concurrency int               // scenarios at once, waiting ones too; 0 = one for each user, of which 8 do more than wait
	Seed        uint64            // of the order and of all random values
	Timeout     time.Duration     // of the whole run; 0 = none
	Rounds      int               // how often all is judged, one round after another; 0 = once
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
	// UntilBroken are ids of rules that need no more scenarios once one was seen to fail at a Then.
	UntilBroken []string
	// EachAlone has no scenario go by what another one has seen: so is measured what each costs by itself.
	EachAlone bool
}

// Run judges the target by the selected rules. It returns a record whenever anything was run, also after ctx was
// cancelled; the target is closed in any case. The error says what was wrong with the selection, or what could not be
// restored, which the record says as well.
func Run(ctx context.Context, target Target, o Options) (*record.Record, error) {
	p, err := makePlan(target, o)
	if err != nil {
		return nil, errors.Join(err, restore(ctx, target))
	}
	r := newRunner(ctx, target, o)
	defer func() { _ = r.close() }() // whatever becomes of the run
	r.follow(p)
	r.judge(ctx, p, o.Timeout)
	r.noteTimings()
	return r.conclude(ctx, p.rules, p.whole)
}

// restoreTimeout bounds the restoring of a deployment, which goes on after the run was interrupted.
const restoreTimeout = 30 * time.Second

func restore(ctx context.Context, target Target) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restoreTimeout)
	defer cancel()
	return target.Close(ctx)
}

func newRunner(ctx context.Context, target Target, o Options) *runner {
	o.Evidence = cmp.Or(o.Evidence, record.EvidenceAll)
	r := &runner{
		target: target, options: o, started: time.Now(), dashboards: webui.New(o.Browser, o.Say),
		runs: map[string]*scenarioRun{}, contradictions: map[string]string{},
	}
	r.close = sync.OnceValue(func() error {
		r.dashboards.Close()
		return restore(ctx, target)
	})
	return r
}

// follow has the run keep to a plan.
func (r *runner) follow(p *plan) {
	if p.lanes.Working > 0 {
		r.working = &workLimit{most: p.lanes.Working}
	}
	r.forecast, r.apart = newForecast(r.target, r.options, p, time.Now), p.apart()
	r.left, r.plan = map[string]int{}, map[string]features.Rule{}
	for _, rule := range p.rules {
		r.left[rule.ID], r.plan[rule.ID] = len(rule.Scenarios), rule
	}
}

// judge runs what is planned, and again what has to be, for as long as the run may take.
func (r *runner) judge(ctx context.Context, p *plan, timeout time.Duration) {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, context.DeadlineExceeded)
		defer cancel()
	}
	r.rounds(ctx, p)
}

func (r *runner) round(ctx context.Context, p *plan) {
	r.drive(ctx, p)
	r.options.UntilBroken, r.broken = nil, nil // what is repeated is repeated to see whether it comes again
	r.repeat(ctx, p)
	r.repeatAlone(ctx, p)
}

// drive runs the phases, and what waits for long beside them.
func (r *runner) drive(ctx context.Context, p *plan) {
	if r.options.Progress != nil {
		if teller, ok := r.options.Progress.(Forecaster); ok {
			teller.Forecast(r.forecast.left)
		}
		r.options.Progress.Start(len(p.rules))
		defer r.options.Progress.Finish()
	}
	var beside sync.WaitGroup
	beside.Go(func() { r.godog(ctx, p.waiting, p.lanes.Waiting) })
	for i, units := range p.phases {
		r.godog(ctx, units, p.lanes.Phases[i])
	}
	beside.Wait()
}

// randomOf is the source of a run's order.
func randomOf(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// godog runs some units, each as a feature of its own. Its exit code and its summary are not used: it takes skipped
// scenarios for passed ones.
func (r *runner) godog(ctx context.Context, units []unit, concurrency int) {
	if len(units) == 0 {
		return
	}
	var contents []godog.Feature
	of := map[string]unit{}
	for _, u := range units {
		name := u.scenarios[0].ID()
		of[name] = u
		contents = append(contents, godog.Feature{Name: name, Contents: u.text})
	}
	godog.TestSuite{
		Name: "revokespec",
		ScenarioInitializer: r.initializer(func(pickle *godog.Scenario) (features.Rule, features.Scenario, bool) {
			return of[pickle.Uri].find(pickle.Name)
		}),
		Options: &godog.Options{
			FeatureContents: contents, Concurrency: concurrency, Format: "progress", Output: io.Discard,
			Strict: true, NoColors: true, DefaultContext: ctx,
		},
	}.Run()
}
