package reports

import (
	"io"

	"github.com/revokespec/revokespec/record"
)

// HTML writes the table and its evidence as one file: no script, nothing loaded from elsewhere, light and dark, for screens and
// for paper. Each verdict leads to what it rests on.
func (m *Matrix) HTML(w io.Writer) error {
	funcs := htmlFuncs()
	funcs["mark"] = func(v record.Verdict) string { return matrixSigns[v] }
	funcs["anchor"] = func(id string) string { return "rule-" + slug(id) }
	funcs["of"] = record.Summary.Count
	funcs["inc"] = func(n int) int { return n + 1 }
	funcs["lacks"] = func(s record.Scenario) string { return s.Finding().Message() }
	return writePage(w, m, funcs, "matrix.html.tmpl", "report.html.tmpl", "report.css", "matrix.css")
}

// matrixSigns tell the verdicts apart without colours; the words stand beside them.
var matrixSigns = map[record.Verdict]string{record.Pass: "✓", record.Fail: "✗", record.Warn: "!", record.Inconclusive: "?", record.Waived: "~", record.NotApplicable: "–"}

// Link is where a rule's evidence of a server stands in the HTML page.
func (c matrixCell) Link() string { return slug(c.Rule.ID) + "-" + c.Server.Slug }

// Scenarios are all that were tried of a rule, wherever.
func (row matrixRow) Scenarios() []record.Scenario {
	var all []record.Scenario
	seen := map[string]bool{}
	for _, c := range row.Cells {
		if c.Rule == nil {
			continue
		}
		for _, s := range c.Rule.Scenarios {
			key := s.Name + "\x00" + s.Location
			if s.Verdict != record.NotApplicable && !seen[key] {
				seen[key] = true
				all = append(all, s)
			}
		}
	}
	return all
}
