package lattice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Markdown is the table for people: what is decided, by which clause, and at how many points the scenarios judge it. level is that of a rule.
func (t *Table) Markdown(points []Point, level func(rule string) string) string {
	var b strings.Builder
	for _, a := range t.Acts {
		fmt.Fprintf(&b, "## %s (%s)\n\nThat is: %s.\n\n", capital(a.Name), strings.Join(a.Profiles, ", "), a.Means)
		b.WriteString("| witness | setting | fate | rules | clause | judged at |\n| --- | --- | --- | --- | --- | --- |\n")
		for _, witness := range t.Witnesses {
			t.writeCells(&b, a, witness, points, level)
		}
		b.WriteString("\n")
		for _, why := range a.Silent {
			fmt.Fprintf(&b, "%s\n\n", why)
		}
	}
	t.writeCrossings(&b)
	return b.String()
}

// writeCells writes what is decided about a witness of an act; nothing is written of no cell but that the sources are silent.
func (t *Table) writeCells(b *strings.Builder, a Act, witness string, points []Point, level func(rule string) string) {
	decided := false
	for _, c := range a.Cells {
		if c.Witness != witness {
			continue
		}
		decided = true
		var rules []string
		for _, id := range c.Rules {
			rules = append(rules, id+" ("+level(id)+")")
		}
		fmt.Fprintf(b, "| %s | %s | **%s** | %s | %s | %s |\n", witness, c.Setting, c.Fate, strings.Join(rules, ", "), c.Clause, t.judged(c, points))
	}
	if !decided {
		fmt.Fprintf(b, "| %s | | | | the sources are silent | |\n", witness)
	}
}

// judged counts the different points of a cell that scenarios judge, and names its crossing.
func (t *Table) judged(c Cell, points []Point) string {
	seen := map[string]bool{}
	for _, p := range points {
		if c.holds(p) && slices.Contains(c.Rules, p.Rule) {
			seen[fmt.Sprint(p.At)] = true
		}
	}
	name := c.crossing()
	return fmt.Sprintf("%d points, [%s](#%s)", len(seen), name, strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(name)))
}

func (t *Table) writeCrossings(b *strings.Builder) {
	b.WriteString("## Crossings\n\nThe values of each dimension at which a cell is judged, each with its act and witness; and of each profile every pair.\n\n")
	for _, name := range sorted(t.Crossings) {
		x := t.Crossings[name]
		fmt.Fprintf(b, "### %s\n\n", name)
		for _, d := range Dimensions {
			fmt.Fprintf(b, "- %s: %s\n", d, strings.Join(x.values()[d], ", "))
		}
		if x.Because != "" {
			fmt.Fprintf(b, "\nNo more, because %s.\n", x.Because)
		}
		b.WriteString("\n")
	}
	b.WriteString("## Values\n\n| dimension | value | meaning |\n| --- | --- | --- |\n")
	for _, d := range Dimensions {
		for _, v := range sorted(t.Values[d]) {
			fmt.Fprintf(b, "| %s | %s | %s |\n", d, v, t.Values[d][v])
		}
	}
}

func sorted[V any](m map[string]V) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare)
	return names
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
