package suite_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/chromium"
	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/suite"
)

// The rules about the Dashboard hold in a real browser as they do by form posts, and the record says which it was. In the browser,
// which takes its time, whatever the rules do is done once. Where REVOKESPEC_REQUIRE_BROWSER is set, a machine without one fails.
func TestTheDashboardInABrowser(t *testing.T) {
	for way, browser := range map[string]string{"by form posts": file.BrowserNone, "in Chromium ": chromium.Find()} {
		t.Run(strings.TrimSpace(way), func(t *testing.T) {
			if browser == "" {
				require.Empty(t, os.Getenv("REVOKESPEC_REQUIRE_BROWSER"), "no Chromium is found, and one is asked for")
				t.Skip("no Chromium is found")
			}
			if raceDetector && browser != file.BrowserNone {
				t.Skip("runs without the race detector")
			}
			catalogue, err := features.BuiltIn()
			require.NoError(t, err)
			target, err := embedded.Mock(context.Background(), []string{"auth0"})
			require.NoError(t, err)
			selection := suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"DSH"}}
			if browser != file.BrowserNone {
				selection.Takes = eachPhrase(catalogue, "DSH")
			}
			result, err := suite.Run(context.Background(), target, suite.Options{
				Catalogue: catalogue, Selection: selection, Seed: 1, Browser: browser, Concurrency: 4,
			})
			require.NoError(t, err)
			require.Len(t, result.Rules, 7)
			for _, r := range result.Rules {
				assert.Equal(t, record.Pass, r.Verdict, "%s: %s", r.ID, r.Reason)
				for _, s := range r.Scenarios {
					assert.True(t, strings.Contains(notes(s), "at the Dashboard, "+way), "%s %s: %s", r.ID, s.Name, notes(s))
				}
			}
		})
	}
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// eachPhrase takes, of a family, the first scenario of each rule and those with a phrase that none before them has.
func eachPhrase(c *features.Catalogue, family string) func(scenario string) bool {
	taken, seen := map[string]bool{}, map[string]bool{}
	for _, r := range c.Rules {
		if r.Family() != family {
			continue
		}
		for i, s := range r.Scenarios {
			for _, step := range s.Steps {
				phrase := quoted.ReplaceAllString(step.Text, "")
				if i == 0 || !seen[phrase] {
					taken[s.ID()] = true
				}
				seen[phrase] = true
			}
		}
	}
	return func(scenario string) bool { return taken[scenario] }
}

// notes are the evidence of a scenario that is no exchange.
func notes(s record.Scenario) string {
	var all []string
	for _, step := range s.Steps {
		all = append(all, step.Message)
	}
	return strings.Join(all, "\n")
}
