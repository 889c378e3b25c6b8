package reports

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
)

func TestReferencesLeadSomewhere(t *testing.T) {
	for text, url := range map[string]string{
		"keycloak/keycloak#50999":            "https://github.com/keycloak/keycloak/issues/50999",
		"CVE-2026-9802":                      "https://www.cve.org/CVERecord?id=CVE-2026-9802",
		"https://tracker.example/1":          "https://tracker.example/1",
		"javascript:alert(1)":                "",
		"#1":                                 "",
		"keycloak/keycloak#50999) [x](http:": "",
	} {
		var r Reference
		err := r.SetText(text)
		assert.Equal(t, url, r.URL(), text)
		assert.Equal(t, url == "", err != nil, text)
	}
}

// A verdict that says what was reported leads there; one that holds does not.
func TestUpstreamStandsBesideFindings(t *testing.T) {
	sources := exampleSources()
	broken, holds := "", ""
	for _, rule := range sources[0].Record.Rules {
		switch rule.Verdict {
		case record.Fail:
			broken = rule.ID
		case record.Pass:
			holds = rule.ID
		}
	}
	sources[0].Upstream = map[string][]Reference{broken: {"a/b#1"}, holds: {"a/b#2"}}
	m, err := NewMatrix(sources)
	require.NoError(t, err)
	table := &bytes.Buffer{}
	require.NoError(t, m.Markdown(table, "folder"))
	for _, page := range []string{table.String(), matrixPage(t, m)} {
		assert.Contains(t, page, "https://github.com/a/b/issues/1")
		assert.NotContains(t, page, "https://github.com/a/b/issues/2")
	}
}
