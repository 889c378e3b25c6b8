package suite_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/steps"
	"github.com/revokespec/revokespec/suite"
)

func TestBuiltInFeaturesCanRun(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	assert.NoError(t, suite.Check(catalogue))
}

// A phrase that no feature uses is one too many.
func TestEveryPhraseIsUsed(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, p := range steps.Phrases() {
		used := 0
		for _, r := range catalogue.Rules {
			for _, s := range r.Scenarios {
				for _, step := range s.Steps {
					if p.Pattern.MatchString(step.Text) {
						used++
					}
				}
			}
		}
		assert.NotZero(t, used, "%s %s", p.Keyword, p.Readable())
	}
}

// Each step must be read by one phrase alone.
func TestPhrasesAreUnambiguous(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, r := range catalogue.Rules {
		for _, s := range r.Scenarios {
			for _, step := range s.Steps {
				matched := 0
				for _, p := range steps.Phrases() {
					if p.Pattern.MatchString(step.Text) {
						matched++
					}
				}
				assert.Equal(t, 1, matched, "%s: %s", s.Location(), step.Text)
			}
		}
	}
}

func TestWhatCheckRefuses(t *testing.T) {
	cases := map[string]struct{ body, wanted string }{
		"no steps":         {"", "no steps"},
		"no Then":          {`Given a live refresh token "A" of the "any" application`, "no Then"},
		"an unknown step":  {"Then the moon is full", "revokespec steps"},
		"the wrong place":  {`Then "A" is sent for revocation`, "is a When, not a Then"},
		"an unknown need":  {`Then the answer is "200"`, "no capability is called"},
		"the same name":    {`Then the answer is "200"`, "called"},
		"an odd setting":   {`Then the answer is "200"`, "@setting-on"},
		"an odd role":      {`Given a live refresh token "A" of the "confidental" application`, `"confidental" (did you mean "confidential"?)`},
		"a fine one":       {`Then the answer is "200"`, ""},
		"a star as a step": {`* the answer is "200"`, "is a Then"},
	}
	tags := map[string]string{"an unknown need": "@needs-money", "an odd setting": "@setting-maybe"}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := "Feature: f\n  Rule: r\n    " + tags[name] + "\n    Scenario: s\n      " + c.body + "\n"
			if name == "the same name" {
				text += "\n    Scenario: s\n      " + c.body + "\n"
			}
			catalogue, err := features.Read(fstest.MapFS{"own.feature": {Data: []byte(text)}}, "own", nil)
			require.NoError(t, err)
			err = suite.Check(catalogue)
			if c.wanted == "" {
				assert.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.wanted)
			assert.Contains(t, err.Error(), "own/own.feature:")
		})
	}
}
