package doctor

import (
	"slices"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/suite"
)

// Outlook is what a run will be able to say of a rule.
type Outlook struct {
	ID        string   `json:"id"`
	Level     string   `json:"level"`
	Title     string   `json:"title"`
	Scenarios int      `json:"scenarios"` // in the profiles
	Judged    int      `json:"judged"`    // of them; 0: the rule is not applicable, or hindered
	Hindered  int      `json:"hindered"`  // of them; each will be inconclusive, for what was seen here
	Unsure    int      `json:"unsure"`    // of those judged; each may be inconclusive, by chance
	Missing   []string `json:"missing"`   // what the others lack, and the key that gives it; or what hinders
}

// outlook asks what each scenario lacks, as a run does, and adds what was seen here to hinder it.
func (e *examination) outlook(c *features.Catalogue, profiles []string) []Outlook {
	all := []Outlook{}
	for _, r := range c.Rules {
		if !r.In(profiles) {
			continue
		}
		o := Outlook{ID: r.ID, Level: r.Level, Title: r.Title, Missing: []string{}}
		for _, s := range r.Scenarios {
			if s.In(profiles) {
				o.Scenarios++
				e.count(&o, s)
			}
		}
		if o.Scenarios > 0 {
			all = append(all, o)
		}
	}
	return all
}

func (e *examination) count(o *Outlook, s features.Scenario) {
	lacks := suite.Lacks(e.d, s, e)
	switch {
	case len(lacks) == 0:
		o.Judged++
	case lacks[0].May:
		o.Judged++
		o.Unsure++
	case lacks[0].Hinders:
		o.Hindered++
	}
	for _, lack := range lacks {
		if !slices.Contains(o.Missing, lack.Reason) {
			o.Missing = append(o.Missing, lack.Reason)
		}
	}
}
