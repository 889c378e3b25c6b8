package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/features"
	"github.com/revokespec/revokespec/steps"
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
				e.foresee(&o, r, s)
			}
		}
		if o.Scenarios > 0 {
			all = append(all, o)
		}
	}
	return all
}

func (e *examination) foresee(o *Outlook, r features.Rule, s features.Scenario) {
	missing, hindered := e.lacks(s), ""
	if len(missing) == 0 {
		hindered = e.hinders(r, s)
	}
	switch {
	case hindered != "":
		o.Hindered++
		missing = []string{hindered}
	case len(missing) == 0:
		o.Judged++
	}
	for _, m := range missing {
		if !slices.Contains(o.Missing, m) {
			o.Missing = append(o.Missing, m)
		}
	}
}

// lacks is what a run would find missing before a scenario begins, or say in it that it lacks.
func (e *examination) lacks(s features.Scenario) []string {
	var missing []string
	for _, lack := range suite.Lacks(e.d, s) {
		missing = append(missing, lack.Reason) // one that is tried is not applicable too, unless it is seen otherwise
	}
	switch {
	case len(missing) > 0:
	case e.blind && slices.Contains(s.Needs, "introspection"):
		missing = append(missing, "introspection does not show a live refresh token as active; where another client may see it, name that under introspection")
	case e.noMoreScope != "" && says(s, steps.AboutScope):
		missing = append(missing, e.noMoreScope)
	}
	return missing
}

// hinders is why a scenario will be inconclusive, "" where nothing was seen: an application of it cannot be used, or does
// not get its plain revocation accepted. The answer to that is judged all the same, by the rule about it.
func (e *examination) hinders(r features.Rule, s features.Scenario) string {
	for _, role := range suite.Roles(r, s, e.d.File.Clients, e.report.Profiles) {
		c, _ := e.d.File.Clients.ByRole(role)
		switch answer, refused := e.cannotRevoke[role]; {
		case slices.Contains(e.failed, role), slices.Contains(e.noExchange, role):
			return fmt.Sprintf("clients.%s cannot be used, as said above", role)
		case refused && (answer.Err != nil || answer.Status >= 500) && says(s, " revo"): // neither yes nor no, to whatever is asked
			return fmt.Sprintf("the revocation endpoint answers clients.%s with %s", role, answer)
		case !says(s, steps.PlainRevocation) || steps.RevocationOwner(e.d.File.Clients, c) == r.ID:
		case e.noRevocation != "":
			return e.noRevocation
		case refused:
			return fmt.Sprintf("the revocation endpoint answers clients.%s with %s, where a scenario has to revoke first", role, answer)
		}
	}
	return ""
}

// says says whether a step of the scenario has such words.
func says(s features.Scenario, words string) bool {
	return slices.ContainsFunc(s.Steps, func(step features.Step) bool { return strings.Contains(step.Text, words) })
}
