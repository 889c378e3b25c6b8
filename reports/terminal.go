// Package reports renders a run record: for a terminal, as JSON, JUnit and HTML, and the records of several servers as a table. Every
// report is a pure function of the record.
package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// Judged says in one phrase what a run judged, above all whether that was only revokespec's own mock, and whether it can
// have been somebody else.
func Judged(d record.Deployment) string {
	unverified := ""
	if d.Insecure {
		unverified = " WITHOUT LOOKING AT CERTIFICATES"
	}
	switch {
	case d.Mock:
		return "judged: revokespec's own mock"
	case d.Name == "" || d.Name == d.Issuer:
		return "judged: " + strings.TrimSpace(d.Issuer+" "+d.Version) + unverified
	}
	return fmt.Sprintf("judged: %s (%s)%s", strings.TrimSpace(d.Name+" "+d.Version), d.Issuer, unverified)
}

// unsafeWarning is what every report says of a run that looked at no certificate.
const unsafeWarning = "WARNING: tls.insecure was true: ANY certificate was taken, so whoever is on the way may have answered; no verdict is worth much"

// Terminal writes the record for a person at a terminal: what is broken first, with its evidence, then what could not
// be judged and why. The last line says the verdict, how many rules were judged, and how many were not applicable, and by whose word.
// Whether there are colours, which NO_COLOR forbids, is for the caller to say.
func Terminal(w io.Writer, r *record.Record, colours bool) error {
	out := &textWriter{to: w}
	t := terminal{out: out, record: r, paint: painter(colours)}
	t.head()
	t.broken(record.Fail)
	t.broken(record.Warn)
	t.grouped("inconclusive", t.rules(record.Inconclusive))
	t.waived()
	declared, lacking := t.notApplicable()
	t.grouped("not applicable by the vendor's declaration", declared)
	t.grouped("not applicable", lacking)
	t.load()
	t.lines("propagation", propagationLines(r))
	t.lines("problems", r.Problems)
	t.lines("notes", r.Notes)
	t.tally()
	return out.err
}

// textWriter remembers the first error, so that a report of many lines need not look after each.
type textWriter struct {
	to  io.Writer
	err error
}

func (w *textWriter) Write(p []byte) (int, error) {
	if w.err == nil {
		_, w.err = w.to.Write(p)
	}
	return len(p), w.err
}

type terminal struct {
	out    *textWriter
	record *record.Record
	paint  painter
}

func (t terminal) printf(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format, args...) }

func (t terminal) rules(v record.Verdict) []record.Rule {
	return slices.DeleteFunc(slices.Clone(t.record.Rules), func(rule record.Rule) bool { return rule.Verdict != v })
}

// notApplicable tells what the vendor has declared away from what the deployment lacks.
func (t terminal) notApplicable() (declared, lacking []record.Rule) {
	for _, rule := range t.rules(record.NotApplicable) {
		if rule.Declared != "" {
			declared = append(declared, rule)
		} else {
			lacking = append(lacking, rule)
		}
	}
	return declared, lacking
}

func (t terminal) head() {
	t.printf("%s\n", t.paint.bold(wording.Printable(Judged(t.record.Deployment))))
	if t.record.Deployment.Insecure {
		t.printf("%s\n", t.paint.alarm(unsafeWarning))
	}
	if declared := t.record.Deployment.Choices(); declared != "" {
		t.printf("declared: %s\n", wording.Printable(declared))
	}
}

func (t terminal) broken(v record.Verdict) {
	for _, rule := range t.rules(v) {
		t.printf("\n%s  %s  %s\n", t.paint.verdict(v, strings.ToUpper(string(v))), t.paint.bold(wording.Printable(rule.ID)), wording.Printable(rule.Title))
		e := evidence{w: t.out, indent: "      ", paint: t.paint}
		e.line("source", fmt.Sprintf("%s (%s)", rule.Source, strings.ToUpper(rule.Level)))
		e.scenario(rule.Finding())
		for _, other := range rule.Also() {
			e.line("also", fmt.Sprintf("%s (%s)", other.Name, other.Location))
		}
		if v == record.Fail || t.record.Strict { // then a broken SHOULD fails the run as well
			e.line("waiver", record.PasteReady(rule.ID, t.record.Started))
		}
	}
}

func (t terminal) waived() {
	var lines []string
	for _, rule := range t.rules(record.Waived) {
		lines = append(lines, rule.ID+": "+waiverText(rule))
	}
	t.lines("waived", lines)
}

func waiverText(rule record.Rule) string {
	if rule.Waiver == nil {
		return rule.Reason
	}
	return fmt.Sprintf("until %s by %s: %s (%s)", rule.Waiver.Expires, rule.Waiver.Owner, rule.Waiver.Reason, rule.Reason)
}

// grouped shows each reason once, with the rules that have it: one server that is down is one line, not seventy.
func (t terminal) grouped(title string, rules []record.Rule) {
	var lines []string
	for _, group := range byReason(rules) {
		lines = append(lines, fmt.Sprintf("%s (%s)", group.Reason, strings.Join(group.IDs, ", ")))
	}
	t.lines(title, lines)
}

type reasonGroup struct {
	Reason string
	IDs    []string
}

// byReason groups rules by their reason, in order of first appearance.
func byReason(rules []record.Rule) []reasonGroup {
	var groups []reasonGroup
	for _, rule := range rules {
		at := slices.IndexFunc(groups, func(g reasonGroup) bool { return g.Reason == rule.Reason })
		if at < 0 {
			groups, at = append(groups, reasonGroup{Reason: rule.Reason}), len(groups)
		}
		groups[at].IDs = append(groups[at].IDs, rule.ID)
	}
	return groups
}

func (t terminal) lines(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	t.printf("\n%s\n", t.paint.bold(title))
	for _, line := range wording.Once(lines) {
		t.printf("  %s\n", wording.Printable(wording.OneLine(line)))
	}
}

func (t terminal) tally() {
	r := t.record
	t.printf("\n")
	if len(r.Profiles) > 1 {
		for _, p := range r.Profiles {
			t.printf("profile %s: %s, %s\n", wording.Printable(p.Name), t.paint.verdict(p.Tone(), wording.Printable(p.Says())), p.Summary)
		}
	}
	t.printf("%s in %s, %s\n", r.Summary, milliseconds(r.DurationMS), wording.Counted(r.Requests, "request"))
	t.printf("%s: %s, %s\n", wording.Printable(Judged(r.Deployment)), t.paint.verdict(r.Tone(), wording.Printable(r.Says())), r.Summary.Counts())
}
