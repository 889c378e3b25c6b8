package suite

import (
	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/webui"
)

// DoorTo is the door of somebody else's godog to a target of a test's own.
func DoorTo(target Target, catalogue *features.Catalogue, profiles ...string) func(*godog.ScenarioContext) {
	return (&runner{
		target: target, catalogue: catalogue, profiles: profiles, runs: map[string]*scenarioRun{}, dashboards: webui.New(file.BrowserNone, nil),
	}).initialize
}
