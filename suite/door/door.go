// Package door is for godog: its own command line, or a go test, selects the scenarios and drives them.
package door

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/reportfile"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/reports"
	"github.com/revokespec/revokespec/steps"
	"github.com/revokespec/revokespec/suite"
)

// door is what the scenarios of this process share: godog calls InitializeScenario with nothing to tell runs apart.
type door struct {
	run   *suite.Driven
	files *reportfile.Files
}

var theDoor = sync.OnceValues(open)

// InitializeScenario binds vocabulary, leases and recording to a scenario. What is judged is the deployment file that
// REVOKESPEC_DEPLOYMENT names, else revokespec's own mock; by the profiles of the file, or those that REVOKESPEC_PROFILE lists, else
// auth0. A scenario of another profile is skipped.
func InitializeScenario(sc *godog.ScenarioContext) {
	d, err := theDoor()
	if err != nil {
		steps.Register(sc, &steps.World{}) // so that godog reports the reason, and not the steps as undefined
		sc.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) { return ctx, err })
		return
	}
	d.run.Initialize(sc)
}

// InitializeTestSuite has the deployment restored after all scenarios, prints our own tally (godog counts skipped scenarios as
// passed) and writes the report that REVOKESPEC_REPORT asks for as FORMAT=PATH, with the evidence of what passed as well where
// REVOKESPEC_EVIDENCE is all.
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

func open() (*door, error) {
	// The logger is the user's; only what servers send is kept from it, since tokens are in that.
	log.SetOutput(httpx.WithoutAnswers(log.Writer(), wording.Guard(os.Stderr))) //nolint:forbidigo // net/http's has no other
	catalogue, err := features.BuiltIn()
	if err != nil {
		return nil, err
	}
	evidence, err := record.ParseEvidence("REVOKESPEC_EVIDENCE", os.Getenv("REVOKESPEC_EVIDENCE"))
	if err != nil {
		return nil, err
	}
	files, err := openReport()
	if err != nil {
		return nil, err
	}
	target, profiles, err := openTarget(context.Background())
	if err != nil {
		files.Discard()
		return nil, err
	}
	return &door{files: files, run: suite.Drive(context.Background(), target, suite.Options{
		Catalogue: catalogue, Selection: suite.Selection{Profiles: profiles}, Seed: 1, Version: "godog",
		Browser: os.Getenv(suite.BrowserVariable), Evidence: evidence,
	})}, nil
}

func openReport() (*reportfile.Files, error) {
	var targets []reportfile.Target
	if flag := os.Getenv("REVOKESPEC_REPORT"); flag != "" {
		t, err := reportfile.Parse(flag, reports.Formats())
		if err != nil {
			return nil, fmt.Errorf("REVOKESPEC_REPORT: %w", err)
		}
		targets = append(targets, t)
	}
	return reportfile.Open(targets, os.Stdout)
}

func openTarget(ctx context.Context) (suite.Target, []string, error) {
	var profiles []string
	if list := os.Getenv("REVOKESPEC_PROFILE"); list != "" {
		for name := range strings.SplitSeq(list, ",") {
			profiles = append(profiles, strings.TrimSpace(name))
		}
		if err := suite.KnownProfiles(profiles); err != nil {
			return nil, nil, fmt.Errorf("REVOKESPEC_PROFILE: %w", err)
		}
	}
	path, given := os.LookupEnv("REVOKESPEC_DEPLOYMENT")
	if !given {
		if profiles == nil {
			profiles = []string{"auth0"}
		}
		target, err := embedded.Mock(ctx, profiles)
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
	target, err := suite.Open(ctx, file, deployment.Options{Profiles: profiles})
	return target, profiles, err
}

// close concludes what was run; what could not be restored is in the record.
func (d *door) close() error {
	result, _ := d.run.Conclude(context.Background())
	return errors.Join(reports.Terminal(os.Stderr, result, false),
		d.files.Write(func(t reportfile.Target, w io.Writer) error { return reports.Write(t.Format, w, result) }))
}
