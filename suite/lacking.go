package suite

import (
	"slices"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/features"
)

// Able tells what a deployment has; a Target does.
type Able interface {
	// Missing returns "" when there is a capability, else what is missing and how to give it.
	Missing(need string) string
	// Declared is the vendor's choice, as the file declares it, for which a need is not met; "" where that is not the reason.
	Declared(need string) string
	// Tried says whether what a declaration excludes is run all the same.
	Tried(need string) bool
	// Possible says why a lease can never be had, as a *deployment.NotApplicable; nil where it can.
	Possible(w deployment.Want) error
}

// Lack is one thing for which a scenario cannot be judged.
type Lack struct {
	Need     string // "" for a lease that can never be had
	Reason   string // what is missing, and the key that gives it
	Declared string // the vendor's choice for which it is; "" for none
	Tried    bool   // the scenario is run all the same, to see whether the declaration is true
}

// Lacks lists what a scenario lacks at a deployment, before anything of it is sent. It is the one answer that a run, its estimate and
// doctor give; empty: it will be run.
func Lacks(d Able, s features.Scenario) (lacks []Lack) {
	for _, need := range s.Needs {
		if reason := d.Missing(need); reason != "" {
			declared := d.Declared(need)
			lacks = append(lacks, Lack{Need: need, Reason: reason, Declared: declared, Tried: declared != "" && d.Tried(need)})
		}
	}
	if err := d.Possible(wanted("", s)); err != nil && run(lacks) {
		lacks = append(lacks, Lack{Reason: err.Error()})
	}
	return lacks
}

// run says whether a scenario is run in spite of what it lacks.
func run(lacks []Lack) bool {
	return !slices.ContainsFunc(lacks, func(l Lack) bool { return !l.Tried })
}

// wanted is what a scenario has to be lent.
func wanted(name string, s features.Scenario) deployment.Want {
	want := deployment.Want{Scenario: name, Users: 1, Setting: deployment.Setting(s.Setting), Clock: s.Clock}
	if slices.Contains(s.Needs, "second-user") {
		want.Users = 2
	}
	return want
}

// Roles are the applications of a file at which a scenario signs somebody in, by the role under which they are described. Where the
// mock's first or second application stood for any and another one, it is the file's.
func Roles(r features.Rule, s features.Scenario, clients deployment.Clients, profiles []string) (roles []string) {
	distinct := clients.Distinct()
	for i, stands := range []string{"confidential", "second"} {
		if _, described := clients.ByRole(stands); !described && i < len(distinct) && costOf(r, s, profiles).SignIns[stands] > 0 {
			roles = append(roles, distinct[i].Role)
		}
	}
	for role := range costOf(r, s, profiles).SignIns {
		if _, described := clients.ByRole(role); described && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	return roles
}
