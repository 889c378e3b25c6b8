package suite_test

import (
	"bytes"
	"context"
	"testing"
	"testing/fstest"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

const (
	deviceOwn = `Feature: Own
  @OWN-01 @must @needs-device
  Rule: A device
    Scenario: A device revokes its token
      Given a live refresh token "A" of the "device" application
      When the application revokes "A"
      Then "A" is dead
`
	reuseOwn = `Feature: Own
  @OWN-01 @must @needs-rotating
  Rule: A family
    Scenario: A reuse ends it
      Given a live refresh token "A" of the "rotating" application
      When "A" is exchanged for "B"
      And "A" is used again
      Then "B" is dead
`
)

// A control that fails ends its scenario as a step of the feature would: in a run, and in somebody else's godog, whether that knows the
// scenario or not.
func TestClosingControlsThatFail(t *testing.T) {
	for deviation, c := range map[string]struct {
		feature, says string
		steps         []record.Verdict // the last three
	}{
		"authorization-revives-the-device": {deviceOwn, "came back to life", []record.Verdict{record.Pass, record.Pass, record.Fail}},
		"no-return-after-reuse":            {reuseOwn, "after the act a new sign-in yields no token that works", []record.Verdict{record.Pass, record.Inconclusive, ""}},
	} {
		t.Run(deviation, func(t *testing.T) {
			target, err := embedded.Mock(t.Context(), []string{"auth0"}, deviation)
			require.NoError(t, err)
			own, err := features.Read(fstest.MapFS{"own.feature": {Data: []byte(c.feature)}}, "", nil)
			require.NoError(t, err)
			result, err := suite.Run(context.Background(), target, suite.Options{Catalogue: own, Selection: suite.Selection{Profiles: []string{"auth0"}}})
			require.NoError(t, err)
			ran := result.Rules[0].Scenarios[0].Steps
			require.GreaterOrEqual(t, len(ran), 5)
			ran = ran[len(ran)-3:]
			assert.Equal(t, "a new sign-in works", ran[1].Text)
			assert.Equal(t, "what is dead stays dead", ran[2].Text)
			assert.Equal(t, c.steps, []record.Verdict{ran[0].Verdict, ran[1].Verdict, ran[2].Verdict})
			assert.Contains(t, ran[1].Message+ran[2].Message, c.says)

			builtIn, err := features.BuiltIn()
			require.NoError(t, err)
			for name, catalogue := range map[string]*features.Catalogue{"known": own, "not known": builtIn} {
				var said bytes.Buffer
				code := godog.TestSuite{
					ScenarioInitializer: suite.Drive(t.Context(), target, suite.Options{
						Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0"}}, Browser: file.BrowserNone,
					}).Initialize,
					Options: &godog.Options{Format: "progress", Output: &said, Strict: true, NoColors: true,
						FeatureContents: []godog.Feature{{Name: "own.feature", Contents: []byte(c.feature)}}},
				}.Run()
				assert.Equal(t, 1, code, name)
				assert.Contains(t, said.String(), c.says, name)
			}
		})
	}
}
