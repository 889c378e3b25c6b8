package file

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var filePlace = regexp.MustCompile(`^d\.yaml:[1-9][0-9]*:[0-9]+: .`)

// A file is refused with one line a problem, each with its place and without a value of the environment, or has an issuer.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{minimal, "", "---\n---\n", "a: &a [*a, {<<: *a}]\n${X}: '${file:y}'\n", "issuer: ${X", "issuer: ${X}", "issuer: ${file:}", "? [a]\n: b", "headers: {\"a\\nb\": [1]}",
		"issuer: \"http://a\\nb\"", "clients: &c {<<: *c}", "!!binary x: y", "\xff", strings.Repeat("{a: ", 10_000), "clients: {\"\\u2028\": 1}", "users: [{email: $${X}}]", minimal + "declares: {x: y}\n"} {
		f.Add(seed)
	}
	const value = "value-of-the-environment"
	env := func(name string) (string, bool) { return value, name == "X" }
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse("d.yaml", []byte(text), env)
		if err == nil {
			assert.NotEmpty(t, file.Issuer)
			return
		}
		var wrong *Error
		require.ErrorAs(t, err, &wrong)
		for line := range strings.SplitSeq(err.Error(), "\n") {
			assert.Regexp(t, filePlace, line)
		}
	})
}
