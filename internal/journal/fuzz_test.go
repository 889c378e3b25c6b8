package journal

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A journal is refused in one line, or says nothing but what can be undone, and reads the same when it is written again.
func FuzzJournal(f *testing.F) {
	entries := `{"kind":"setting","name":"revoke_refresh_token_grant","was":"off"},{"kind":"users","name":"revokespec-a@example.com","id":"auth0|1"},{"kind":"clients","name":"revokespec-b"},{"kind":"hook-user","name":"a","id":"b"},{"kind":"hook-application","name":"c"},{"kind":"hook-store","name":"store"}`
	for _, seed := range []string{"", "{", "null", "[]", `{"schema":"revokespec/journal/v1"}`, `{"schema":"revokespec/journal/v1","process":1,"entries":[` + entries + `]}`,
		`{"schema":"revokespec/journal/v2","entries":[` + entries + `]}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"../tenants","name":"x","id":"y"}]}`,
		`{"schema":"revokespec/journal/v1","entries":[{"kind":"setting","name":"x\ny","was":"on"}]}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"users","name":"","id":"auth0|1"}]}`,
		`{"schema":"revokespec/journal/v1","process":-1,"started":"0000-01-01T00:00:00Z","entries":null}`, `{"schema":"revokespec/journal/v1","entries":[{"kind":"setting","was":"changed"}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parsePage(data)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, e := range p.Entries {
			assert.NotContains(t, e.String(), "\n")
			if e.Kind == KindSetting {
				assert.Regexp(t, `^tenant setting [a-z_]+ back to (on|off)$`, e.String())
				continue
			}
			assert.Contains(t, []string{KindClients, KindUsers, KindResourceServers, KindHookUser, KindHookApplication, KindHookStore}, e.Kind, "nothing else is ever deleted")
			assert.NotEmpty(t, e.Name, "an empty name is everybody's")
		}
		written, err := json.Marshal(p)
		require.NoError(t, err)
		again, err := parsePage(written)
		require.NoError(t, err)
		assert.Equal(t, p.Entries, again.Entries)
	})
}
