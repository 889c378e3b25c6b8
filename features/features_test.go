package features_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/judge"
)

func builtIn(t *testing.T) *features.Catalogue {
	t.Helper()
	c, err := features.BuiltIn()
	require.NoError(t, err)
	return c
}

func TestEveryRuleHasIDLevelProfileAndSource(t *testing.T) {
	for _, r := range builtIn(t).Rules {
		assert.Regexp(t, `^[A-Z]{3}-[0-9]{2}$`, r.ID, r.Location)
		assert.NotEmpty(t, r.Profiles, r.ID)
		assert.NotEmpty(t, r.Source, r.ID)
		for _, s := range r.Scenarios {
			levels := slices.Contains(s.Tags, "@must") != slices.Contains(s.Tags, "@should")
			assert.True(t, levels, "%s: exactly one of @must and @should", s.Location())
			assert.NotEmpty(t, s.Profiles, s.Location())
		}
	}
}

// What a step takes for granted is judged by one rule, so that a finding is left to somebody.
func TestEverySubjectHasItsJudge(t *testing.T) {
	c, known := builtIn(t), map[string]bool{}
	for _, subject := range judge.Subjects() {
		known[string(subject)] = true
		assert.NotEmpty(t, c.JudgeOf(string(subject)), "no rule has the line Judges: %s", subject)
	}
	for _, r := range c.Rules {
		for _, subject := range r.Judges {
			assert.True(t, known[subject], "%s judges %q, which no step leaves to a rule", r.ID, subject)
		}
	}
	_, err := features.Read(fstest.MapFS{"a.feature": {Data: []byte("Feature: F\n  Rule: R\n    Judges: x\n    Scenario: S\n      Given a\n  Rule: Q\n    Judges: x\n    Scenario: T\n      Given a\n")}}, "", nil)
	assert.ErrorContains(t, err, `a.feature:6: "x" is what rule a.feature:2 judges already; leave it to that one`)
}

func TestTagsAreAClosedList(t *testing.T) {
	known := []string{"@must", "@should", "@auth0", "@rfc7009", "@bcp", "@setting-on", "@setting-off", "@setting-changed", "@clock-moved", features.WithoutClosingControls}
	for _, r := range builtIn(t).Rules {
		for _, s := range r.Scenarios {
			for _, tag := range s.Tags {
				ok := slices.Contains(known, tag) || tag == "@"+r.ID || strings.HasPrefix(tag, "@needs-")
				assert.True(t, ok, "%s: unknown tag %s", s.Location(), tag)
			}
		}
	}
}

// A token seen dead is presented once more, after the control that the server still hands out tokens that work.
func TestEveryDeathIsFollowedByTheControls(t *testing.T) {
	for _, r := range builtIn(t).Rules {
		for _, s := range r.Scenarios {
			kills := slices.ContainsFunc(s.Steps, func(step features.Step) bool {
				return strings.Contains(step.Text, "is dead") && !strings.HasPrefix(step.Text, "what ") || strings.Contains(step.Text, "refused cleanly")
			})
			if !kills {
				continue
			}
			n := len(s.Steps)
			if strings.Contains(s.Steps[n-1].Text, `" stays dead `) { // which looks further, after the controls
				n--
			}
			assert.Equal(t, "a new sign-in works", s.Steps[n-2].Text, s.Location())
			assert.Equal(t, "what is dead stays dead", s.Steps[n-1].Text, s.Location())
		}
	}
}

// What stands in a table below a step is known of it, with the values of the row where the scenario is an outline's.
func TestTables(t *testing.T) {
	for _, r := range builtIn(t).Rules {
		for _, s := range r.Scenarios {
			for _, step := range s.Steps {
				assert.Equal(t, strings.HasSuffix(step.Text, ":"), step.Table != nil, "%s: %s", s.Location(), step.Text)
				for _, cells := range step.Table {
					assert.NotContains(t, strings.Join(cells, " "), "<", s.Location())
				}
			}
		}
	}
}

func TestCatalogueOrder(t *testing.T) {
	var ids []string
	for _, r := range builtIn(t).Rules {
		ids = append(ids, r.ID)
	}
	assert.Less(t, slices.Index(ids, "REV-51"), slices.Index(ids, "GRT-01"))
	assert.Less(t, slices.Index(ids, "GRT-13"), slices.Index(ids, "SET-01"))
	assert.Less(t, slices.Index(ids, "DEV-12"), slices.Index(ids, "ROT-01"))
	assert.Less(t, slices.Index(ids, "REV-03"), slices.Index(ids, "REV-04"))
}

const small = `@mine
Feature: Small

  Background:
    Given the ground

  Rule: First rule
    Background:
      Given the first ground

    Scenario: One
      Then a

    Scenario Outline: Two <x>
      Then <x>

      Examples:
        | x |
        | b |
        | c |

  Rule: Second rule
    Source: a book

    Scenario: Three
      Then d
`

func read(t *testing.T, text string) (*features.Catalogue, error) {
	t.Helper()
	return features.Read(fstest.MapFS{"small.feature": {Data: []byte(text)}}, "own", builtIn(t))
}

func TestUntaggedRulesAreMustWithTheirPlaceAsID(t *testing.T) {
	c, err := read(t, small)
	require.NoError(t, err)
	require.Len(t, c.Rules, 2)
	assert.Equal(t, "own/small.feature:7", c.Rules[0].ID)
	assert.Equal(t, features.Must, c.Rules[0].Level)
	assert.Equal(t, "a book", c.Rules[1].Source)
	assert.True(t, c.Rules[0].In([]string{"bcp"}), "a user's rule belongs to every run")
}

func TestExtractKeepsOneScenario(t *testing.T) {
	c, err := read(t, small)
	require.NoError(t, err)
	two := c.Rules[0].Scenarios[2]
	require.Equal(t, "Two c", two.Name)
	text := string(c.Extract(two))
	for _, kept := range []string{"the ground", "the first ground", "Two <x>", "| c |"} {
		assert.Contains(t, text, kept)
	}
	for _, gone := range []string{"One", "Three", "Second rule"} {
		assert.NotContains(t, text, gone)
	}
	assert.Less(t, strings.Count(text, "\n"), strings.Count(small, "\n"), "what is gone leaves no lines to be read")
}

func TestWhatIsRefused(t *testing.T) {
	cases := map[string]struct{ text, wanted string }{
		"an id of ours":     {"Feature: f\n  @REV-03\n  Rule: r\n    Scenario: s\n      Then x\n", `small.feature:3: REV-03 is the id of a built-in rule`},
		"an empty rule":     {"Feature: f\n  Rule: r\n", `small.feature:2: the rule has no scenario`},
		"no Gherkin at all": {"Hello\n", `own/small.feature: `},
		"an id twice":       {"Feature: f\n  @OWN-01\n  Rule: r\n    Scenario: s\n      Then x\n  @OWN-01\n  Rule: q\n    Scenario: s\n      Then x\n", `OWN-01 stands at own/small.feature:3 already`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, c.text)
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.wanted)
			assert.NotContains(t, err.Error(), "\n", "one line")
		})
	}
}

// What the rules are read from is shared; the rules belong to whoever asks for them.
func TestTheRulesBelongToWhoeverAsks(t *testing.T) {
	first, err := features.BuiltIn()
	require.NoError(t, err)
	id, name := first.Rules[0].ID, first.Rules[0].Scenarios[0].Name
	first.Rules[0].Scenarios[0].Name, first.Rules[0].ID = "changed", "changed"
	second, err := features.BuiltIn()
	require.NoError(t, err)
	assert.Equal(t, id, second.Rules[0].ID)
	assert.Equal(t, name, second.Rules[0].Scenarios[0].Name)
}
