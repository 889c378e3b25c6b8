package features_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
)

func readSources(t *testing.T) features.Sources {
	t.Helper()
	s, err := features.ReadSources()
	require.NoError(t, err)
	return s
}

// Every sentence of the document has rules that exist, or a reason why no test can show it.
func TestEverySentenceOfTheDocumentIsJudged(t *testing.T) {
	catalogue := builtIn(t)
	known := func(ids []string, where string) {
		for _, id := range ids {
			r, is := catalogue.Rule(id)
			assert.True(t, is, "%s: %s is no rule", where, id)
			assert.True(t, r.In([]string{"auth0"}), "%s: %s is no rule of auth0", where, id)
		}
	}
	conflicts := map[string]bool{}
	for _, c := range readSources(t).Contradictions {
		assert.False(t, conflicts[c.ID], "%s stands there twice", c.ID)
		assert.Regexp(t, `^C[0-9]+$`, c.ID)
		assert.NotEmpty(t, c.Conflict, c.ID)
		assert.NotEmpty(t, c.Choice, c.ID)
		assert.NotEmpty(t, c.Rules, c.ID)
		conflicts[c.ID] = true
	}
	for _, section := range readSources(t).Sections {
		for _, s := range section.Sentences {
			assert.NotEqual(t, len(s.Rules) > 0, s.Untested != "", "%q: rules, or why there are none", s.Says)
			known(s.Rules, s.Says)
			if regexp.MustCompile(`^C[0-9]+$`).MatchString(s.Note) {
				assert.True(t, conflicts[s.Note], "%q: %s is no contradiction", s.Says, s.Note)
			}
		}
	}
}

// Every rule that cites the document stands beside a sentence of it.
func TestEveryRuleThatCitesTheDocumentIsMapped(t *testing.T) {
	var mapped []string
	for _, section := range readSources(t).Sections {
		for _, s := range section.Sentences {
			mapped = append(mapped, s.Rules...)
		}
	}
	cites := 0
	for _, r := range builtIn(t).Rules {
		if r.In([]string{"auth0"}) && strings.Contains(r.Source, "Revoke refresh tokens") && !strings.Contains(r.Source, `"Revoke refresh token"`) {
			assert.True(t, slices.Contains(mapped, r.ID), "%s cites the document, and stands beside no sentence of it", r.ID)
			cites++
		}
	}
	assert.Greater(t, cites, 40)
}

// A contradiction that a feature names by its id is one that is explained.
func TestContradictionsThatAreNamedAreExplained(t *testing.T) {
	explained := map[string]bool{}
	for _, c := range readSources(t).Contradictions {
		explained[c.ID] = true
	}
	names, err := features.FS.ReadDir(".")
	require.NoError(t, err)
	count := 0
	for _, name := range names {
		text, err := features.FS.ReadFile(name.Name())
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\((?:[^()]*, )?(C[0-9]+)\)`).FindAllStringSubmatch(string(text), -1) {
			assert.True(t, explained[m[1]], "%s names %s", name.Name(), m[1])
			count++
		}
	}
	assert.Greater(t, count, 8)
}
