package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// Markdown writes the table; each verdict links to FOLDER/SLUG.md#RULE, which MarkdownEvidence writes.
func (m *Matrix) Markdown(w io.Writer, folder string) error {
	out := &textWriter{to: w}
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	p("# Rules by server\n\n<!-- Written by `revokespec report`; do not edit. -->\n\n%s\n\n", m.preface())
	p("Each verdict leads to its evidence. Not applicable (n/a): the server, as it was set up, lacks what the rule needs; -: not asked for. Upstream: where the same was reported to a server's authors.\n\n")
	p("| |%s\n|---|%s\n", m.row(func(s *MatrixServer) string {
		text := fmt.Sprintf(" [%s](%s/%s.md)", escapedMarkdown(s.Title()), folder, s.Slug)
		for _, caveat := range s.Caveats() {
			text += ", **" + escapedMarkdown(caveat) + "**"
		}
		return text + " |"
	}), m.row(func(*MatrixServer) string { return "---|" }))
	p("| judged on |%s\n", m.row(func(s *MatrixServer) string { return " " + s.Record.Started.UTC().Format(time.DateOnly) + " |" }))
	for _, name := range m.Profiles() {
		p("| profile %s |%s\n", escapedMarkdown(name), m.row(func(s *MatrixServer) string {
			if profile := s.Profile(name); profile != nil {
				return " **" + escapedMarkdown(record.Spelled(profile.Says())) + "** |"
			}
			return " - |"
		}))
	}
	for _, v := range m.Verdicts() {
		p("| %s |%s\n", record.InWords(v), m.row(func(s *MatrixServer) string { return fmt.Sprintf(" %d |", s.Record.Summary.Count(v)) }))
	}
	for _, family := range m.Families {
		p("\n## %s\n\n| rule | level | profiles |%s upstream |\n|---|---|---|%s---|\n", strings.TrimSpace(family.Name+" "+family.Title),
			m.row(func(s *MatrixServer) string { return " " + escapedMarkdown(s.Name) + " |" }), m.row(func(*MatrixServer) string { return "---|" }))
		for _, row := range family.Rows {
			p("| **%s** %s | %s | %s |", escapedMarkdown(row.Rule.ID), escapedMarkdown(row.Rule.Title), row.Rule.Level, escapedMarkdown(strings.Join(row.Rule.Profiles, " ")))
			for _, c := range row.Cells {
				p(" %s |", c.markdown(folder))
			}
			p(" %s |\n", row.upstream())
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
		text += ": " + escapedMarkdown(missing)
	}
	return text
}

// MarkdownEvidence writes what the verdicts of one server rest on. The rules' headings make the addresses that Markdown links to;
// notes is the address of the server's notes, "" when there are none.
func (m *Matrix) MarkdownEvidence(w io.Writer, server int, notes string) error {
	s := &m.Servers[server]
	out := &textWriter{to: w}
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	r := s.Record
	p("# %s\n\n<!-- Written by `revokespec report`; do not edit. -->\n\n", escapedMarkdown(s.Title()))
	p("%s: **%s**, %s.\n", r.Started.UTC().Format(time.DateOnly), escapedMarkdown(record.Spelled(r.Says())), r.Summary.Counts())
	if declared := r.Deployment.Choices(); declared != "" {
		p("Declared by the vendor: %s.\n", escapedMarkdown(declared))
	}
	if notes != "" {
		p("[Notes](%s): how it was set up, and each surprise confirmed by hand.\n", notes)
	}
	for _, family := range m.Families {
		for _, row := range family.Rows {
			if c := row.Cells[server]; c.Rule != nil {
				p("\n## %s\n\n%s", wording.Printable(wording.OneLine(c.Rule.ID)), c.evidence(notes))
			}
		}
	}
	return out.err
}

// evidence is a rule's section.
func (c matrixCell) evidence(notes string) string {
	rule := c.Rule
	out := strings.Builder{}
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(&out, format+"\n", args...) }
	line("**%s** (%s; %s): %s", record.InWords(rule.Verdict), rule.Level, escapedMarkdown(strings.Join(rule.Profiles, ", ")), escapedMarkdown(rule.Title))
	if rule.Reason != "" {
		line("\n%s", escapedMarkdown(rule.Reason))
	}
	if notes != "" && c.Noted() {
		line("\nThe [notes](%s) say more about %s.", notes, escapedMarkdown(rule.ID))
	}
	for _, curve := range rule.Curves() {
		line("\n- %s", escapedMarkdown(curve.Says()))
	}
	if found := c.Findings(); len(found) > 0 {
		text := &strings.Builder{}
		evidence{w: text}.scenario(rule.Finding())
		line("\n%s", codeBlock(text.String()))
		for _, other := range rule.Also() {
			line("- also %s", scenarioLine(other))
		}
	}
	for _, group := range []struct {
		title     string
		scenarios []record.Scenario
	}{{"Seen to hold", c.Passed()}, {"Not applicable", c.Lacking()}} {
		if len(group.scenarios) > 0 && rule.Verdict != record.NotApplicable {
			line("\n%s:\n", group.title)
			for _, s := range group.scenarios {
				line("- %s", scenarioLine(s))
			}
		}
	}
	return out.String()
}

// scenarioLine is the scenario with its place, where its steps are, and why it is not applicable if it is not.
func scenarioLine(s record.Scenario) string {
	text := fmt.Sprintf("%s (`%s`)", escapedMarkdown(s.Name), strings.ReplaceAll(escapedMarkdown(s.Location), "`", ""))
	if s.Verdict == record.NotApplicable {
		text += ": " + escapedMarkdown(s.Finding().Message())
	}
	return text
}

// escapedMarkdown is text in a table or a paragraph of Markdown, shown as it is.
func escapedMarkdown(text string) string {
	out := strings.Builder{}
	for _, c := range wording.Printable(wording.OneLine(text)) {
		if strings.ContainsRune("\\`*_[]<>|#", c) {
			out.WriteByte('\\')
		}
		out.WriteRune(c)
	}
	return out.String()
}

// codeBlock is text as a block of code, behind a fence that is longer than any in it.
func codeBlock(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return fence + "text\n" + strings.Join(lines, "\n") + "\n" + fence
}
