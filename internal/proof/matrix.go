package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/mockserver"
)

// Matrix is every deviation against every rule.
type Matrix struct {
	RulesetDigest string   `json:"ruleset_digest"`
	Rules         []Rule   `json:"rules"`
	Rows          []Row    `json:"rows"`
	Findings      []string `json:"findings"` // what is wrong with the whole: rules that nothing proves
}

// Rule is one rule of the matrix.
type Rule struct {
	ID    string `json:"id"`
	Level string `json:"level"`
	Title string `json:"title"`
	// Dialects are those in which it is judged.
	Dialects []string `json:"dialects"`
}

func newMatrix(o Options, rows []Row) *Matrix {
	m := &Matrix{RulesetDigest: o.Catalogue.Digest(), Rows: rows, Findings: []string{}}
	names := map[string]bool{}
	for _, d := range o.Deviations {
		m.checkDeviation(d, o.Catalogue, names[d.Name])
		names[d.Name] = true
	}
	for _, r := range o.Catalogue.Rules {
		m.Rules = append(m.Rules, Rule{r.ID, r.Level, r.Title, dialectsOf(r)})
		if o.Rules != nil && !slices.Contains(o.Rules, r.ID) {
			continue
		}
		if !slices.ContainsFunc(rows, func(row Row) bool { return row.Rule == r.ID && row.Killed }) {
			m.Findings = append(m.Findings, fmt.Sprintf("%s (%s) is not proven: no deviation breaks it, or none was noticed", r.ID, r.Level))
		}
	}
	return m
}

func dialectsOf(r features.Rule) []string {
	return slices.DeleteFunc(Dialects(), func(dialect string) bool { return !r.In(profiles[dialect]) })
}

func (m *Matrix) checkDeviation(d mockserver.Deviation, c *features.Catalogue, twice bool) {
	say := func(format string, args ...any) { m.Findings = append(m.Findings, fmt.Sprintf(format, args...)) }
	if twice {
		say("two deviations are called %s", d.Name)
	}
	rule, known := c.Rule(d.Rule)
	if !known {
		say("%s breaks %s, which is no rule", d.Name, d.Rule)
	}
	for _, dialect := range d.Dialects {
		if known && !rule.In(profiles[dialect]) {
			say("%s: %s is not judged in the dialect %s; leave that out of its Dialects", d.Name, d.Rule, dialect)
		}
	}
	for id, reason := range d.Follows {
		if _, known := c.Rule(id); !known || reason == "" {
			say("%s: that %s follows has no reason, or it is no rule", d.Name, id)
		}
	}
}

// Passed says whether nothing is wrong: every deviation was noticed and the right rules were blamed, and no others.
func (m *Matrix) Passed() bool {
	return len(m.Findings) == 0 && !slices.ContainsFunc(m.Rows, func(r Row) bool { return len(r.Findings) > 0 })
}

// Digest identifies what was proven: which deviation breaks which rules, in which dialect, by which rules' wording.
// What a rule could not judge is left out, as it may hang on the order.
func (m *Matrix) Digest() string {
	h := sha256.New()
	fmt.Fprintln(h, m.RulesetDigest, m.Findings)
	for _, r := range m.Rows {
		fmt.Fprintln(h, r.Deviation, r.Dialect, r.Rule, r.Sentence, r.Killed, r.blamed(), r.Findings)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))[:32]
}

// blamed are the rules that failed, sorted.
func (r Row) blamed() []string {
	var ids []string
	for id, v := range r.Verdicts {
		if broken(v) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// JSON writes the matrix for programs.
func JSON(w io.Writer, m *Matrix) error {
	return wording.JSON(w, m, " ")
}
