package proof

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
)

//go:embed heading.md
var heading string

// Markdown writes what was proven, rule by rule, for people: which servers break it, and what else failed with each.
func Markdown(w io.Writer, m *Matrix) error {
	var out strings.Builder
	out.WriteString(heading)
	fmt.Fprintf(&out, "%s\n\n%s\n\n", m.count(), m.verdict())
	for _, r := range m.Rules {
		tried := m.shownFor(r.ID)
		if len(tried) == 0 {
			continue
		}
		fmt.Fprintf(&out, "## %s\n\n%s (%s)\n\n", r.ID, escape(r.Title), strings.ToUpper(r.Level))
		out.WriteString("| a server on which | dialect | deviation | fails with it |\n| --- | --- | --- | --- |\n")
		for _, shown := range tried {
			fmt.Fprintf(&out, "| %s | %s | `%s` | %s |\n", escape(shown.Sentence), strings.Join(shown.dialects, ", "),
				shown.Deviation, escape(shown.company()))
		}
		out.WriteString("\n")
	}
	for _, finding := range m.AllFindings() {
		fmt.Fprintf(&out, "- **%s**\n", escape(finding))
	}
	_, err := io.WriteString(w, strings.TrimRight(out.String(), "\n")+"\n")
	return err
}

// shown is a deviation with all the dialects in which it was tried.
type shown struct {
	Row
	dialects []string
}

// shownFor are the deviations of a rule.
func (m *Matrix) shownFor(rule string) []shown {
	var all []shown
	for _, row := range m.Rows {
		if row.Rule != rule {
			continue
		}
		if i := slices.IndexFunc(all, func(s shown) bool { return s.Deviation == row.Deviation }); i >= 0 {
			all[i].dialects = append(all[i].dialects, row.Dialect)
			continue
		}
		all = append(all, shown{row, []string{row.Dialect}})
	}
	return all
}

// company says what fails along with the deviation's own rule, and why it must.
func (s shown) company() string {
	var reasons []string
	for _, id := range slices.Sorted(maps.Keys(s.Follows)) {
		reasons = append(reasons, id+": "+s.Follows[id])
	}
	return strings.Join(reasons, "; ")
}

func (m *Matrix) count() string {
	names := map[string]bool{}
	for _, r := range m.Rows {
		names[r.Deviation] = true
	}
	delete(names, "")
	return fmt.Sprintf("%s in %s, %s, %s", wording.Counted(len(names), "deviation"), wording.Counted(len(Dialects()), "dialect"), wording.Counted(len(m.Rows), "server"), wording.Counted(len(m.Rules), "rule"))
}

func (m *Matrix) verdict() string {
	if m.Passed() {
		return "Each deviation is noticed by its own rule, and no rule fails that does not follow from it."
	}
	return "Not proven: " + wording.Counted(len(m.AllFindings()), "finding") + "."
}

// AllFindings are those of the whole and of the rows, each with its place.
func (m *Matrix) AllFindings() []string {
	all := slices.Clone(m.Findings)
	for _, r := range m.Rows {
		for _, f := range r.Findings {
			place := r.Deviation
			if place == "" {
				place = "no deviation"
			}
			all = append(all, fmt.Sprintf("%s (%s): %s", place, r.Dialect, f))
		}
	}
	return all
}

// escape keeps a cell in its table.
func escape(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
