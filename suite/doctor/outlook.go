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
func (e *examination) outlook(c *features.Catalogue, profiles []string) []Outlook {
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
			missing := e.lacks(s)
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

// lacks is what a run would find missing before a scenario begins.
func (e *examination) lacks(s features.Scenario) []string {
	d := e.d
	var missing []string
	for _, need := range s.Needs {
		if m := d.Missing(need); m != "" {
			missing = append(missing, m)
		}
	}
	if len(missing) > 0 {
		return missing
	}
	want := deployment.Want{Users: 1, Setting: deployment.Setting(s.Setting)}
	if slices.Contains(s.Needs, "second-user") {
		want.Users = 2
	}
	if err := d.Possible(want); err != nil {
		missing = append(missing, err.Error())
	}
	if e.blind && slices.Contains(s.Needs, "introspection") {
		missing = append(missing, "introspection does not show a live refresh token as active; where another client may see it, name that under introspection")
	}
	return missing
}
