package reports

import (
	"slices"
	"strings"
	"unicode"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// matrixCell is what one deployment did with one rule. Rule is nil where its run did not ask.
type matrixCell struct {
	Server *MatrixServer
	Rule   *record.Rule
}

// Missing is what a rule lacks that is not applicable, without the remedy, or by which choice of the vendor it is so.
func (c matrixCell) Missing() string {
	if c.Rule == nil || c.Rule.Verdict != record.NotApplicable {
		return ""
	}
	if c.Rule.Declared != "" {
		return "declared by the vendor: " + c.Rule.Declared
	}
	missing, _, _ := strings.Cut(c.Rule.Reason, ";")
	return missing
}

// Anchor is the address that GitHub, GitLab and Forgejo give a heading that is the rule's id.
func (c matrixCell) Anchor() string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, wording.OneLine(c.Rule.ID))
}

// Noted says whether the server's notes name the rule.
func (c matrixCell) Noted() bool { return strings.Contains(c.Server.Notes, c.Rule.ID) }

// slug is text as it stands in addresses: small letters, digits and hyphens.
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}

// scenarios are the rule's scenarios with a verdict.
func (c matrixCell) scenarios(v record.Verdict) []record.Scenario {
	return slices.DeleteFunc(slices.Clone(c.Rule.Scenarios), func(s record.Scenario) bool { return s.Outcome() != v })
}

// Passed and Lacking are scenarios that tell nothing bad: those that hold, and those that could not be run here.
func (c matrixCell) Passed() []record.Scenario { return c.scenarios(record.Pass) }

// Lacking is as Passed has it.
func (c matrixCell) Lacking() []record.Scenario { return c.scenarios(record.NotApplicable) }

// Findings are the scenarios because of which the verdict is no pass.
func (c matrixCell) Findings() []htmlEvidence {
	if c.Rule.Verdict == record.Pass || c.Rule.Verdict == record.NotApplicable {
		return nil
	}
	return newHTMLRule(*c.Rule).Evidence
}
