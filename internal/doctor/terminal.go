package doctor

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/internal/wording"
)

// Line is a finding as people read it.
func (f Finding) Line() string {
	line := fmt.Sprintf("%-8s %-22s %s", f.State, f.About, wording.OneLine(f.Says))
	if f.Remedy != "" {
		line += "\n" + strings.Repeat(" ", 32) + "-> " + f.Remedy
	}
	return line
}

// WriteRules writes what a run will judge, and why it will not judge the rest, each reason once.
func (r *Report) WriteRules(w io.Writer) error {
	var out strings.Builder
	judged, partly, hindered, bracketed := 0, 0, 0, false
	lacking := map[string][]string{}
	var order []string
	for _, o := range r.Rules {
		switch {
		case o.Hindered > 0:
			hindered++
		case o.Judged > 0:
			judged++
		}
		if o.Hindered == 0 && o.Judged > 0 && o.Judged < o.Scenarios {
			partly++
		}
		for _, m := range o.Missing {
			if lacking[m] == nil {
				order = append(order, m)
			}
			id := o.ID
			if o.Judged > 0 {
				id, bracketed = "("+id+")", true
			}
			lacking[m] = append(lacking[m], id)
		}
	}
	fmt.Fprintf(&out, "%d of %s of %s can be judged", judged, wording.Counted(len(r.Rules), "rule"), strings.Join(r.Profiles, ", "))
	if partly > 0 {
		fmt.Fprintf(&out, ", %d of them in part", partly)
	}
	out.WriteString("\n")
	if hindered > 0 {
		fmt.Fprintf(&out, "%d will be inconclusive, or fail, for what was found above\n", hindered)
	}
	slices.SortStableFunc(order, func(a, b string) int { return len(lacking[b]) - len(lacking[a]) })
	for _, m := range order {
		fmt.Fprintf(&out, "  %s\n      %s\n", m, strings.Join(lacking[m], " "))
	}
	if bracketed {
		out.WriteString("  (in brackets: rules of which other scenarios are judged)\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error {
	return wording.JSON(w, r, " ")
}
