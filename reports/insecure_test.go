package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// No report of a run that looked at no certificate can be read without being told.
func TestInsecureRunsSaySo(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			r := recordtest.Example()
			r.Deployment.Mock = false
			render := func() string {
				var out bytes.Buffer
				require.NoError(t, Write(format, &out, r))
				return out.String()
			}
			telling := map[string]string{"json": `"tls_insecure": true`}[format]
			if telling == "" {
				telling = "WITHOUT LOOKING AT CERTIFICATES"
			}
			assert.NotContains(t, render(), telling)
			r.Deployment.Insecure = true
			text := render()
			assert.Contains(t, text, telling)
			if format == "json" {
				assert.NoError(t, recordtest.Validate(t, []byte(text)))
			}
			if format == "terminal" || format == "html" {
				assert.Contains(t, text, unsafeWarning)
			}
			if format == "terminal" {
				lines := strings.Split(strings.TrimSpace(text), "\n")
				assert.Contains(t, lines[0], telling)
				assert.Contains(t, lines[len(lines)-1], telling)
			}
		})
	}
}

// What the vendor has declared away is told apart from what is missing, in every report, and counted.
func TestDeclaredAway(t *testing.T) {
	r := recordtest.Example()
	step := record.Step{Keyword: "Given", Text: "a token", Verdict: record.NotApplicable, Message: "by the vendor's declaration, declares.rotation: off", Declared: "rotation: off"}
	r.Rules = append(r.Rules, record.Rule{ID: "ROT-99", Title: "It rotates", Level: record.Must, Profiles: []string{"bcp"}, Source: "RFC 9700",
		Scenarios: []record.Scenario{{Name: "One", Location: "x.feature:1", Steps: []record.Step{step}}}})
	r.Conclude(record.Options{Contradictions: []string{"the file declares declares.foreign_token: refused, but REV-05 was seen to hold"}})
	assert.Equal(t, 1, r.Summary.Declared)
	assert.Equal(t, "rotation: off", r.Rules[len(r.Rules)-1].Declared)
	assert.Contains(t, r.Summary.Counts(), "(1 by the vendor's declaration)")
	for _, format := range Formats() {
		var out bytes.Buffer
		require.NoError(t, Write(format, &out, r))
		for _, said := range []string{"declares.rotation: off", "REV-05 was seen to hold"} {
			assert.Contains(t, strings.ReplaceAll(out.String(), "&#39;", "'"), said, format)
		}
	}
	assert.NoError(t, recordtest.Validate(t, recordtest.Written(t, r)))

	r.Conclude(record.Options{})
	before := r.ExitCode
	r.Rules = r.Rules[len(r.Rules)-1:]
	r.Conclude(record.Options{Contradictions: []string{"the file declares what is not so"}})
	assert.Equal(t, record.ExitNotJudged, r.ExitCode, "was %d", before)
}
