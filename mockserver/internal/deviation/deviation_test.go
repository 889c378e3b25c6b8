package deviation_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/deviation"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rules that the deviations must cover, so that none is lost in silence.
var covered = map[string][]int{
	"REV": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
		35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51},
	"GRT": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
	"SET": {1, 2, 3, 4},
	"DEV": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
	"DFL": {1, 2, 3, 4, 5, 6},
	"DSH": {1, 2, 3, 4, 5, 6, 7},
	"ROT": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
	"LIF": {1, 2, 3, 4, 5},
	"RTM": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23},
}

func TestDeviationsAreWellFormed(t *testing.T) {
	name, rule := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`), regexp.MustCompile(`^[A-Z]{3}-\d\d$`)
	seen := map[string]bool{}
	for _, d := range deviation.All() {
		assert.Regexp(t, name, d.Name)
		assert.False(t, seen[d.Name], "%s twice", d.Name)
		seen[d.Name] = true
		assert.Regexp(t, rule, d.Rule, d.Name)
		assert.True(t, strings.HasSuffix(d.Sentence, "."), "%s: %q is no sentence", d.Name, d.Sentence)
		assert.NotEmpty(t, d.Dialects, d.Name)
		assert.LessOrEqual(t, len(d.Follows), 5, d.Name)
		for id, reason := range d.Follows {
			assert.Regexp(t, rule, id, d.Name)
			assert.NotEqual(t, d.Rule, id, d.Name)
			assert.NotEmpty(t, reason, d.Name)
		}
		for _, dialect := range d.Dialects {
			p, err := tenant.NewPolicy(dialect)
			require.NoError(t, err)
			d.Apply(p)
		}
	}
}

func TestEveryRuleHasADeviation(t *testing.T) {
	have := map[string]bool{}
	for _, d := range deviation.All() {
		have[d.Rule] = true
	}
	for family, numbers := range covered {
		for _, n := range numbers {
			id := family + "-" + string(rune('0'+n/10)) + string(rune('0'+n%10))
			assert.True(t, have[id], "%s has no deviation", id)
		}
	}
}

func TestByName(t *testing.T) {
	for _, d := range deviation.All() {
		got, err := deviation.ByName(d.Name)
		require.NoError(t, err)
		assert.Equal(t, d.Rule, got.Rule)
	}
	_, err := deviation.ByName("wrong-secret-revoke")
	assert.ErrorContains(t, err, `"wrong-secret-revokes"`)
	_, err = deviation.ByName("")
	assert.Error(t, err)
}

// A deviation finds what it is about in the tenant: whatever a seed calls it. Its sentence, or a comment, may say what that is in the default one.
func TestNoDeviationSpellsWhatASeedSays(t *testing.T) {
	var spelled []string
	seed := mockserver.DefaultSeed(tenant.DialectAuth0)
	for _, c := range seed.Clients {
		spelled = append(spelled, `"`+c.ClientID, `"`+c.Role+`"`, `"-of-"`, "good-for-nothing-else")
	}
	for _, a := range seed.Audiences {
		spelled = append(spelled, a.Identifier, `"two"`, `"one"`)
	}
	for _, u := range seed.Users {
		spelled = append(spelled, u.Email, u.ID)
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		for line := range strings.Lines(string(source)) {
			for _, s := range spelled {
				spells := strings.Contains(line, s) && !strings.Contains(line, "Sentence:") && !strings.HasPrefix(line, "//")
				assert.False(t, spells, "%s spells %s: %s", path, s, line)
			}
		}
	}
}

// TestNoDeviationIsNamedElsewhere keeps the rest of the code from knowing what it is being tested for.
func TestNoDeviationIsNamedElsewhere(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	files := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "deviation" || entry.Name() == ".git" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".feature") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		source, err := os.ReadFile(path)
		for _, d := range deviation.All() {
			assert.NotContains(t, string(source), `"`+d.Name+`"`, "%s", path)
		}
		return err
	})
	require.NoError(t, err)
	assert.Greater(t, files, 50)
}
