package doctor

import (
	"slices"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
)

// Outlook is what a run will be able to say of a rule.
type Outlook struct {
	ID        string   `json:"id"`
	Level     string   `json:"level"`
	Title     string   `json:"title"`
	Scenarios int      `json:"scenarios"` // in the profiles
	Judged    int      `json:"judged"`    // of them; 0: the rule is not applicable
	Missing   []string `json:"missing"`   // what the others lack, and the key that gives it
}

// outlook asks for each scenario's needs.
func outlook(c *features.Catalogue, profiles []string, d *deployment.Deployment) []Outlook {
	all := []Outlook{}
	for _, r := range c.Rules {
		if !r.In(profiles) {
			continue
		}
		o := Outlook{ID: r.ID, Level: r.Level, Title: r.Title, Missing: []string{}}
		for _, s := range r.Scenarios {
			if !s.In(profiles) {
				continue
			}
			o.Scenarios++
			missing := lacks(d, s.Needs)
			if len(missing) == 0 {
				o.Judged++
			}
			for _, m := range missing {
				if !slices.Contains(o.Missing, m) {
					o.Missing = append(o.Missing, m)
				}
			}
		}
		if o.Scenarios > 0 {
			all = append(all, o)
		}
	}
	return all
}

func lacks(d *deployment.Deployment, needs []string) []string {
	var missing []string
	for _, need := range needs {
		if m := d.Missing(need); m != "" {
			missing = append(missing, m)
		}
	}
	return missing
}
