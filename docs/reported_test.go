package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/mockserver"
)

var deviation = regexp.MustCompile("`([a-z0-9-]+)`")

// Each rule that is said to notice a report exists, and the deviation is one that breaks one of them.
func TestReportedLeadsToRulesAndDeviations(t *testing.T) {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	rows := 0
	for line := range strings.Lines(read(t, "reported.md")) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 || strings.HasPrefix(cells[1], " report") || strings.HasPrefix(cells[1], " ---") {
			continue
		}
		rows++
		rules := ruleID.FindAllString(cells[4], -1)
		require.NotEmpty(t, rules, line)
		for _, id := range rules {
			_, known := catalogue.Rule(id)
			assert.True(t, known, "%s: %s", id, line)
		}
		name := deviation.FindStringSubmatch(cells[5])
		require.NotNil(t, name, line)
		all := mockserver.Deviations()
		i := slices.IndexFunc(all, func(d mockserver.Deviation) bool { return d.Name == name[1] })
		if assert.GreaterOrEqual(t, i, 0, "there is no deviation %s", name[1]) {
			assert.Contains(t, rules, all[i].Rule, name[1])
		}
	}
	assert.Greater(t, rows, 30)
}
