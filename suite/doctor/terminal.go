package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Line is a finding as people read it.
func (f Finding) Line() string {
	line := fmt.Sprintf("%-8s %-22s %s", f.State, f.About, strings.Join(strings.Fields(f.Says), " "))
	if f.Remedy != "" {
		line += "\n" + strings.Repeat(" ", 32) + "-> " + f.Remedy
	}
	return line
}

// Rules writes what a run will judge, and what the rest lacks, each lack once.
func (r *Report) WriteRules(w io.Writer) error {
	var out strings.Builder
	judged, partly, hindered := 0, 0, 0
	lacking := map[string][]string{}
	var order []string
	for _, o := range r.Rules {
		switch {
		case o.Hindered > 0:
			hindered++
		case o.Judged == o.Scenarios:
			judged++
			continue
		case o.Judged > 0:
			judged++
			partly++
		}
		for _, m := range o.Missing {
			if lacking[m] == nil {
				order = append(order, m)
			}
			id := o.ID
			if o.Judged > 0 {
				id = "(" + id + ")"
			}
			lacking[m] = append(lacking[m], id)
		}
	}
	fmt.Fprintf(&out, "%d of %d rules of %s can be judged, %d of them in part\n", judged, len(r.Rules), strings.Join(r.Profiles, ", "), partly)
	if hindered > 0 {
		fmt.Fprintf(&out, "%d will be inconclusive, or fail, for what was found above\n", hindered)
	}
	slices.SortStableFunc(order, func(a, b string) int { return len(lacking[b]) - len(lacking[a]) })
	for _, m := range order {
		fmt.Fprintf(&out, "  %s\n      %s\n", m, strings.Join(lacking[m], " "))
	}
	if partly > 0 {
		out.WriteString("  (in brackets: rules of which other scenarios are judged)\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(r)
}
