package suite

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/webui"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/steps"
)

// door is a run whose scenarios somebody else's godog selects and drives: its own command line, or a go test.
type door struct {
	runner  *runner
	outputs *reports.Outputs
	started time.Time
}

// The one door of this process: godog calls InitializeScenario with nothing to tell runs apart.
var theDoor = sync.OnceValues(openDoor)

// InitializeScenario is for godog: it binds vocabulary, leases and recording to a scenario. What is judged is the
// deployment file that REVOKESPEC_DEPLOYMENT names, else revokespec's own mock, if package embedded is imported; by the profiles of the file, or those
// that REVOKESPEC_PROFILE lists, else auth0. A scenario of another profile is skipped.
func InitializeScenario(sc *godog.ScenarioContext) {
	d, err := theDoor()
	if err != nil {
		steps.Register(sc, &steps.World{}) // so that godog reports the reason, and not the steps as undefined
		sc.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) { return ctx, err })
		return
	}
	d.runner.initialize(sc)
}

// InitializeTestSuite is for godog: after all scenarios it restores the deployment, prints our own tally (godog counts
// skipped scenarios as passed) and writes the report that REVOKESPEC_REPORT asks for as FORMAT=PATH, with the evidence
// of what passed as well where REVOKESPEC_EVIDENCE is all.
func InitializeTestSuite(sc *godog.TestSuiteContext) {
	sc.AfterSuite(func() {
		d, err := theDoor()
		if err == nil {
			err = d.close()
		}
		if err != nil {
			fmt.Fprintln(wording.Guard(os.Stderr), "revokespec:", wording.InOneLine(err))
		}
	})
}

func openDoor() (*door, error) {
	// The logger is the user's; only what servers send is kept from it, since tokens are in that.
	log.SetOutput(httpx.WithoutAnswers(log.Writer(), wording.Guard(os.Stderr))) //nolint:forbidigo // net/http's has no other
	catalogue, err := features.BuiltIn()
	if err != nil {
		return nil, err
	}
	d := &door{started: time.Now()}
	evidence, err := record.ParseEvidence("REVOKESPEC_EVIDENCE", os.Getenv("REVOKESPEC_EVIDENCE"))
	if err != nil {
		return nil, err
	}
	if d.outputs, err = doorOutputs(); err != nil {
		return nil, err
	}
	target, profiles, err := doorTarget(context.Background())
	if err != nil {
		d.outputs.Discard()
		return nil, err
	}
	d.runner = &runner{target: target, catalogue: catalogue, profiles: profiles, seed: 1, evidence: evidence, runs: map[string]*scenarioRun{}, dashboards: webui.New(os.Getenv(BrowserVariable), nil)}
	return d, nil
}

func doorOutputs() (*reports.Outputs, error) {
	var targets []reports.Target
	if flag := os.Getenv("REVOKESPEC_REPORT"); flag != "" {
		t, err := reports.ParseReportFlag(flag, reports.Formats())
		if err != nil {
			return nil, fmt.Errorf("REVOKESPEC_REPORT: %w", err)
		}
		targets = append(targets, t)
	}
	return reports.Prepare(targets, os.Stdout)
}

// Unnamed opens what godog judges where no deployment is named. Package embedded sets it, when it is imported.
var Unnamed func(ctx context.Context, profiles []string) (Target, error)

func doorTarget(ctx context.Context) (Target, []string, error) {
	var profiles []string
	if list := os.Getenv("REVOKESPEC_PROFILE"); list != "" {
		for name := range strings.SplitSeq(list, ",") {
			profiles = append(profiles, strings.TrimSpace(name))
		}
		if err := KnownProfiles(profiles); err != nil {
			return nil, nil, fmt.Errorf("REVOKESPEC_PROFILE: %w", err)
		}
	}
	path, given := os.LookupEnv("REVOKESPEC_DEPLOYMENT")
	if !given {
		if profiles == nil {
			profiles = []string{"auth0"}
		}
		if Unnamed == nil {
			return nil, nil, errors.New("REVOKESPEC_DEPLOYMENT is not set; name a deployment file, or import github.com/revokespec/revokespec/embedded to judge its mock")
		}
		target, err := Unnamed(ctx, profiles)
		return target, profiles, err
	}
	if path == "" {
		return nil, nil, errors.New("REVOKESPEC_DEPLOYMENT is set but empty; name a deployment file, or unset it to judge the mock")
	}
	file, err := file.Load(path, os.LookupEnv)
	if err != nil {
		return nil, nil, err
	}
	if profiles == nil {
		profiles = file.Profiles
	}
	target, err := Open(ctx, file, deployment.Options{Profiles: profiles})
	return target, profiles, err
}

// close concludes what was run.
func (d *door) close() error {
	result := &record.Record{
		Schema: record.Schema, Tool: record.Tool{Version: "godog", RulesetDigest: d.runner.catalogue.Digest(), ProofDigest: Proven()},
		Deployment: d.runner.target.Describe(), Started: d.started.UTC(), DurationMS: milliseconds(time.Since(d.started)),
		Requests: d.runner.target.Requests(), Evidence: d.runner.evidence, Plan: []string{},
	}
	d.runner.dashboards.Close()
	d.runner.review()
	left := restore(context.Background(), d.runner.target)
	for _, rule := range d.ran() {
		result.Plan = append(result.Plan, rule.ID)
		result.Rules = append(result.Rules, d.runner.rule(rule))
	}
	for _, p := range d.runner.profiles {
		result.Profiles = append(result.Profiles, record.Profile{Name: p})
	}
	result.Conclude(record.Options{Contradictions: d.runner.contradicting(), Unrestored: unrestored(left)})
	return errors.Join(reports.Terminal(os.Stderr, result, reports.TerminalOptions{}), d.outputs.Write(reports.Renderer(result, false)))
}

// ran gives the rules with the scenarios that godog selected, and a rule each for scenarios that the catalogue does not
// know.
func (d *door) ran() []features.Rule {
	var rules []features.Rule
	known := map[string]bool{}
	for _, rule := range d.runner.catalogue.Rules {
		var scenarios []features.Scenario
		for _, s := range rule.Scenarios {
			if _, ok := d.runner.runs[key(s)]; ok {
				scenarios = append(scenarios, s)
				known[key(s)] = true
			}
		}
		if rule.Scenarios = scenarios; len(scenarios) > 0 {
			rules = append(rules, rule)
		}
	}
	for location, run := range d.runner.runs {
		if !known[location] {
			rule := run.rule
			rule.Scenarios = []features.Scenario{run.scenario}
			rules = append(rules, rule)
		}
	}
	return rules
}
