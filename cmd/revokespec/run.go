package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/revokespec/revokespec/cmd/internal/program"
	"github.com/revokespec/revokespec/cmd/revokespec/progress"
	"github.com/revokespec/revokespec/internal/reportfile"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/suite"
)

// runFlags are the flags of run, as they were given.
type runFlags struct {
	deployment   string
	selection    suite.Selection
	require      []string
	features     string
	onlyFeatures bool
	concurrency  int
	reports      []string
	evidence     string
	waivers      string
	strict       bool
	timeout      time.Duration
	seed         uint64
	repeat       int
	explain      bool
	shard        string
	soak         suite.Soak
}

func runCommand(sys program.System) *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run",
		Short: "judge a deployment, or with none revokespec's own mock",
		Example: `  revokespec run                                          # the mock, all rules of profile auth0
  revokespec run --deployment staging.yaml --report junit=report.xml
  revokespec run --profile rfc7009,bcp --rule REV,ROT-03
  revokespec run --deployment staging.yaml --shard 2/3 --report json=2.json   # one of three machines`,
		RunE: func(c *cobra.Command, _ []string) error { return run(sys, c, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.deployment, "deployment", "", "the deployment `FILE`; instead of it REVOKESPEC_DEPLOYMENT, and with neither the mock")
	flags.StringSliceVar(&f.selection.Profiles, "profile", nil, "the `PROFILES` to judge by: auth0, rfc7009, bcp (default: the file's, else auth0)")
	flags.StringSliceVar(&f.selection.Rules, "rule", nil, "only these `IDS` or families, such as REV-03,GRT")
	flags.StringSliceVar(&f.selection.Skip, "skip", nil, "not these `IDS` or families")
	flags.StringSliceVar(&f.require, "require", nil, "these `IDS` or families must be judged, else exit code 3")
	flags.StringVar(&f.selection.Tags, "tags", "", "only scenarios that fit the `EXPRESSION` in godog's syntax: @a && @b, @a,@b (or), ~@a (not)")
	flags.StringVar(&f.features, "features", "", "adds the features below `DIR` to the built-in ones")
	flags.BoolVar(&f.onlyFeatures, "only-features", false, "leaves out the built-in features; needs --features")
	flags.IntVar(&f.concurrency, "concurrency", 0, "how many scenarios are under way at once, waiting ones too (default: one a user, of which 8 do more than wait)")
	flags.StringArrayVar(&f.reports, "report", nil, "writes a report, `FORMAT=PATH`: "+strings.Join(reports.Formats(), ", ")+"; - is stdout; a PATH that ends in .gz is compressed; may be repeated")
	flags.StringVar(&f.evidence, "evidence", string(record.EvidenceFailures), "of which scenarios the record keeps whole exchanges, `WHICH`: failures (of what did not pass) or all")
	flags.StringVar(&f.waivers, "waivers", "", "accepts failures for a time, as the `FILE` says")
	flags.BoolVar(&f.strict, "strict", false, "a broken SHOULD fails the run")
	flags.DurationVar(&f.timeout, "timeout", 0, "bounds the whole run; what is left is inconclusive")
	flags.Uint64Var(&f.seed, "seed", 0, "of the order and of all random values (default: drawn, and printed)")
	flags.StringVar(&f.shard, "shard", "", "only the I-th of N parts of what is selected, `I/N` (auto/N: as JOB_COMPLETION_INDEX says); `revokespec report` joins the records of all N")
	flags.DurationVar(&f.soak.For, "soak", 0, "puts the server under mixed load for a `DURATION` at the end of the run, and looks that what is dead stays dead (PRP-04)")
	flags.Float64Var(&f.soak.PerSecond, "soak-rate", 0, "at most `N` acts a second under --soak (default: 20, or what the file's limits say; on the mock as many as can be)")
	flags.IntVar(&f.repeat, "repeat", 1, "judges all of it so many `TIMES`; of each scenario the worst counts, and what did not come out alike is said with its share")
	flags.BoolVar(&f.explain, "explain", false, "says what would be sent, made, changed and judged, without doing it")
	return c
}

// collectEvery is the growth of the heap, in percent, at which garbage is collected while the mock runs in the same process: of what its
// servers make, nearly all is soon gone.
const collectEvery = 400

// run checks every input before the first request is sent.
func run(sys program.System, c *cobra.Command, f runFlags) error {
	target, options, err := f.read(sys, c)
	if err != nil {
		return err
	}
	outputs, err := prepare(sys, f.reports, reports.Formats())
	if err != nil {
		return err
	}
	defer outputs.Discard()
	bar := progress.New(sys.Screen, sys.Terminal, time.Now)
	options.Progress, options.Say = bar, bar.Say
	opened, err := target.open(sys, options.Browser, bar.Say)
	if err != nil {
		return err
	}
	if f.explain {
		return explain(sys, opened, options)
	}
	fmt.Fprintf(sys.Stderr, "%s (%s)\n", reports.Judged(opened.Describe()), drawn(options))
	if target.file != nil {
		if estimate, err := suite.EstimateRun(opened, options); err == nil {
			fmt.Fprintf(sys.Stderr, "the plan: %s%s\n", estimate, f.times())
		}
	}
	if target.file == nil {
		defer debug.SetGCPercent(debug.SetGCPercent(collectEvery))
	}
	record, err := suite.Run(sys.Ctx, opened, options)
	if record == nil {
		return err
	}
	return finish(sys, outputs, record)
}

// drawn says which run of all that there could be this one is.
func drawn(o suite.Options) string {
	if o.Shard != nil {
		return fmt.Sprintf("%s, seed %d", o.Shard, o.Seed)
	}
	return fmt.Sprintf("seed %d", o.Seed)
}

// mostRounds is how often all can be judged in one run.
const mostRounds = 1000

// read reads everything that a run is given.
func (f runFlags) read(sys program.System, c *cobra.Command) (*chosenTarget, suite.Options, error) {
	tool := version()
	o := suite.Options{
		Concurrency: f.concurrency, Seed: f.seed, Timeout: f.timeout, Rounds: f.repeat, Version: tool.Version, Commit: tool.Commit,
		Evidence: record.Evidence(f.evidence), Conclude: record.Options{Strict: f.strict, Require: f.require},
	}
	if !c.Flags().Changed("seed") {
		o.Seed = uint64(rand.Uint32())
	}
	err := f.check(c)
	if err != nil {
		return nil, o, err
	}
	if o.Catalogue, err = f.catalogue(); err != nil {
		return nil, o, err
	}
	if err := suite.Known(o.Catalogue, f.require); err != nil {
		return nil, o, err
	}
	if f.waivers != "" {
		if o.Waivers, err = record.ReadWaivers(f.waivers); err != nil {
			return nil, o, err
		}
	}
	target, err := f.target(sys, c)
	if err != nil {
		return nil, o, err
	}
	o.Selection = target.selection
	if o.Soak = f.soak; target.file != nil && target.file.Limits.RequestsPerSecond == 0 {
		o.Soak.PerSecond = cmp.Or(f.soak.PerSecond, soakRate)
	}
	if err := suite.CheckSoak(o); err != nil {
		return nil, o, err
	}
	if o.Shard, err = record.ParseShard(f.shard, sys.LookupEnv); err != nil {
		return nil, o, err
	}
	if _, err := suite.Plan(o); err != nil {
		return nil, o, err
	}
	if target.file != nil {
		if target.file, err = suite.PartOf(target.file, o); err != nil {
			return nil, o, err
		}
	}
	o.Browser, err = target.browser(sys)
	return target, o, err
}

// finish writes the reports.
func finish(sys program.System, outputs *reportfile.Files, result *record.Record) error {
	_, plain := sys.LookupEnv("NO_COLOR")
	return program.ExitWith(result.ExitCode, errors.Join(
		reports.Terminal(sys.Screen, result, sys.Terminal && !plain),
		outputs.Write(func(t reportfile.Target, w io.Writer) error { return reports.Write(t.Format, w, result) }),
	))
}

func (f runFlags) check(c *cobra.Command) error {
	if err := refuseEmpty(c, "deployment", "profile", "rule", "skip", "require", "tags", "features", "waivers", "evidence", "shard"); err != nil {
		return err
	}
	if err := suite.KnownProfiles(f.selection.Profiles); err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	if _, err := record.ParseEvidence("--evidence", f.evidence); err != nil {
		return err
	}
	switch {
	case f.explain && len(f.reports) > 0:
		return errors.New("--explain judges nothing, so there is nothing to report; leave --report out")
	case f.onlyFeatures && f.features == "":
		return errors.New("--only-features leaves nothing to run without --features DIR")
	case f.concurrency < 0:
		return fmt.Errorf("--concurrency %d: must be 1 or more", f.concurrency)
	case f.repeat < 1 || f.repeat > mostRounds:
		return fmt.Errorf("--repeat %d: there can be 1 to %d rounds", f.repeat, mostRounds)
	case f.explain && f.repeat > 1:
		return errors.New("--explain tells of one round; leave --repeat out")
	case f.timeout < 0:
		return fmt.Errorf("--timeout %s: must not be negative", f.timeout)
	}
	return f.checkSoak(c)
}

// shortestSoak is the shortest load that shows anything.
const shortestSoak = time.Second

func (f runFlags) checkSoak(c *cobra.Command) error {
	soak := f.soak
	switch given := c.Flags().Changed; {
	case !given("soak") && given("soak-rate"):
		return errors.New("--soak-rate is for --soak; give --soak DURATION as well, or leave it out")
	case given("soak") && soak.For < shortestSoak:
		return fmt.Errorf("--soak %s: give %s or more, such as 5m", soak.For, shortestSoak)
	case given("soak-rate") && !(soak.PerSecond > 0):
		return fmt.Errorf("--soak-rate %v: must be more than 0; leave it out for the default", soak.PerSecond)
	case f.timeout > 0 && soak.For >= f.timeout:
		return fmt.Errorf("--soak %s does not fit into --timeout %s; give a longer --timeout, or a shorter --soak", soak.For, f.timeout)
	}
	return nil
}

// soakRate is how many acts a second a server is asked that has not said what it takes.
const soakRate = 20

// times says how often the plan is carried out, where it is not once.
func (f runFlags) times() string {
	if f.repeat == 1 {
		return ""
	}
	return fmt.Sprintf(", %d times", f.repeat)
}

// prepare opens the reports of --report flags.
func prepare(sys program.System, values, formats []string) (*reportfile.Files, error) {
	var targets []reportfile.Target
	for _, value := range values {
		t, err := reportfile.Parse(value, formats)
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	return reportfile.Open(targets, sys.Files)
}
