package steps

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
)

// walk goes through the steps of a scenario, and remembers what they speak of.
type walk struct {
	clients    file.Clients
	needs      []string
	tokens     map[string]*heldToken
	home       string   // the role of the application that was named first
	first      string   // the role of the first sign-in
	method     string   // by which the throw-away application authenticates
	orphaned   bool     // what was made is gone, or blocked
	lendsUser  bool     // a user who is not thrown away signs in
	leewayOver bool     // so much time has passed that no leeway is left
	expired    bool     // ... that access tokens are refused without an act
	last       *request // nil: to another endpoint
	changed    *request // the last one with something wrong in it; nil: none
	ended      []string // the roles of the applications that have revoked
	raced      string   // the role of the application whose tokens are exchanged at once
	meeting    string   // ... of that at which requests meet
	judged     bool     // an answer was
	all        []Condition
}

// heldToken is a refresh token of an application.
type heldToken struct {
	role           string
	revoked, spent bool
	older          bool       // what it was exchanged for is spent as well
	before         *heldToken // that was exchanged for it; nil: none
	reused         bool       // spent, and presented
}

// isOfReused says whether a token before it was presented, which may be its end.
func (t *heldToken) isOfReused() bool {
	return t.before != nil && (t.before.reused || t.before.isOfReused())
}

func (k *walk) use(u Use, captures []string, table [][]string) {
	role := ""
	switch {
	case u.only != nil:
		for _, one := range u.only {
			if captures[u.capture] == u.text {
				k.use(one, captures, table)
			}
		}
		return
	case u.does != nil:
		u.does(k, captures, table)
		return
	case u.What == Nothing:
		return
	case u.needs != nil:
		if k.last != nil {
			k.all = append(k.all, k.condition(Condition{What: k.last.to, Change: k.last.change, needs: u.needs}, k.last.role))
		}
		return
	case u.role:
		role, k.lendsUser = k.roleOf(captures[u.capture]), true
	case u.capture > 0:
		t := k.token(captures[u.capture])
		role = t.role
		switch {
		case u.What == Effect && t.spent: // it is dead without the act, and its reuse ends the family
			u.What, t.reused = Spent, true
		case u.What == Effect && t.isOfReused():
			return
		}
	}
	k.all = append(k.all, k.condition(Condition{What: u.What, Scope: u.scope, Judged: u.Judged}, role))
}

func (k *walk) condition(c Condition, role string) Condition {
	if c.Role = role; role == throwAway || role == "expiring" {
		c.Auth = authMethods[k.method]
	}
	return c
}

func (k *walk) need(w What, role string) {
	k.all = append(k.all, k.condition(Condition{What: w}, role))
}

// roleOf is the role of the file that an application of a feature has.
func (k *walk) roleOf(name string) string {
	role := k.find(name)
	if k.home == "" && name != "another" {
		k.home = role
	}
	return role
}

func (k *walk) find(name string) string {
	distinct := k.clients.Distinct()
	home, known := k.clients.ByRole(k.home)
	switch {
	case name == "any" && len(distinct) > 0:
		return distinct[0].Role
	case name == "another":
		for i, c := range distinct {
			if c.ClientID != home.ClientID && (known || i > 0) {
				return c.Role
			}
		}
	case name == "browser":
		if i := slices.IndexFunc(distinct, func(c file.Client) bool { return c.Origin != "" }); i >= 0 {
			return distinct[i].Role
		}
	}
	return name
}

// token finds a label; the first value of one that was exchanged is a spent token.
func (k *walk) token(label string) *heldToken {
	if t, ok := k.tokens[label]; ok {
		return t
	}
	if family, is := strings.CutSuffix(label, "'s first"); is {
		t := k.token(family)
		return &heldToken{role: t.role, spent: true, older: t.spent}
	}
	return &heldToken{}
}
