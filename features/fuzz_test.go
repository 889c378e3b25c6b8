package features_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// A text is refused in one line that names the file, or each scenario of it can be cut out and be read again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{small, "", "#language: xx", "# language: de\nFunktionalität: f\n  Beispiel: b\n    Dann x\n", "Feature: f\n  Rule: r\n", "Feature: f\n  Scenario Outline: <a>\n    Then <a>\n    Examples:\n      | a |\n      | \\n |\n",
		"Feature: f\n Scenario:\n  Then \"\"\"\n", "Feature: f\n Scenario: s\n  Then x\n   | a |\n   | a | b |\n", "@a\n\xff\n", "\xef\xbb\xbfFeature: f\r\n\r\n  Scenario: s\r\n    Then x\r\n",
		"@OWN-01 @needs- @setting-\nFeature: f\n  Rule:\n  Background:\n  Given x\n  Scenario:\n", strings.Repeat("@a ", 5000) + "\nFeature:"} {
		f.Add(seed)
	}
	known, err := features.BuiltIn()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := features.Read(fstest.MapFS{"small.feature": {Data: []byte(text)}}, "own", known)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "own/small.feature:") && !strings.Contains(err.Error(), "\n"), "%q", err)
			return
		}
		for _, rule := range c.Rules {
			for _, s := range rule.Scenarios {
				cut := c.Extract(s)
				alone, err := features.Read(fstest.MapFS{"small.feature": {Data: cut}}, "own", nil)
				require.NoError(t, err, "%q", cut)
				assert.True(t, has(alone, s), "%s is not in %q", s.Location(), cut)
			}
		}
	})
}

// has says whether there is such a scenario, wherever it stands; a rule without an id is called by its place.
func has(c *features.Catalogue, wanted features.Scenario) bool {
	for _, rule := range c.Rules {
		for _, s := range rule.Scenarios {
			if s.Rule, s.Line, s.Block = wanted.Rule, wanted.Line, wanted.Block; assert.ObjectsAreEqual(wanted, s) {
				return true
			}
		}
	}
	return false
}
