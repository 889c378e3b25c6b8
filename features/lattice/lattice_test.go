package lattice_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/features/lattice"
)

func points(t *testing.T) (all []lattice.Point) {
	t.Helper()
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, r := range catalogue.Rules {
		for _, s := range r.Scenarios {
			all = append(all, lattice.Read(s)...)
		}
	}
	return all
}

// No scenario asks for what the table says otherwise.
func TestNoScenarioContradictsTheTable(t *testing.T) {
	table, err := lattice.Load()
	require.NoError(t, err)
	catalogue, err := features.BuiltIn()
	require.NoError(t, err)
	for _, r := range catalogue.Rules {
		for _, s := range r.Scenarios {
			assert.Empty(t, table.Contradicted(lattice.Read(s)), s.ID())
		}
	}
}

func TestEveryDecidedPairIsCovered(t *testing.T) {
	table, err := lattice.Load()
	require.NoError(t, err)
	for _, missing := range table.Uncovered(points(t)) {
		assert.Fail(t, missing)
	}
}

// read reads one scenario of profile rfc7009.
func read(t *testing.T, steps ...string) []lattice.Point {
	t.Helper()
	text := "Feature: F\n\n  @REV-03 @must @rfc7009\n  Rule: R\n\n    Scenario: S\n"
	for _, step := range steps {
		text += "      " + step + "\n"
	}
	c, err := features.Read(fstest.MapFS{"f.feature": {Data: []byte(text)}}, "", nil)
	require.NoError(t, err)
	return lattice.Read(c.Rules[0].Scenarios[0])
}

func TestWhatALookIsAbout(t *testing.T) {
	given := []string{
		`Given refresh tokens that lay unused until their access tokens expired:`, `| token | application | user |`,
		`| A | leeway | first |`, `| S | leeway | first |`, `| U | leeway | second |`, `| C | another | first |`,
		`When "A" is exchanged for "B"`, `And "A" is exchanged for "F"`, `And the application revokes "B"`,
	}
	for label, witness := range map[string]string{
		"A": "predecessor", "A's first": "predecessor", "B": "itself", "F": "fork", "S": "other sign-in", "U": "other user", "C": "other client",
	} {
		points := read(t, append(given, `Then "`+label+`" is dead`)...)
		last := points[len(points)-1]
		assert.Equal(t, "revocation", last.Act, label)
		assert.Equal(t, witness, last.Witness, label)
		assert.Equal(t, "leeway", last.At[lattice.Client], label)
	}
	points := read(t, append(given, `Then "S" is still alive`)...)
	assert.Equal(t, "idle", points[len(points)-1].At[lattice.State])
}

func TestTheActsOfAScenario(t *testing.T) {
	for act, step := range map[string]string{
		"repeated revocation":   `When the application revokes "A"` + "\n" + `And "A" is sent for revocation`,
		"foreign revocation":    `When "A" is sent for revocation with:` + "\n| application | another |",
		"refused revocation":    `When "A" is sent for revocation with:` + "\n| client secret | wrong |",
		"revocation":            `When "A" is sent for revocation with:` + "\n| token | twice |",
		"refused exchange":      `When "A" is exchanged with:` + "\n| application | another |",
		"reuse":                 `When "A" is used again`,
		"deletion of the grant": `When the grant of "A" is deleted`,
	} {
		points := read(t, `Given a live refresh token "A" of the "any" application`, step, `Then "A" is still alive`)
		assert.Equal(t, act, points[len(points)-1].Act)
	}
}

// What no scenario judges is said, and so is a scenario that asks for the opposite.
func TestWhatIsMissingIsSaid(t *testing.T) {
	table, err := lattice.Load()
	require.NoError(t, err)
	all := points(t)
	without := slices.DeleteFunc(slices.Clone(all), func(p lattice.Point) bool { return p.Rule == "GRT-14" && p.At[lattice.State] == "idle" })
	assert.Contains(t, table.Uncovered(without), "[rfc7009]: revocation, other client: state idle is not judged by [GRT-14]")
	without = slices.DeleteFunc(slices.Clone(all), func(p lattice.Point) bool {
		return p.At[lattice.State] == "in use for weeks" && p.At[lattice.Client] == "device" && p.Profile == "rfc7009"
	})
	assert.Contains(t, table.Uncovered(without), "rfc7009: no scenario judges state in use for weeks with client device")

	wrong := table.Contradicted(read(t, `Given a live refresh token "A" of the "any" application`, `When the application revokes "A"`, `Then "A" is still alive`))
	assert.Equal(t, []string{"REV-03, rfc7009: revocation, itself: it must die"}, wrong)
}
