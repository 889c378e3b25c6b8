package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// Markdown writes the table; each verdict links to FOLDER/SLUG.md#RULE, which MarkdownEvidence writes.
func (m *Matrix) Markdown(w io.Writer, folder string) error {
	out := &textWriter{to: w}
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	p("# Rules by server\n\n<!-- Written by `revokespec report`; do not edit. -->\n\n%s\n\n", m.preface())
	p("Each verdict leads to its evidence. Not applicable (n/a): the server, as it was set up, lacks what the rule needs; -: not asked for.\n\n")
	p("| |%s\n|---|%s\n", m.row(func(s *MatrixServer) string {
		text := fmt.Sprintf(" [%s](%s/%s.md)", cell(s.Title()), folder, s.Slug)
		for _, caveat := range s.Caveats() {
			text += ", **" + cell(caveat) + "**"
		}
		return text + " |"
	}), m.row(func(*MatrixServer) string { return "---|" }))
	p("| judged on |%s\n", m.row(func(s *MatrixServer) string { return " " + s.Record.Started.UTC().Format("2006-01-02") + " |" }))
	for _, name := range m.Profiles() {
		p("| profile %s |%s\n", cell(name), m.row(func(s *MatrixServer) string {
			if profile := s.Profile(name); profile != nil {
				return " **" + cell(record.Spelled(profile.Says())) + "** |"
			}
			return " - |"
		}))
	}
	for _, v := range m.Verdicts() {
		p("| %s |%s\n", record.InWords(v), m.row(func(s *MatrixServer) string { return fmt.Sprintf(" %d |", s.Record.Summary.Count(v)) }))
	}
	for _, family := range m.Families {
		p("\n## %s\n\n| rule | level | profiles |%s\n|---|---|---|%s\n", strings.TrimSpace(family.Name+" "+family.Title),
			m.row(func(s *MatrixServer) string { return " " + cell(s.Name) + " |" }), m.row(func(*MatrixServer) string { return "---|" }))
		for _, row := range family.Rows {
			p("| **%s** %s | %s | %s |", cell(row.Rule.ID), cell(row.Rule.Title), row.Rule.Level, cell(strings.Join(row.Rule.Profiles, " ")))
			for _, c := range row.Cells {
				p(" %s |", c.markdown(folder))
			}
			p("\n")
		}
	}
	return out.err
}

func (m *Matrix) preface() string {
	tool := m.Tool()
	return wording.Printable(fmt.Sprintf("What revokespec says of %s. Judged by revokespec %s, set of rules `%s`.", wording.Counted(len(m.Servers), "server"), tool.Version, tool.RulesetDigest))
}

func (m *Matrix) row(of func(*MatrixServer) string) string {
	out := strings.Builder{}
	for i := range m.Servers {
		out.WriteString(of(&m.Servers[i]))
	}
	return out.String()
}

var matrixMarks = map[record.Verdict]string{record.Pass: "✓ pass", record.Fail: "✗ **fail**", record.Warn: "⚠ warn", record.Inconclusive: "? inconclusive", record.Waived: "~ waived", record.NotApplicable: "n/a"}

func (c matrixCell) markdown(folder string) string {
	if c.Rule == nil {
		return "-"
	}
	text := fmt.Sprintf("[%s](%s/%s.md#%s)", matrixMarks[c.Rule.Verdict], folder, c.Server.Slug, c.Anchor())
	if missing := c.Missing(); missing != "" {
		text += ": " + cell(missing)
	}
	return text
}
