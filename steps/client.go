package steps

import (
	"fmt"

	"github.com/revokespec/revokespec/deployment/file"
)

// Applications are the names that applications have in features besides their roles.
func Applications() []string { return []string{"any", "another", "browser", throwAway, "expiring"} }

// client finds the application that plays a role. "any" is the first of the file, which rules without special needs are
// judged on, "another" the first that is not the one which the scenario named first, "browser" the first with an origin; "throw-away" and
// "expiring" are made by a Given step.
func (w *World) client(role string) (file.Client, error) {
	c, err := w.find(role)
	if w.home == "" && role != "another" {
		w.home = c.ClientID
	}
	return c, err
}

func (w *World) find(role string) (file.Client, error) {
	clients := w.deployment().File.Clients
	distinct := clients.Distinct()
	switch {
	case role == "any" && len(distinct) > 0:
		return distinct[0], nil
	case role == "another":
		for i, c := range distinct {
			if c.ClientID != w.home && (w.home != "" || i > 0) {
				return c, nil
			}
		}
	case (role == throwAway || role == "expiring") && w.throwAways.application != nil:
		return *w.throwAways.application, nil
	case role == "browser":
		for _, c := range distinct {
			if c.Origin != "" {
				return c, nil
			}
		}
	}
	if c, ok := clients.ByRole(role); ok {
		return c, nil
	}
	return file.Client{}, notApplicable("the deployment has no %s application: add one under clients", role)
}

// user is the first or the second user of the lease.
func (w *World) user(which string) (file.User, error) {
	switch {
	case which == "first" && len(w.lease.Users) > 0:
		return w.lease.Users[0], nil
	case which == "second" && len(w.lease.Users) > 1:
		return w.lease.Users[1], nil
	case which == throwAway && w.throwAways.account != nil:
		return *w.throwAways.account, nil
	}
	return file.User{}, fmt.Errorf("no user is called %q here: say first, second with the tag @needs-second-user, or throw-away after the step that makes one", which)
}

// audience is the first or the second of the file; with none in the file the server's default.
func (w *World) audience(which string) (string, error) {
	audiences := w.deployment().File.Audiences
	switch {
	case which == "first" && len(audiences) == 0:
		return "", nil
	case which == "first":
		return audiences[0], nil
	case which == "second" && len(audiences) > 1:
		return audiences[1], nil
	}
	return "", fmt.Errorf("no audience is called %q here: say first, or second with the tag @needs-second-audience", which)
}
