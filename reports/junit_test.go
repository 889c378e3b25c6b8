package reports

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

func junitXML(t *testing.T, r *record.Record, strict bool) []byte {
	t.Helper()
	out := &bytes.Buffer{}
	r.Strict = strict
	require.NoError(t, junit(out, r))
	return out.Bytes()
}

// element is any XML element, for looking at a document without our own types.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) all(name string) []element {
	var found []element
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			found = append(found, c)
		}
	}
	return found
}

func parsed(t *testing.T, data []byte) element {
	t.Helper()
	var root element
	require.NoError(t, xml.Unmarshal(data, &root))
	return root
}

// suite finds the suite of a rule by its id property.
func suite(t *testing.T, root element, id string) element {
	t.Helper()
	for _, s := range root.all("testsuite") {
		for _, p := range s.all("properties")[0].all("property") {
			if p.attr("name") == "id" && p.attr("value") == id {
				return s
			}
		}
	}
	require.Fail(t, "no suite", id)
	return element{}
}

func TestJUnitGolden(t *testing.T) {
	assertGolden(t, "junit", junitXML(t, recordtest.Example(), false))
	assertGolden(t, "junit-mock", junitXML(t, recordtest.Mock(), false))
}

func TestJUnitOutcomes(t *testing.T) {
	lax, strict := parsed(t, junitXML(t, recordtest.Example(), false)), parsed(t, junitXML(t, recordtest.Example(), true))
	outcome := func(root element, id string, at int) element {
		c := suite(t, root, id).all("testcase")[at]
		if len(c.Children) == 0 {
			return element{}
		}
		require.Len(t, c.Children, 1)
		return c.Children[0]
	}
	for name, c := range map[string]struct {
		root          element
		id            string
		at            int
		element, kind string
		message       string
	}{
		"pass":             {lax, "REV-01", 0, "", "", ""},
		"pass beside fail": {lax, "REV-03", 0, "", "", ""},
		"fail":             {lax, "REV-03", 1, "failure", "must", "refresh token 1 still works: 200 with an access token wanted: 4xx without a token"},
		"warn":             {lax, "REV-05", 0, "system-out", "", ""},
		"warn, strict":     {strict, "REV-05", 0, "failure", "should", "the answer is 400 invalid_grant, wanted 200"},
		"inconclusive":     {lax, "REV-04", 0, "error", "inconclusive", "the control failed: a fresh sign-in was refused, 403 too_many_attempts"},
		"not applicable":   {lax, "REV-13", 0, "skipped", "", "no management API: give management in the deployment file"},
		"waived": {lax, "GRT-01", 0, "skipped", "",
			"waived until 2026-12-31 by ops: ticket 7 (refresh token 2 of the same grant still works: 200 with an access token)"},
		"a required rule unjudged": {lax, "run", 1, "error", "run", "GRT-03 is required but not applicable: no second audience: list two audiences in the deployment file"},
	} {
		t.Run(name, func(t *testing.T) {
			got := outcome(c.root, c.id, c.at)
			assert.Equal(t, c.element, got.XMLName.Local)
			assert.Equal(t, c.kind, got.attr("type"))
			assert.Equal(t, c.message, got.attr("message"))
		})
	}
	assert.Contains(t, outcome(lax, "REV-05", 0).Text, "the answer is 400 invalid_grant, wanted 200")
	assert.Contains(t, outcome(lax, "REV-03", 1).Text, "POST https://acme.example/oauth/token", "the evidence is there")
}

func TestJUnitNamesWhatWasJudged(t *testing.T) {
	assert.Contains(t, parsed(t, junitXML(t, recordtest.Mock(), false)).attr("name"), "judged: revokespec's own mock")
	assert.Contains(t, parsed(t, junitXML(t, recordtest.Example(), false)).attr("name"), "https://acme.example/")
}

func TestJUnitIsNeverGreenForWhatWasNotRun(t *testing.T) {
	r := &record.Record{Rules: []record.Rule{{ID: "REV-01", Level: record.Must, Title: "left over", Reason: "the time-out was reached"}}}
	r.Conclude(record.Options{Interrupted: true})
	root := parsed(t, junitXML(t, r, false))
	assert.Equal(t, "the time-out was reached", suite(t, root, "REV-01").all("testcase")[0].all("error")[0].attr("message"))
	assert.Equal(t, "interrupted", suite(t, root, "run").all("testcase")[1].all("error")[0].attr("type"))
	assert.Equal(t, "3", root.attr("errors"))
}

func TestJUnitTellsScenariosOfOneNameApart(t *testing.T) {
	r := &record.Record{Rules: []record.Rule{recordtest.Rule("REV-01", record.Must, "title", record.Pass, "")}}
	again := r.Rules[0].Scenarios[0]
	r.Rules[0].Scenarios[0].Location, again.Location = "a.feature:3", "a.feature:4"
	r.Rules[0].Scenarios = append(r.Rules[0].Scenarios, again)
	cases := suite(t, parsed(t, junitXML(t, r, false)), "REV-01").all("testcase")
	assert.Equal(t, "As documented (a.feature:3)", cases[0].attr("name"))
	assert.Equal(t, "As documented (a.feature:4)", cases[1].attr("name"))
}

func TestJUnitStripsWhatXMLForbids(t *testing.T) {
	r := recordtest.Example()
	r.Rules[0].Title = "a\x00b\x0bc\x1bd\ufffee\xffg<&>\"'"
	data := junitXML(t, r, false)
	assert.Contains(t, suite(t, parsed(t, data), "REV-01").attr("name"), `REV-01 abcdeg<&>"'`)
	for _, forbidden := range []string{"\x00", "\x1b", "&#x0;", "&#x1b;", "\ufffe"} {
		assert.NotContains(t, strings.ToLower(string(data)), forbidden)
	}
}

// TestJUnitFitsSurefire checks what Surefire's schema asks of a suite; the schema itself is not ours to ship.
func TestJUnitFitsSurefire(t *testing.T) {
	times := regexp.MustCompile(`^[0-9]+(\.[0-9]{1,3})?$`)
	for _, strict := range []bool{false, true} {
		root := parsed(t, junitXML(t, recordtest.Example(), strict))
		total := map[string]int{}
		for _, s := range root.all("testsuite") {
			require.Equal(t, "properties", s.Children[0].XMLName.Local, "properties come first")
			assert.Len(t, s.all("properties"), 1)
			assert.Len(t, s.Children, 1+len(s.all("testcase")), "and only test cases follow")
			assert.Regexp(t, times, s.attr("time"))
			assert.NotEmpty(t, s.attr("name"))
			counted := map[string]int{"tests": len(s.all("testcase"))}
			for _, c := range s.all("testcase") {
				assert.NotEmpty(t, c.attr("name"))
				assert.NotEmpty(t, c.attr("classname"))
				assert.Regexp(t, times, c.attr("time"))
				failed, broke, skipped := c.all("failure"), c.all("error"), c.all("skipped")
				assert.LessOrEqual(t, len(failed)+len(broke)+len(skipped), 1)
				for _, e := range append(failed, broke...) {
					assert.NotEmpty(t, e.attr("type"))
				}
				counted["failures"] += len(failed)
				counted["errors"] += len(broke)
				counted["skipped"] += len(skipped)
			}
			for _, name := range []string{"tests", "failures", "errors", "skipped"} {
				assert.Equal(t, strconv.Itoa(counted[name]), s.attr(name), name)
				total[name] += counted[name]
			}
		}
		for _, name := range []string{"tests", "failures", "errors"} {
			assert.Equal(t, strconv.Itoa(total[name]), root.attr(name), name)
		}
	}
}

func TestJUnitFitsJenkins(t *testing.T) {
	schema := filepath.Join("..", "..", "shared", "schemas", "jenkins-junit-10.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skip("skipped: Jenkins' schema is not beside the repository")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("skipped: xmllint is not installed")
	}
	for name, data := range map[string][]byte{
		"example": junitXML(t, recordtest.Example(), false), "strict": junitXML(t, recordtest.Example(), true),
		"mock": junitXML(t, recordtest.Mock(), false), "empty": junitXML(t, &record.Record{}, false),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "junit.xml")
			require.NoError(t, os.WriteFile(path, data, 0o600))
			out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--nonet", "--schema", schema, path).CombinedOutput()
			assert.NoError(t, err, string(out))
		})
	}
}
