package reports

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/record"
	"github.com/revokespec/revokespec/record/recordtest"
)

// exampleSources are a server with every verdict, one that was asked for another profile as well, and notes on the first.
func exampleSources() []MatrixSource {
	other := recordtest.Example()
	other.Deployment = record.Deployment{Name: "Other | Server", Version: "1.0", Insecure: true, Declares: map[string]string{"propagation_limit": "1s"}}
	other.Profiles = []record.Profile{{Name: "auth0"}, {Name: "bcp"}}
	rules := other.Rules[:0]
	for _, rule := range other.Rules {
		switch rule.ID {
		case "GRT-01":
			continue
		case "GRT-03":
			rule.Scenarios[0].Steps[1].Declared = "one_audience"
		}
		rules = append(rules, rule)
	}
	other.Rules = append(rules, recordtest.Rule("REV-06", record.Must, "Revoking twice", record.Pass, ""))
	other.Conclude(record.Options{})
	return []MatrixSource{{Path: "a/record.json", Record: recordtest.Example(), Notes: "# Notes\nREV-03: see there"}, {Path: "b/record.json", Record: other}}
}

func exampleMatrix(t *testing.T) *Matrix {
	t.Helper()
	m, err := NewMatrix(exampleSources())
	require.NoError(t, err)
	return m
}

func matrixPage(t *testing.T, m *Matrix) string {
	t.Helper()
	out := &bytes.Buffer{}
	require.NoError(t, m.HTML(out))
	return out.String()
}

func TestMatrixGolden(t *testing.T) {
	m := exampleMatrix(t)
	assertGolden(t, "matrix", style.ReplaceAll([]byte(matrixPage(t, m)), []byte("<style></style>")))
	table, evidence := &bytes.Buffer{}, &bytes.Buffer{}
	require.NoError(t, m.Markdown(table, "folder"))
	assertGolden(t, "matrix-markdown", table.Bytes())
	require.NoError(t, m.MarkdownEvidence(evidence, 0, "../a/notes.md"))
	assertGolden(t, "matrix-evidence", evidence.Bytes())
}

// What one record lacks is no verdict, and rules stand in order although a later record had more.
func TestMatrixRows(t *testing.T) {
	m := exampleMatrix(t)
	var ids []string
	for _, family := range m.Families {
		for _, row := range family.Rows {
			ids = append(ids, row.Rule.ID)
			require.Len(t, row.Cells, 2)
			assert.Equal(t, row.Rule.ID == "REV-06", row.Cells[0].Rule == nil, "%s, first server", row.Rule.ID)
			assert.Equal(t, row.Rule.ID == "GRT-01", row.Cells[1].Rule == nil, "%s, second server", row.Rule.ID)
		}
	}
	assert.Equal(t, []string{"REV-01", "REV-03", "REV-04", "REV-05", "REV-06", "REV-13", "REV-26",
		"GRT-01", "GRT-02", "GRT-03", "SET-01", "ROT-01", "billing.feature:12"}, ids)
	assert.Equal(t, []string{"auth0", "rfc7009", "bcp"}, m.Profiles())
	assert.Equal(t, "no second audience: list two audiences in the deployment file", m.Families[1].Rows[2].Cells[0].Missing())
	assert.Equal(t, "declared by the vendor: one_audience", m.Families[1].Rows[2].Cells[1].Missing())
}

func TestMatrixIsSelfContained(t *testing.T) {
	page := matrixPage(t, exampleMatrix(t))
	assert.NotEmpty(t, style.FindString(page))
	for _, loaded := range []string{"<script", "<link", "<img", "<iframe", " src=", "@import", "url(", " onclick"} {
		assert.NotContains(t, page, loaded)
	}
}

var address = regexp.MustCompile(`href="#([^"]+)"`)

func TestEveryCellOfTheMatrixLeadsToItsEvidence(t *testing.T) {
	page := matrixPage(t, exampleMatrix(t))
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		assert.False(t, ids[m[1]], "the id %s comes twice", m[1])
		ids[m[1]] = true
	}
	for _, m := range address.FindAllStringSubmatch(page, -1) {
		assert.True(t, ids[m[1]], "nothing has the id %s", m[1])
	}
	assert.Len(t, regexp.MustCompile(`<a class="cell`).FindAllString(page, -1), 2*13-2, "all but the two that were not asked for")
	assert.True(t, ids["rev-03-other-server"])
}

func TestMatrixShowsHostileTextAsText(t *testing.T) {
	sources := exampleSources()
	sources[0].Record.Deployment.Name = "</title><script>alert(1)</script>"
	sources[0].Record.Rules[0].Reason = "\x1b[31m"
	m, err := NewMatrix(sources)
	require.NoError(t, err)
	assert.NotContains(t, matrixPage(t, m), "<script")
	table := &bytes.Buffer{}
	require.NoError(t, m.Markdown(table, "folder"))
	assert.Contains(t, table.String(), `Other \| Server`)
	assert.NotRegexp(t, `[^\\]<script`, table.String())
	for _, hostile := range []string{"```\n# no heading", "~~~\n"} {
		sources[0].Record.Rules[1].Scenarios[1].Steps[2].Message = hostile
		evidence := &bytes.Buffer{}
		require.NoError(t, m.MarkdownEvidence(evidence, 0, ""))
		assert.NotRegexp(t, `(?m)^# no heading`, evidence.String())
		assert.NotContains(t, evidence.String(), "\x1b")
	}
}

func TestWhatCannotStandSideBySide(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func([]MatrixSource)
		want  string
	}{
		"the same deployment": {func(s []MatrixSource) { s[1].Record.Deployment.Name = "staging" }, `a/record.json and b/record.json are both of the deployment "staging"`},
		"nearly the same":     {func(s []MatrixSource) { s[1].Record.Deployment.Name = "Staging!" }, `"staging" and "Staging!" make the same address`},
		"other rules":         {func(s []MatrixSource) { s[1].Record.Tool.RulesetDigest = "sha256:cc33" }, `different sets of rules ("sha256:aa11", "sha256:cc33")`},
	} {
		t.Run(name, func(t *testing.T) {
			sources := exampleSources()
			c.spoil(sources)
			_, err := NewMatrix(sources)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The mock must never pass for a server.
func TestMatrixNamesTheMock(t *testing.T) {
	mock := recordtest.Mock()
	mock.Deployment.Name = "Fine Server"
	m, err := NewMatrix([]MatrixSource{{Path: "m.json", Record: mock}})
	require.NoError(t, err)
	page := matrixPage(t, m)
	assert.Contains(t, page, "revokespec&#39;s own mock")
	assert.NotContains(t, page, "Fine Server")
}
