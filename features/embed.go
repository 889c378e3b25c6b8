// Package features holds the rules of refresh-token revocation as Gherkin, one Rule a documented requirement, and reads
// them into a catalogue: id, level, profiles, source, what each scenario needs.
//
// The .feature files are the only place where rules are listed; everything else (the plan of a run, the reports, the
// documentation) is derived from them. The package knows Gherkin, and neither godog nor any server.
package features

import "embed"

// FS holds the built-in features.
//
//go:embed *.feature
var FS embed.FS
