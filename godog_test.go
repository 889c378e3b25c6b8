// Package revokespec has nothing but this door for godog's own command line: `go tool godog run` looks for these two
// functions in the test files of the directory it is started in.
package revokespec

import (
	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/suite/door"
)

// InitializeScenario binds the vocabulary and the leases of package door.
func InitializeScenario(sc *godog.ScenarioContext) { door.InitializeScenario(sc) }

// InitializeTestSuite restores the deployment and prints the verdicts when all scenarios are over.
func InitializeTestSuite(sc *godog.TestSuiteContext) { door.InitializeTestSuite(sc) }
