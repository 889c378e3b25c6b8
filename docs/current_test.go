package docs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/reports"
)

// The page of the proof takes minutes to make; what it lacks is said at once.
func TestTheProofKnowsEveryRuleAndDeviation(t *testing.T) {
	page := read(t, "proof.md")
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, r := range catalogue.Rules {
		if !strings.Contains(page, "\n## "+r.ID+"\n\n"+r.Title+" (") {
			t.Errorf("proof.md does not have %s, or not as it is worded now; `make proof` writes it anew", r.ID)
		}
	}
	for _, d := range mockserver.Deviations() {
		if !strings.Contains(page, "| "+d.Sentence+" |") || !strings.Contains(page, "`"+d.Name+"`") {
			t.Errorf("proof.md does not have the deviation %s, or not as it is worded now; `make proof` writes it anew", d.Name)
		}
	}
}

func TestEveryReportFormatIsDocumented(t *testing.T) {
	for _, format := range reports.Formats() {
		assert.Contains(t, read(t, "reports.md"), "\n## "+format, "reports.md")
	}
}
