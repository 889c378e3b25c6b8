package proof

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/record"
)

//go:embed matrix.html.tmpl
var matrixPage string

// HTML writes the kill matrix as a heat map, a row for each server and a column for each rule: one file, no script,
// light and dark.
func HTML(w io.Writer, m *Matrix) error {
	page, err := template.New("matrix").Parse(matrixPage)
	if err != nil {
		return err
	}
	var out bytes.Buffer // a template that fails half-way must not leave half a page
	if err := page.Execute(&out, map[string]any{
		"Count": m.count(), "Verdict": m.verdict(), "Passed": m.Passed(), "Digest": m.Digest(), "Rules": m.Rules,
		"Rows": m.heat(), "Findings": m.AllFindings(),
	}); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

type heatRow struct {
	Row
	Cells []heatCell
}

// heatCell is how one rule took one server.
type heatCell struct{ Class, Mark, Title string }

func (m *Matrix) heat() []heatRow {
	var rows []heatRow
	for _, r := range m.Rows {
		row := heatRow{Row: r}
		for _, rule := range m.Rules {
			if slices.Contains(rule.Dialects, r.Dialect) {
				row.Cells = append(row.Cells, r.cell(rule.ID))
			} else {
				row.Cells = append(row.Cells, heatCell{Class: "none", Title: rule.ID + " is no rule of this dialect"})
			}
		}
		rows = append(rows, row)
	}
	place := func(r heatRow) int {
		return slices.IndexFunc(m.Rules, func(rule Rule) bool { return rule.ID == r.Rule })
	}
	slices.SortStableFunc(rows, func(a, b heatRow) int {
		return cmp.Or(strings.Compare(a.Dialect, b.Dialect), place(a)-place(b))
	})
	return rows
}

func (r Row) cell(rule string) heatCell {
	verdict, seen := r.Verdicts[rule]
	reason, follows := r.Follows[rule]
	switch {
	case rule == r.Rule && r.Killed:
		return heatCell{"own", "●", rule + " notices it"}
	case rule == r.Rule:
		return heatCell{"wrong", "✕", rule + " does not notice it: " + string(verdict)}
	case follows && broken(verdict):
		return heatCell{"follows", "○", rule + " fails with it: " + reason}
	case broken(verdict), follows:
		return heatCell{"wrong", "✕", rule + " is " + string(verdict) + ", against what follows"}
	case seen && verdict == record.Inconclusive:
		return heatCell{"unclear", "·", rule + " cannot judge this server"}
	}
	return heatCell{}
}
