package reportfile

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A flag is refused in one line, or means what it says.
func FuzzParse(f *testing.F) {
	formats := []string{"json", "junit", "html", "terminal"}
	for _, seed := range []string{"", "=", "json", "json=", "=a", "json=a", "json=-", "json=a=b", "JSON=a", "html= ", "junit=a\nb", "terminal=\x00", "json=\xff", "pdf\n=x", "json,html=a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		target, err := Parse(value, formats)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			assert.Equal(t, Target{}, target)
			return
		}
		assert.Equal(t, value, target.Format+"="+target.Path)
		assert.Contains(t, formats, target.Format)
		assert.NotEmpty(t, target.Path)
		assert.Error(t, distinct([]Target{target, target}), "of two reports in one place only one would be left")
	})
}
