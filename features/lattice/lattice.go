// Package lattice is what the sources decide about the fate of a token, as a table: for an act (a revocation, a reuse, ...) and a witness (the
// token itself, another sign-in of its user, another client's token, ...) it says whether the witness must die, must live, or that the
// sources are silent, with the clause.
//
// A judgement is a point of more dimensions: the state that the witness is in, the kind of client, how it is looked at, and whether the act
// is alone. A rule that is judged at one point of its cell says nothing about the others. So the scenarios are read as points (Read), and a test asks that
// they cover every pair of values, and every triple with act and witness, of what is decided (Table.Uncovered).
//
// The package is pure: it knows the features, and neither godog nor any server.
package lattice

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/internal/yamlx"
)

// Fate is what becomes of a witness.
type Fate = string

// What the sources decide.
const (
	Dies  = "dies"
	Lives = "lives"
)

// Dimension is one by which judgements differ, beside act and witness.
type Dimension = string

// The dimensions that a cell is crossed with.
const (
	State       = "state"       // of the witness, when the act comes
	Client      = "client"      // the kind of the client whose token the act is about
	Look        = "look"        // how the fate is seen
	Concurrency = "concurrency" // what else happens at the same time
)

// Dimensions in the order in which they are shown.
var Dimensions = []Dimension{State, Client, Look, Concurrency}

// Point is one judgement of a scenario.
type Point struct {
	Rule    string // the id
	Profile string // auth0, rfc7009, bcp
	Setting string // of an auth0 tenant: on, off, or "" where the scenario leaves it open
	Act     string
	Witness string
	Fate    Fate
	At      map[Dimension]string

	look int // counts the looks of its scenario
}

// Cell is what the sources decide about one witness of one act.
type Cell struct {
	Witness string   `yaml:"witness"`
	Setting string   `yaml:"setting"` // on or off; "": under either
	Fate    Fate     `yaml:"fate"`
	Rules   []string `yaml:"rules"`
	Clause  string   `yaml:"clause"`  // document and section
	Crossed string   `yaml:"crossed"` // by which crossing it is judged; "": the one called plain

	Act      string   `yaml:"-"`
	Profiles []string `yaml:"-"`
}

// Act is something that is done, with what the documents of some profiles decide about it.
type Act struct {
	Name     string   `yaml:"act"`
	Means    string   `yaml:"means"`
	Profiles []string `yaml:"profiles"`
	Cells    []Cell   `yaml:"cells"`
	Silent   []string `yaml:"silent"` // why the sources are silent about some witnesses
}

// Crossing is the values of each dimension at which a cell is judged.
type Crossing struct {
	State       []string `yaml:"state"`
	Client      []string `yaml:"client"`
	Concurrency []string `yaml:"concurrency"`
	Look        []string `yaml:"look"`
	Because     string   `yaml:"because"` // why it is not crossed with more
}

// Table is all that is decided.
type Table struct {
	Witnesses []string                        `yaml:"witnesses"`
	Values    map[Dimension]map[string]string `yaml:"values"`    // what each value of a dimension means
	Crossings map[string]Crossing             `yaml:"crossings"` // by name
	Acts      []Act                           `yaml:"acts"`
}

//go:embed lattice.yaml
var text []byte

// Load reads the table that ships with the tool.
func Load() (*Table, error) {
	t := &Table{}
	f := yamlx.Read(yamlx.Source{Path: "features/lattice/lattice.yaml", Text: text}, t)
	if err := f.Err(); err != nil {
		return nil, err
	}
	for i, a := range t.Acts {
		for j := range a.Cells {
			t.Acts[i].Cells[j].Act, t.Acts[i].Cells[j].Profiles = a.Name, a.Profiles
		}
	}
	return t, t.check()
}

// Cells are all decided cells, in the order of the table.
func (t *Table) Cells() (all []Cell) {
	for _, a := range t.Acts {
		all = append(all, a.Cells...)
	}
	return all
}

// check finds what is misspelt, or decided twice.
func (t *Table) check() error {
	for name, x := range t.Crossings {
		for d, values := range x.values() {
			for _, v := range values {
				if _, ok := t.Values[d][v]; !ok {
					return fmt.Errorf("lattice.yaml: the crossing %q: %q is no value of %s", name, v, d)
				}
			}
		}
	}
	for _, a := range t.Acts {
		for i, c := range a.Cells {
			_, crossed := t.Crossings[c.crossing()]
			switch {
			case !slices.Contains(t.Witnesses, c.Witness):
				return fmt.Errorf("lattice.yaml: %s: the witness %q is not one of those listed", a.Name, c.Witness)
			case c.Fate != Dies && c.Fate != Lives:
				return fmt.Errorf("lattice.yaml: %s, %s: the fate is %q; write dies or lives", a.Name, c.Witness, c.Fate)
			case !crossed:
				return fmt.Errorf("lattice.yaml: %s, %s: there is no crossing %q", a.Name, c.Witness, c.Crossed)
			case slices.ContainsFunc(a.Cells[:i], func(o Cell) bool { return o.Witness == c.Witness && o.Setting == c.Setting && o.Crossed == c.Crossed }):
				return fmt.Errorf("lattice.yaml: %s, %s: it is decided twice", a.Name, c.Witness)
			}
		}
	}
	return nil
}

func (c Cell) crossing() string { return cmp.Or(c.Crossed, "plain "+c.Fate) }

func (x Crossing) values() map[Dimension][]string {
	return map[Dimension][]string{State: x.State, Client: x.Client, Look: x.Look, Concurrency: x.Concurrency}
}

// holds says whether a point is a judgement of the cell.
func (c Cell) holds(p Point) bool {
	return c.Act == p.Act && c.Witness == p.Witness && c.Fate == p.Fate && slices.Contains(c.Profiles, p.Profile) &&
		(c.Setting == "" || c.Setting == p.Setting)
}
