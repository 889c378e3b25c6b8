package features_test

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/suite/door"
)

var options = godog.Options{Format: "progress", Concurrency: 4, Strict: true, NoColors: true}

func TestMain(m *testing.M) {
	godog.BindFlags("godog.", flag.CommandLine, &options)
	flag.Parse()
	debug.SetGCPercent(400) // a run makes much garbage
	os.Exit(m.Run())
}

// TestFeatures runs the features under go test, with -godog.tags, -godog.concurrency and godog's other flags: on the
// embedded mock, or on the deployment that REVOKESPEC_DEPLOYMENT names (then with -count=1: go test cannot see that a
// server changed).
func TestFeatures(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole run of the suite; the tests of suite/door make a few scenarios")
	}
	o := options
	o.FS, o.Paths, o.TestingT = features.FS, []string{"."}, t
	code := godog.TestSuite{
		Name: "revokespec", Options: &o,
		ScenarioInitializer: door.InitializeScenario, TestSuiteInitializer: door.InitializeTestSuite,
	}.Run()
	assert.Zero(t, code, "godog's exit code")
}
