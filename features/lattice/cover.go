package lattice

import (
	"fmt"
	"maps"
	"slices"
)

// Uncovered says which pairs and triples of what is decided no scenario judges: of each cell every value of each dimension (a triple with act
// and witness), and of each profile every pair of values of two dimensions.
func (t *Table) Uncovered(points []Point) (missing []string) {
	pairs := map[string]map[string]bool{} // by profile; true: judged
	for _, c := range t.Cells() {
		judged := slices.DeleteFunc(slices.Clone(points), func(p Point) bool { return !c.holds(p) || !slices.Contains(c.Rules, p.Rule) })
		crossing := t.Crossings[c.crossing()]
		for _, d := range Dimensions {
			for _, v := range crossing.values()[d] {
				if !slices.ContainsFunc(judged, func(p Point) bool { return p.At[d] == v }) {
					missing = append(missing, fmt.Sprintf("%s: %s, %s: %s %s is not judged by %v", c.Profiles, c.title(), c.Witness, d, v, c.Rules))
				}
			}
		}
		for _, profile := range c.Profiles {
			if pairs[profile] == nil {
				pairs[profile] = map[string]bool{}
			}
			crossing.note(pairs[profile], judged)
		}
	}
	for _, profile := range slices.Sorted(maps.Keys(pairs)) {
		for _, pair := range slices.Sorted(maps.Keys(pairs[profile])) {
			if !pairs[profile][pair] {
				missing = append(missing, fmt.Sprintf("%s: no scenario judges %s", profile, pair))
			}
		}
	}
	return missing
}

// note adds the pairs of a crossing to those of its profile, and which of them are judged.
func (x Crossing) note(pairs map[string]bool, judged []Point) {
	for i, d := range Dimensions {
		for _, e := range Dimensions[i+1:] {
			for _, v := range x.values()[d] {
				for _, w := range x.values()[e] {
					pair := fmt.Sprintf("%s %s with %s %s", d, v, e, w)
					pairs[pair] = pairs[pair] || slices.ContainsFunc(judged, func(p Point) bool { return p.At[d] == v && p.At[e] == w })
				}
			}
		}
	}
}

// title is the act of a cell, with the setting.
func (c Cell) title() string {
	if c.Setting != "" {
		return c.Act + " with the setting " + c.Setting
	}
	return c.Act
}
