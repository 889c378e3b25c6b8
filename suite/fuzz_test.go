package suite

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
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
