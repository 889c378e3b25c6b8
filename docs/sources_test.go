package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

// bySource is the rules once more, by the sentences of the founding document and the contradictions between sources.
func bySource(t *testing.T) string {
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	sources, err := features.ReadSources()
	require.NoError(t, err)
	var b strings.Builder
	fmt.Fprintf(&b, "\n## By sentence of the founding document\n\n%s, sentence by sentence and in our own words, with the rules that "+
		"judge each and their scenarios. C1, C2 and so on are [contradictions](#where-the-sources-contradict-each-other).\n", sources.Document)
	for _, section := range sources.Sections {
		fmt.Fprintf(&b, "\n### %s\n\n| the document says | rules and scenarios |\n| --- | --- |\n", section.Name)
		for _, s := range section.Sentences {
			says := s.Says
			if s.Note != "" {
				says += " (" + s.Note + ")"
			}
			judged := "none: " + s.Untested
			if len(s.Rules) > 0 {
				judged = strings.Join(withScenarios(t, catalogue, s.Rules), "<br>")
			}
			fmt.Fprintf(&b, "| %s | %s |\n", says, judged)
		}
	}
	b.WriteString("\n## Where the sources contradict each other\n\n| | the sources | what the rules assert | rules |\n| --- | --- | --- | --- |\n")
	for _, c := range sources.Contradictions {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.ID, c.Conflict, c.Choice, strings.Join(c.Rules, ", "))
	}
	return b.String()
}

// withScenarios gives each rule with its level and the names of its scenarios; of an outline, its first row and how many
// follow.
func withScenarios(t *testing.T, c *features.Catalogue, ids []string) []string {
	var out []string
	for _, id := range ids {
		rule, known := c.Rule(id)
		require.True(t, known, id)
		var names []string
		for _, block := range blocksOf(rule) {
			name := block[0].Name
			if more := len(block) - 1; more > 0 {
				name += fmt.Sprintf(" (and %d like it)", more)
			}
			names = append(names, name)
		}
		out = append(out, fmt.Sprintf("**%s** %s: %s", id, strings.ToUpper(rule.Level), strings.Join(names, "; ")))
	}
	return out
}

func blocksOf(rule features.Rule) [][]features.Scenario {
	var blocks [][]features.Scenario
	for i, s := range rule.Scenarios {
		if i == 0 || rule.Scenarios[i-1].Block != s.Block {
			blocks = append(blocks, nil)
		}
		blocks[len(blocks)-1] = append(blocks[len(blocks)-1], s)
	}
	return blocks
}
