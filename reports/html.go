package reports

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

//go:embed report.html.tmpl propagation.html.tmpl report.css chart.css matrix.html.tmpl matrix.css
var htmlFiles embed.FS

// html writes the record as one file for people who need not know the tool: no script, nothing loaded from elsewhere,
// light and dark, for screens and for paper.
func html(w io.Writer, r *record.Record) error {
	return writePage(w, newHTMLPage(r), htmlFuncs(), "report.html.tmpl", "propagation.html.tmpl", "report.css", "chart.css")
}

// writePage executes the first of these templates.
func writePage(w io.Writer, data any, funcs template.FuncMap, files ...string) error {
	page, err := template.New(files[0]).Funcs(funcs).ParseFS(htmlFiles, files...)
	if err != nil {
		return err
	}
	out := &bytes.Buffer{} // a template that fails half-way must not leave half a page
	if err := page.Execute(out, data); err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

func htmlFuncs() template.FuncMap {
	return template.FuncMap{
		"words":      func(v any) string { return record.InWords(fmt.Sprint(v)) },
		"printable":  wording.Printable,
		"duration":   milliseconds,
		"counted":    wording.Counted,
		"spelled":    record.Spelled,
		"links":      sourceParts,
		"anchor":     func(id string) string { return "rule-" + strings.Join(strings.Fields(id), "-") },
		"join":       func(list []string) string { return strings.Join(list, ", ") },
		"body":       readableBody,
		"answer":     answer,
		"curves":     curvesOf,
		"profile":    profileTitle,
		"unsafe":     func() string { return unsafeWarning },
		"soakSays":   soakSays,
		"soakCharts": soakCharts,
		"chartBox":   func() string { return fmt.Sprintf("0 0 %g %g", chartWidth, chartHeight+chartFoot) },
	}
}

// htmlPage is the record, arranged in the order in which it is read.
type htmlPage struct {
	*record.Record
	Judged, Because, Kept                      string
	Failures, Warnings, Inconclusive, Accepted []htmlRule
	Tiles                                      []htmlTile
	Missing                                    []reasonGroup
	Subjects                                   []htmlSubject
}

// htmlTile is one count of the summary.
type htmlTile struct {
	Verdict record.Verdict
	Count   int
	Anchor  string
}

type htmlSubject struct {
	Name, Title string
	Summary     record.Summary
	Rules       []record.Rule
}

// htmlRule is a rule that did not pass, with the evidence of each scenario for it.
type htmlRule struct {
	record.Rule
	Evidence []htmlEvidence
}

type htmlEvidence struct {
	Scenario  record.Scenario
	Wanted    string
	Message   string
	Act       *record.Exchange
	Exchanges []record.Exchange
}

func newHTMLPage(r *record.Record) htmlPage {
	p := htmlPage{Record: r, Judged: Judged(r.Deployment), Because: reasonsFor(r), Kept: r.Kept()}
	var missing []record.Rule
	for _, rule := range r.Rules {
		switch rule.Verdict {
		case record.Fail:
			p.Failures = append(p.Failures, newHTMLRule(rule))
		case record.Warn:
			p.Warnings = append(p.Warnings, newHTMLRule(rule))
		case record.Inconclusive:
			p.Inconclusive = append(p.Inconclusive, newHTMLRule(rule))
		case record.Waived:
			p.Accepted = append(p.Accepted, newHTMLRule(rule))
		case record.NotApplicable:
			missing = append(missing, rule)
		}
		p.addToSubject(rule)
	}
	p.Missing = byReason(missing)
	p.Tiles = []htmlTile{
		{record.Fail, r.Summary.Fail, "failures"}, {record.Warn, r.Summary.Warn, "warnings"}, {record.Inconclusive, r.Summary.Inconclusive, "inconclusive"},
		{record.Waived, r.Summary.Waived, "waived"}, {record.Pass, r.Summary.Pass, "rules"}, {record.NotApplicable, r.Summary.NotApplicable, "missing"},
	}
	return p
}

func (p *htmlPage) addToSubject(rule record.Rule) {
	name := record.Family(rule.ID)
	at := slices.IndexFunc(p.Subjects, func(s htmlSubject) bool { return s.Name == name })
	if at < 0 {
		p.Subjects, at = append(p.Subjects, htmlSubject{Name: name, Title: subjectTitle(name)}), len(p.Subjects)
	}
	p.Subjects[at].Rules = append(p.Subjects[at].Rules, rule)
	p.Subjects[at].Summary.Add(rule.Verdict)
}

func newHTMLRule(rule record.Rule) htmlRule {
	h := htmlRule{Rule: rule}
	worst := rule.Finding().Scenario
	for i := range rule.Scenarios {
		s := &rule.Scenarios[i]
		if s.Outcome() != worst.Outcome() {
			continue
		}
		found := s.Finding()
		e := htmlEvidence{Scenario: *s, Act: found.Act(), Exchanges: found.Exchanges(), Wanted: "every step of the scenario; not all were run"}
		if found.Step != nil {
			e.Wanted, e.Message = strings.TrimSpace(found.Step.Keyword+" "+found.Step.Text), found.Message()
		}
		h.Evidence = append(h.Evidence, e)
	}
	return h
}

// sourcePart is a piece of a source; URL is "" where nothing is linked.
type sourcePart struct{ Text, URL string }

var linkable = regexp.MustCompile(`https?://[^\s;,)]+|RFC ([0-9]+)(?:,? section ([0-9]+(?:\.[0-9]+)*))?`)

// sourceParts finds the addresses and the sections of RFCs in a source.
func sourceParts(source string) []sourcePart {
	var parts []sourcePart
	rest := 0
	for _, m := range linkable.FindAllStringSubmatchIndex(source, -1) {
		text := source[m[0]:m[1]]
		url := text
		if m[2] >= 0 {
			url = "https://www.rfc-editor.org/rfc/rfc" + source[m[2]:m[3]]
		}
		if m[4] >= 0 {
			url += "#section-" + source[m[4]:m[5]]
		}
		parts = append(parts, sourcePart{source[rest:m[0]], ""}, sourcePart{text, url})
		rest = m[1]
	}
	return append(parts, sourcePart{source[rest:], ""})
}

// readableBody breaks a JSON or form body into lines; what is neither stays as it was sent.
func readableBody(body string, headers map[string][]string) string {
	indented := bytes.Buffer{}
	if json.Indent(&indented, []byte(body), "", "  ") == nil {
		return wording.Printable(indented.String())
	}
	for name, values := range headers {
		if strings.EqualFold(name, "Content-Type") && strings.Contains(strings.Join(values, ""), "x-www-form-urlencoded") {
			return wording.Printable(strings.ReplaceAll(body, "&", "\n&"))
		}
	}
	return wording.Printable(body)
}

func profileTitle(name string) string {
	switch name {
	case "auth0":
		return "What Auth0 documents"
	case "rfc7009":
		return "RFC 7009 and the standards it rests on"
	case "bcp":
		return "Best current practice: RFC 9700 and OAuth 2.1"
	}
	return ""
}

// HTML writes the table and its evidence as one file: no script, nothing loaded from elsewhere, light and dark, for screens and
// for paper. Each verdict leads to what it rests on.
func (m *Matrix) HTML(w io.Writer) error {
	funcs := htmlFuncs()
	funcs["mark"] = func(v record.Verdict) string { return matrixSigns[v] }
	funcs["anchor"] = func(id string) string { return "rule-" + slug(id) }
	funcs["of"] = record.Summary.Count
	funcs["inc"] = func(n int) int { return n + 1 }
	funcs["lacks"] = func(s record.Scenario) string { return s.Finding().Message() }
	return writePage(w, m, funcs, "matrix.html.tmpl", "report.html.tmpl", "propagation.html.tmpl", "report.css", "matrix.css")
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
