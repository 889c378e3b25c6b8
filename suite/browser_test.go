package suite_test

import (
	"context"
	"os"
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

// The rules about the Dashboard hold in a real browser as they do by form posts, and the record says which it was. Where
// REVOKESPEC_REQUIRE_BROWSER is set, a machine without one fails.
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
			result, err := suite.Run(context.Background(), target, suite.Options{
				Catalogue: catalogue, Selection: suite.Selection{Profiles: []string{"auth0"}, Rules: []string{"DSH"}}, Seed: 1,
				Browser: browser, Concurrency: 4,
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

// notes are the evidence of a scenario that is no exchange.
func notes(s record.Scenario) string {
	var all []string
	for _, step := range s.Steps {
		all = append(all, step.Message)
	}
	return strings.Join(all, "\n")
}
