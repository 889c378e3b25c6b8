package suite

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/steps"
)

// An expression is refused in one line, or means what its tags say, whatever the spaces in it.
func FuzzTags(f *testing.F) {
	for _, seed := range []string{"", " ", "@a", "~@a", "~~@a", "@a && @b", "@a,@b && ~@c", "@a &&", ",", "not @a", "@a or (@b)", "@a\n", "@\x00", "@\xff", "@a@b", "~", "@a&@b",
		strings.Repeat("@a,", 5000), "@é && ~@ü"} {
		f.Add(seed, "@a @b")
	}
	f.Fuzz(func(t *testing.T, expression, scenario string) {
		tags := strings.Fields(scenario)
		fits, err := parseTags(expression)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "--tags ") && !strings.Contains(err.Error(), "\n"), "%q", err)
			return
		}
		if strings.TrimSpace(expression) == "" || !utf8.ValidString(expression) {
			return
		}
		want := true
		for all := range strings.SplitSeq(expression, "&&") {
			one := false
			for tag := range strings.SplitSeq(all, ",") {
				name, not := strings.CutPrefix(strings.TrimSpace(tag), "~")
				one = one || not != strings.Contains(" "+strings.Join(tags, " ")+" ", " "+name+" ")
			}
			want = want && one
		}
		assert.Equal(t, want, fits(tags), "%q of %q", expression, tags)
		spaced, err := parseTags(" " + strings.NewReplacer("&&", " && ", ",", " , ").Replace(expression) + " ")
		assert.NoError(t, err)
		assert.Equal(t, want, err == nil && spaced(tags))
	})
}

// A step is refused in one line that names its place, or exactly one phrase reads it.
func FuzzSteps(f *testing.F) {
	catalogue, err := features.BuiltIn()
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range catalogue.Rules {
		for _, s := range r.Scenarios {
			for _, step := range s.Steps {
				f.Add(step.Text)
			}
		}
	}
	for _, seed := range []string{"", " ", `"`, `""`, `the answer is ""`, `"A" is exchanged 99999999999999999999 times`, "\x00", "|", "<x>", `"A" is dead` + "\u2028", `"A"` + strings.Repeat(" ", 5000) + "is dead"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		readers := 0
		for _, p := range steps.Phrases() {
			if p.Pattern.MatchString(text) {
				readers++
			}
		}
		assert.LessOrEqual(t, readers, 1, "two phrases read %q", text)
		file := "Feature: f\n  Rule: r\n    Scenario: s\n      Then " + text + "\n"
		own, err := features.Read(fstest.MapFS{"own.feature": {Data: []byte(file)}}, "own", nil)
		if err == nil {
			err = Check(own)
		}
		if err != nil {
			assert.Contains(t, err.Error(), "own.feature")
			assert.NotContains(t, err.Error(), "\n")
		}
	})
}
