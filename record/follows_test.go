package record_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// A record is read only where everything in it follows from its steps.
func TestReadRefusesWhatDoesNotFollow(t *testing.T) {
	type object = map[string]any
	rule := func(r object, i int) object { return r["rules"].([]any)[i].(object) }
	scenario := func(r object, i int) object { return rule(r, i)["scenarios"].([]any)[0].(object) }
	step := func(r object, i, j int) object { return scenario(r, i)["steps"].([]any)[j].(object) }
	const rev01, rev03, rev05, rev13, grt01 = 0, 1, 3, 4, 6 // as exampleRecord has them
	for name, c := range map[string]struct {
		edit func(r object)
		want string
	}{
		"the exit code":          {func(r object) { r["exit_code"] = 0 }, "its exit_code is 0, but its rules amount to 1"},
		"no exit code there is":  {func(r object) { r["exit_code"] = 256 }, "its exit_code is 256"},
		"a large one":            {func(r object) { r["exit_code"] = 99999 }, "its exit_code is 99999"},
		"the verdict":            {func(r object) { r["verdict"] = "conformant" }, "its verdict is conformant, but its rules amount to not conformant"},
		"interrupted":            {func(r object) { r["verdict"], r["exit_code"] = "interrupted", 130 }, "profile auth0 is not conformant"},
		"a count":                {func(r object) { r["summary"].(object)["fail"] = 0 }, "its summary says"},
		"a profile":              {func(r object) { r["profiles"].([]any)[0].(object)["verdict"] = "conformant" }, "profile auth0 is conformant"},
		"a profile's count":      {func(r object) { r["profiles"].([]any)[1].(object)["summary"].(object)["pass"] = 99 }, "profile rfc7009"},
		"a rule":                 {func(r object) { rule(r, rev03)["verdict"] = "pass" }, `rule "REV-03" is pass, but its scenarios amount to fail`},
		"a rule not judged":      {func(r object) { rule(r, rev03)["judged"] = false }, `rule "REV-03" is fail, but judged is false`},
		"a reason":               {func(r object) { rule(r, rev03)["reason"] = "a mishap" }, `rule "REV-03": its reason is not that of its steps`},
		"a declaration":          {func(r object) { rule(r, rev13)["declared"] = "rotation: off" }, `rule "REV-13"`},
		"a scenario":             {func(r object) { scenario(r, grt01)["verdict"] = "pass" }, `of rule "GRT-01" is pass, but its steps amount to fail`},
		"a level":                {func(r object) { rule(r, rev03)["level"] = "should" }, `rule "REV-03" is a should, and step 3`},
		"another level":          {func(r object) { rule(r, rev03)["level"] = "may" }, `the level of rule "REV-03" is "may"`},
		"a step":                 {func(r object) { step(r, rev05, 1)["verdict"] = "pass" }, `rule "REV-05"`},
		"a step of no word":      {func(r object) { step(r, rev01, 1)["verdict"] = "fine" }, `a step with the verdict "fine"`},
		"a step not run":         {func(r object) { step(r, rev01, 1)["verdict"] = "" }, `rule "REV-01" is pass, but its steps`},
		"waived without waiver":  {func(r object) { delete(rule(r, grt01), "waiver") }, `rule "GRT-01" is waived, which does not go with its waiver`},
		"a waiver without waive": {func(r object) { rule(r, rev03)["waiver"] = rule(r, grt01)["waiver"] }, `rule "REV-03" is fail, which does not go with its waiver`},
		"a waived pass": {func(r object) {
			rule(r, rev01)["verdict"], rule(r, rev01)["waiver"] = "waived", object{"rule": "REV-01", "owner": "o", "reason": "r", "expires": "2030-01-01"}
		}, `rule "REV-01" is waived, but its steps amount to pass`},
		"an old waiver":        {func(r object) { rule(r, grt01)["waiver"].(object)["expires"] = "2026-01-01" }, "which did not hold"},
		"a date in words":      {func(r object) { rule(r, grt01)["waiver"].(object)["expires"] = "zz never" }, "which did not hold"},
		"nobody's waiver":      {func(r object) { rule(r, grt01)["waiver"].(object)["owner"] = "" }, "without owner or reason"},
		"a waiver for nothing": {func(r object) { rule(r, grt01)["waiver"].(object)["reason"] = "" }, "without owner or reason"},
		"not planned":          {func(r object) { r["plan"] = r["plan"].([]any)[1:] }, `is there and was not planned`},
		"another's waiver":     {func(r object) { rule(r, grt01)["waiver"].(object)["rule"] = "REV-03" }, "which did not hold"},
		"a finding gone":       {func(r object) { r["findings"] = r["findings"].([]any)[1:] }, "its problems are not its findings"},
		"findings gone":        {func(r object) { delete(r, "findings") }, "its problems are not its findings"},
		"both gone":            {func(r object) { delete(r, "findings"); delete(r, "problems") }, "its problems do not follow from its rules"},
		"a problem's text":     {func(r object) { r["problems"].([]any)[0] = "nothing to see" }, "its problems do not follow from its rules"},
		"a finding of no kind": {func(r object) { r["findings"].([]any)[0].(object)["kind"] = "fine" }, `a finding of the kind "fine"`},
		"nothing required":     {func(r object) { delete(r, "required") }, "its problems do not follow from its rules"},
		"a rule gone": {func(r object) {
			r["rules"] = append(r["rules"].([]any)[:9:9], r["rules"].([]any)[10:]...)
			r["summary"].(object)["not_applicable"] = 3
			for _, p := range r["profiles"].([]any) {
				p.(object)["summary"].(object)["not_applicable"] = 3
			}
		}, "rule SET-01 was planned and is not there"},
		"evidence of no word": {func(r object) { r["evidence"] = "none" }, `evidence is "none"`},
	} {
		t.Run(name, func(t *testing.T) {
			var r object
			require.NoError(t, json.Unmarshal(recordtest.Written(t, recordtest.Example()), &r))
			c.edit(r)
			data, err := json.Marshal(r)
			require.NoError(t, err)
			_, err = record.Read("r.json", bytes.NewReader(data))
			require.ErrorContains(t, err, c.want)
			assert.True(t, strings.HasPrefix(err.Error(), "r.json: ") && !strings.Contains(err.Error(), "\n"), "%s", err)
		})
	}
}

func TestCommittedRecordsFollow(t *testing.T) {
	paths, err := filepath.Glob("../interop/*/record.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		_, err = record.Read(path, bytes.NewReader(data))
		assert.NoError(t, err)
	}
}

// Conclusions of every kind are read back: what they rest on is in the record.
func TestConclusionsAreReadBack(t *testing.T) {
	for name, o := range map[string]record.Options{
		"plain": {}, "strict": {Strict: true}, "required": {Require: []string{"REV", "SET-01", "LIF"}}, "interrupted": {Interrupted: true},
		"waivers":       {WaiverProblems: []record.RunFinding{{Kind: record.UnknownWaiver, Rule: "REV-99", Text: "names no rule"}}},
		"contradiction": {Contradictions: []string{"the file declares rotation: off, but it rotates"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []*record.Record{recordtest.Example(), recordtest.Mock(), {Profiles: []record.Profile{{Name: "auth0"}}}} {
				r.Conclude(o)
				_, err := record.Read("r.json", bytes.NewReader(recordtest.Written(t, r)))
				assert.NoError(t, err)
			}
		})
	}
}
