package proof

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Terminal writes a line for each rule with the deviations that it caught, and then whatever is wrong.
func Terminal(w io.Writer, m *Matrix) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range m.Rules {
		all, caught := m.shownFor(r.ID), 0
		var names []string
		for _, s := range all {
			name := s.Deviation
			if s.Killed {
				caught++
			} else {
				name += " (SURVIVES)"
			}
			names = append(names, name)
		}
		if len(all) > 0 {
			fmt.Fprintf(table, "%s\t%d of %d noticed\t%s\n", r.ID, caught, len(all), strings.Join(names, ", "))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, finding := range m.AllFindings() {
		fmt.Fprintf(w, "\nFINDING  %s", finding)
	}
	_, err := fmt.Fprintf(w, "\n%s\n%s\n%s\n", m.count(), m.verdict(), m.Digest())
	return err
}
