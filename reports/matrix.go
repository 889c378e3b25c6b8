package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/revokespec/revokespec/internal/wording"
	"github.com/revokespec/revokespec/record"
)

// MatrixSource is one deployment of a matrix: its run record, where that came from, and notes on it, if there are any.
type MatrixSource struct {
	Path   string // of the record, for errors
	Record *record.Record
	Notes  string // what a person wrote about the verdicts; a rule's evidence points to it where it names the rule

	Upstream map[string][]Reference // public reports of what the verdict on a rule says, by its id
}

// MatrixServer is one column.
type MatrixServer struct {
	MatrixSource
	Name, Version string
	Slug          string // names it in addresses; made of the name, no other server has it
}

// Profile is what the server's record says of a profile, nil where its run did not ask for it.
func (s *MatrixServer) Profile(name string) *record.Profile {
	for i := range s.Record.Profiles {
		if s.Record.Profiles[i].Name == name {
			return &s.Record.Profiles[i]
		}
	}
	return nil
}

// Title is the server with its version.
func (s *MatrixServer) Title() string { return strings.TrimSpace(s.Name + " " + s.Version) }

// Caveats are what takes weight from all of a server's verdicts, for the head of its column.
func (s *MatrixServer) Caveats() []string {
	var list []string
	if s.Record.Deployment.Insecure {
		list = append(list, "certificates were not checked")
	}
	if s.Record.Verdict == record.Interrupted {
		list = append(list, "the run was interrupted")
	}
	if len(s.Record.Findings) > 0 && (s.Record.Verdict == record.Conformant || s.Record.Verdict == record.NotJudged) {
		list = append(list, s.Record.Says())
	}
	return list
}

// Matrix tabulates the verdicts of several deployments under the same rules.
type Matrix struct {
	Servers  []MatrixServer
	Families []matrixFamily
}

type matrixFamily struct {
	Name, Title string
	Rows        []matrixRow
}

// matrixRow is a rule; it has a cell for every server, in their order.
type matrixRow struct {
	Rule  record.Rule // of the first record that has it; its verdict and scenarios are that record's
	Cells []matrixCell
}

// NewMatrix refuses, in one line, what cannot stand side by side: two records of one deployment, records of different sets of
// rules, and a part of a run.
func NewMatrix(sources []MatrixSource) (*Matrix, error) {
	if len(sources) == 0 {
		return nil, errors.New("a matrix needs at least one run record")
	}
	m := &Matrix{}
	for _, s := range sources {
		if err := m.add(s); err != nil {
			return nil, err
		}
	}
	m.fill()
	return m, nil
}

func (m *Matrix) add(s MatrixSource) error {
	server := MatrixServer{MatrixSource: s, Name: s.Record.Deployment.Name, Version: s.Record.Deployment.Version}
	switch {
	case s.Record.Deployment.Mock:
		server.Name = "revokespec's own mock"
	case server.Name == "":
		server.Name = s.Record.Deployment.Issuer
	}
	if server.Slug = slug(server.Name); server.Slug == "" {
		server.Slug = fmt.Sprintf("deployment-%d", len(m.Servers)+1)
	}
	for _, other := range m.Servers {
		switch {
		case other.Name == server.Name:
			return fmt.Errorf("%s and %s are both of the deployment %q: give one of them, or each deployment file a name of its own", other.Path, s.Path, server.Name)
		case other.Slug == server.Slug:
			return fmt.Errorf("%s and %s: the names %q and %q make the same address: change one", other.Path, s.Path, other.Name, server.Name)
		case other.Record.Tool.RulesetDigest != s.Record.Tool.RulesetDigest:
			return fmt.Errorf("%s and %s were judged by different sets of rules (%q, %q): run both with one revokespec and the same features",
				other.Path, s.Path, other.Record.Tool.RulesetDigest, s.Record.Tool.RulesetDigest)
		}
	}
	m.Servers = append(m.Servers, server)
	return nil
}

// fill makes the rows: families as they first come, rules by id, whatever profiles each record was asked for.
func (m *Matrix) fill() {
	families := map[string]int{}
	rows := map[string]*matrixRow{}
	for i := range m.Servers {
		server := &m.Servers[i]
		for j := range server.Record.Rules {
			rule := &server.Record.Rules[j]
			name := record.Family(rule.ID)
			if _, known := families[name]; !known {
				families[name] = len(m.Families)
				m.Families = append(m.Families, matrixFamily{Name: name, Title: subjectTitle(name)})
			}
			if rows[rule.ID] == nil {
				rows[rule.ID] = &matrixRow{Rule: *rule, Cells: make([]matrixCell, len(m.Servers))}
			}
			rows[rule.ID].Cells[i].Rule = rule
		}
	}
	for id, row := range rows {
		for i := range row.Cells {
			row.Cells[i].Server = &m.Servers[i]
		}
		family := &m.Families[families[record.Family(id)]]
		family.Rows = append(family.Rows, *row)
	}
	for _, family := range m.Families {
		slices.SortFunc(family.Rows, func(a, b matrixRow) int { return cmp.Compare(a.Rule.ID, b.Rule.ID) })
	}
}

// Profiles are those that any of the records was asked for, in the order in which they come.
func (m *Matrix) Profiles() []string {
	var names []string
	for _, s := range m.Servers {
		for _, p := range s.Record.Profiles {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// Verdicts are those that occur, in the order of the summary; pass and fail always do.
func (m *Matrix) Verdicts() []record.Verdict {
	all := []record.Verdict{record.Pass, record.Fail, record.Warn, record.Inconclusive, record.Waived, record.NotApplicable}
	return slices.DeleteFunc(all, func(v record.Verdict) bool {
		return v != record.Pass && v != record.Fail && !slices.ContainsFunc(m.Servers, func(s MatrixServer) bool { return s.Record.Summary.Count(v) > 0 })
	})
}

// Tool is what judged: all records have its rules. Where several builds judged, their versions are listed.
func (m *Matrix) Tool() record.Tool {
	tool := m.Servers[0].Record.Tool
	var versions []string
	for _, s := range m.Servers {
		version := strings.TrimSpace(s.Record.Tool.Version + " " + s.Record.Tool.Commit)
		if !slices.Contains(versions, version) {
			versions = append(versions, version)
		}
	}
	tool.Version, tool.Commit = strings.Join(versions, ", "), ""
	return tool
}

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
