package seedfile_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/seedfile"
)

// A file is refused with one line a problem, or a mock can start with it, and what is written of it reads the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{everything, "", "---\n---\n", "a: &a [*a, {<<: *a}]", "clients: &c [{<<: *c}]", "? [a]\n: b", "clients: [{\"a\\nb\": 1}]",
		"clients: [{client_id: *x}]", "!!binary x: y", "founded: 0000-01-01", "founded: 9999-12-31T23:59:59-23:59", "\t", "\xff\xfe", "clients: [" + strings.Repeat("[", 10_000),
		"clients:\n- {client_id: a, client_secret: \"\\u0085\\t\\n # \"}\n", "users: [{email: a@b.example, password: \"1e3\"}, {email: c@d.example, password: \"~\"}]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		seed, err := seedfile.Parse("seed.yaml", text)
		var wrong *seedfile.Error
		if err != nil {
			require.ErrorAs(t, err, &wrong)
			for line := range strings.SplitSeq(err.Error(), "\n") {
				assert.Regexp(t, `^seed\.yaml:[1-9][0-9]*:[0-9]+: .`, line)
			}
			return
		}
		require.NoError(t, mockserver.New(mockserver.WithSeed(seed)).Err())
		written, err := seedfile.Format(seed)
		require.NoError(t, err)
		again, err := seedfile.Parse("seed.yaml", written)
		require.NoError(t, err, "%s", written)
		assert.Equal(t, all(seed), all(again))
	})
}

// all is everything that a seed says, in which a list that is nil is empty.
func all(s mockserver.Seed) string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(string(text), "null", "[]")
}
