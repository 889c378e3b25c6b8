package reports

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// junit writes the record as the XML that CI servers take: a suite a rule, a case a scenario. A fail is a failure, an
// inconclusive an error, not applicable and waived are skipped, and a warning passes with its text, or is a failure under
// strict. What fails the run without being a rule's verdict comes in a suite of its own, so that no red run looks green.
func junit(w io.Writer, r *record.Record) error {
	root := junitRoot{Name: xmlText("revokespec, " + Judged(r.Deployment) + ": " + r.Says()), Time: seconds(r.DurationMS)}
	for i := range r.Rules {
		root.add(junitRule(r, &r.Rules[i]))
	}
	if suite := junitRun(r); len(suite.Cases) > 0 {
		root.add(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(root); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// The order of the fields is that of Surefire's schema, which is the stricter one.
type junitRoot struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     xmlText      `xml:"name,attr"`
	Time     string       `xml:"time,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       xmlText         `xml:"name,attr"`
	Time       string          `xml:"time,attr"`
	Tests      int             `xml:"tests,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Failures   int             `xml:"failures,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string  `xml:"name,attr"`
	Value xmlText `xml:"value,attr"`
}

type junitCase struct {
	Name      xmlText       `xml:"name,attr"`
	ClassName xmlText       `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitOutcome `xml:"failure"`
	Skipped   *junitSkipped `xml:"skipped"`
	Error     *junitOutcome `xml:"error"`
	SystemOut *junitText    `xml:"system-out"`
}

type junitOutcome struct {
	Type    string  `xml:"type,attr"`
	Message xmlText `xml:"message,attr"`
	Text    xmlText `xml:",cdata"`
}

type junitText struct {
	Text xmlText `xml:",cdata"`
}

type junitSkipped struct {
	Message xmlText `xml:"message,attr"`
}

func (root *junitRoot) add(s junitSuite) {
	s.Tests = len(s.Cases)
	for _, c := range s.Cases {
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	root.Suites = append(root.Suites, s)
	root.Tests += s.Tests
	root.Failures += s.Failures
	root.Errors += s.Errors
}

func junitRule(r *record.Record, rule *record.Rule) junitSuite {
	s := junitSuite{
		Name: xmlText(rule.ID + " " + rule.Title), Time: seconds(rule.DurationMS), Timestamp: timestamp(r.Started),
		Properties: []junitProperty{
			{"id", xmlText(rule.ID)}, {"level", xmlText(rule.Level)},
			{"profiles", xmlText(strings.Join(rule.Profiles, ","))}, {"source", xmlText(rule.Source)},
			{"deployment", xmlText(Judged(r.Deployment))}, {"run", xmlText(r.Says())}, {"declares", xmlText(r.Deployment.Choices())},
		},
	}
	for i := range rule.Scenarios {
		s.Cases = append(s.Cases, junitScenario(rule, &rule.Scenarios[i], r.Strict))
	}
	if len(rule.Scenarios) == 0 { // not run: a suite without a case would look green
		c := junitCase{Name: xmlText(rule.Title), ClassName: className(rule.ID), Time: seconds(0)}
		c.Error = &junitOutcome{Type: string(record.Inconclusive), Message: xmlText(rule.Reason)}
		s.Cases = append(s.Cases, c)
	}
	return s
}

func junitScenario(rule *record.Rule, s *record.Scenario, strict bool) junitCase {
	c := junitCase{Name: xmlText(s.Name), ClassName: className(rule.ID)}
	duration := 0.0
	for _, step := range s.Steps {
		duration += step.DurationMS
	}
	c.Time = seconds(duration)
	if slices.ContainsFunc(rule.Scenarios, func(o record.Scenario) bool { return o.Name == s.Name && o.Location != s.Location }) {
		c.Name += xmlText(" (" + s.Location + ")")
	}
	found := s.Finding()
	message := xmlText(wording.OneLine(found.Message()))
	text := strings.Builder{}
	evidence{w: &text}.scenario(found)
	outcome := &junitOutcome{Message: message, Text: xmlText(text.String())}
	switch verdict := s.OutcomeUnder(rule.Level); {
	case verdict == record.NotApplicable:
		c.Skipped = &junitSkipped{Message: message}
	case verdict != record.Pass && rule.Verdict == record.Waived:
		c.Skipped = &junitSkipped{Message: xmlText("waived " + waiverText(*rule))}
	case verdict == record.Inconclusive:
		outcome.Type = string(record.Inconclusive)
		c.Error = outcome
	case verdict == record.Fail, verdict == record.Warn && strict:
		outcome.Type = rule.Level
		c.Failure = outcome
	case verdict == record.Warn:
		c.SystemOut = &junitText{Text: xmlText("warning: "+wording.Printable(found.Message())+"\n") + outcome.Text}
	}
	return c
}

// junitRun holds what fails a run although no rule does.
func junitRun(r *record.Record) junitSuite {
	s := junitSuite{
		Name: "the run", Time: seconds(0), Timestamp: timestamp(r.Started),
		Properties: []junitProperty{{"id", "run"}, {"deployment", xmlText(Judged(r.Deployment))}, {"run", xmlText(r.Says())}},
	}
	for _, problem := range r.Problems {
		s.Cases = append(s.Cases, junitCase{Name: xmlText(problem), ClassName: "run", Time: seconds(0),
			Error: &junitOutcome{Type: "run", Message: xmlText(problem)}})
	}
	if r.Verdict == record.Interrupted {
		s.Cases = append(s.Cases, junitCase{Name: "interrupted", ClassName: "run", Time: seconds(0),
			Error: &junitOutcome{Type: string(record.Interrupted), Message: "the run was interrupted before it was complete"}})
	}
	return s
}

// className groups the rules of a subject, as CI servers take the part before the last dot for a package.
func className(id string) xmlText {
	if record.Family(id) == "" {
		return xmlText(id)
	}
	return xmlText(record.Family(id) + "." + id)
}

// seconds has three decimals at most, as Surefire's schema wants.
func seconds(ms float64) string { return strconv.FormatFloat(ms/1000, 'f', 3, 64) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// xmlText leaves out the characters that XML 1.0 section 2.2 does not allow, escaped or not.
type xmlText string

func (t xmlText) legal() string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t', c == '\n', c == '\r', c >= 0x20 && c <= 0xD7FF, c >= 0xE000 && c <= 0xFFFD, c >= 0x10000 && c <= utf8.MaxRune:
			return c
		}
		return -1
	}, strings.ToValidUTF8(string(t), ""))
}

// MarshalText implements encoding.TextMarshaler.
func (t xmlText) MarshalText() ([]byte, error) { return []byte(t.legal()), nil }
