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

// Contradicted says where a scenario, whose points these are, asks for another fate than what is decided.
func (t *Table) Contradicted(points []Point) (wrong []string) {
	for i, p := range points {
		if i > 0 && points[i-1].look == p.look && points[i-1].Profile == p.Profile {
			continue // a point of the same look
		}
		fates := map[Fate]bool{}
		for _, q := range points[i:] {
			if q.look == p.look && q.Profile == p.Profile {
				t.decided(q, fates)
			}
		}
		switch { // of several acts one is enough to kill
		case p.Fate == Dies && fates[Lives] && !fates[Dies]:
			wrong = append(wrong, fmt.Sprintf("%s, %s: %s, %s: it must live", p.Rule, p.Profile, p.Act, p.Witness))
		case p.Fate == Lives && fates[Dies]:
			wrong = append(wrong, fmt.Sprintf("%s, %s: %s, %s: it must die", p.Rule, p.Profile, p.Act, p.Witness))
		}
	}
	return wrong
}

// decided notes the fates that cells decide at a point.
func (t *Table) decided(p Point, fates map[Fate]bool) {
	for _, c := range t.Cells() {
		if c.Act == p.Act && c.Witness == p.Witness && slices.Contains(c.Profiles, p.Profile) && (c.Setting == "" || c.Setting == p.Setting) {
			fates[c.Fate] = true
		}
	}
}
