package steps

import (
	"cmp"
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

// request is one to the revocation endpoint, or to the token endpoint.
type request struct {
	to     What // Revocation or Exchange
	role   string
	change map[string]string
}

// signInRow is a token that is signed in for.
type signInRow struct {
	label, role, user, audience string
	unused                      bool
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

// signsInFor is what a step that signs in looks at: all sign-ins, one exchange of each, and what later steps compare with.
func (k *walk) signsInFor(rows ...signInRow) {
	for _, list := range [][2]string{{"device-credentials", "read:device_credentials"}, {"refresh-token-api", "read:refresh_tokens"}} {
		if need, scope := list[0], list[1]; slices.Contains(k.needs, need) && len(rows) > 0 {
			k.need(SignIn, k.roleOf(cmp.Or(rows[0].role, "any")))
			k.all = append(k.all, Condition{What: Management, Scope: scope})
		}
	}
	for i, r := range rows {
		rows[i].role = k.roleOf(cmp.Or(r.role, "any"))
		k.first = cmp.Or(k.first, rows[i].role)
		k.lendsUser = k.lendsUser || r.user != throwAway
		k.tokens[r.label] = &heldToken{role: rows[i].role}
		k.need(SignIn, rows[i].role)
		if r.audience == "second" {
			k.need(Audience, rows[i].role)
		}
	}
	for _, r := range rows {
		if !r.unused {
			k.need(Exchange, r.role)
		}
	}
	for _, r := range rows {
		k.observes(r.role)
	}
}

// observes is what is looked at of a token before the act.
func (k *walk) observes(role string) {
	if slices.Contains(k.needs, "access-token-check") {
		k.need(AccessTokens, role)
	}
	if slices.Contains(k.needs, "introspection") {
		k.need(Introspection, role)
	}
	if slices.Contains(k.needs, "management") || slices.Contains(k.needs, "device-credentials") {
		k.all = append(k.all, Condition{What: Management, Scope: "read:grants"})
	}
}

// getsCode is a sign-in at the pages of the server, for a code of the application.
func (k *walk) getsCode(label, application string, lendsUser bool) {
	role := k.roleOf(application)
	k.lendsUser = k.lendsUser || lendsUser
	k.tokens[label] = &heldToken{role: role}
	k.need(Codes, role)
}

// redeemsCode is a redemption, and one exchange of the token that it yields.
func (k *walk) redeemsCode(code, label string) {
	role := k.token(code).role
	k.first = cmp.Or(k.first, role)
	k.tokens[label] = &heldToken{role: role}
	k.need(Exchange, role)
	k.observes(role)
}

func signInRows(table [][]string) (all []signInRow) {
	for _, cells := range table[min(1, len(table)):] {
		named := map[string]string{}
		for i, cell := range cells {
			named[table[0][i]] = cell
		}
		all = append(all, signInRow{named["token"], named["application"], named["user"], named["audience"], named["exchanged"] == "never"})
	}
	return all
}

// sends is a request to the revocation endpoint. The answer to a spent token is judged where a live one is accepted.
func (k *walk) sends(label string, table [][]string) {
	t := k.token(label)
	k.requests(Revocation, t, table)
	if len(table) == 0 {
		if t.revoked = true; t.spent {
			k.use(needsAnswer(mustNotBeRefused), nil, nil)
		}
	}
}

// requests remembers a request that is changed as the table says.
func (k *walk) requests(to What, t *heldToken, table [][]string) {
	k.last = &request{to: to, role: t.role, change: map[string]string{}}
	for _, cells := range table {
		if len(cells) == 2 {
			k.last.change[cells[0]] = cells[1]
		}
	}
	if by, other := k.last.change["application"]; other {
		k.last.role = k.roleOf(by)
		k.need(Nothing, k.last.role) // but to be there
	}
	if len(table) > 0 {
		k.changed = k.last
	}
}

// sendsRight is the last changed request without what is wrong with it.
func (k *walk) sendsRight() {
	k.last = nil
	if k.changed == nil {
		return
	}
	if k.changed.to == Exchange {
		k.need(SignIn, k.changed.role)
		k.need(Exchange, k.changed.role)
		return
	}
	needs := mustBeAccepted
	if k.judged && k.changed.change["method"] == "" { // another method may be answered by another part of the server
		needs = mustBeAcceptedOrJudged
	}
	k.all = append(k.all, k.condition(Condition{What: Revocation, needs: needs}, k.changed.role))
}

func (k *walk) rightHasEffect() {
	if k.changed != nil && k.changed.to == Revocation {
		k.need(Effect, k.changed.role)
	}
}

// lookAtEnded is for what was revoked.
func (k *walk) lookAtEnded() {
	for _, role := range k.ended {
		k.need(Effect, role)
	}
}

// presents is the exchange of a token that lives, or has a leeway.
func (k *walk) presents(label string) {
	t := k.token(label)
	if k.last = nil; t.spent && !k.leewayOver {
		k.need(Leeway, t.role)
		return
	}
	k.need(Exchange, t.role)
}

func (k *walk) exchangesWith(label string, table [][]string) {
	k.requests(Exchange, k.token(label), table)
}

// exchanges is one exchange, whose successor may get a label of its own.
func (k *walk) exchanges(label, next string) {
	k.presents(label)
	if next == "" {
		return
	}
	t := k.token(label)
	k.need(Rotation, t.role)
	k.tokens[next] = &heldToken{role: t.role, revoked: t.revoked, before: t}
	if t.spent = true; t.before != nil {
		t.before.older = true
	}
}

// reuses presents what must be refused by then.
func (k *walk) reuses(label string) {
	if strings.HasSuffix(label, "'s first") {
		k.need(Rotation, k.token(label).role)
	}
	switch t := k.token(label); {
	case t.spent && !t.older && !k.leewayOver:
		k.need(Spent, t.role)
	case t.revoked && !t.spent:
		k.need(Effect, t.role)
	}
	k.last = nil
}

// meets is what requests that are released together need: of the last that ends a token at the revocation endpoint the answer is looked at.
func (k *walk) meets(role string, table [][]string) {
	k.lendsUser, k.last, k.meeting = true, nil, k.roleOf(role)
	k.need(SignIn, k.roleOf(role))
	k.need(Exchange, k.roleOf(role))
	for _, cells := range table[min(1, len(table)):] {
		switch requested := cells[min(1, len(cells)-1)]; requested {
		case doesRevoke:
			k.last, k.ended = &request{to: Revocation, role: k.roleOf(role)}, append(k.ended, k.roleOf(role))
		case doesDelete:
			k.all = append(k.all, Condition{What: Management, Scope: "read:grants"}, Condition{What: Management, Scope: "delete:grants"})
		case doesUnlink:
			k.all = append(k.all, Condition{What: Management, Scope: "delete:device_credentials"})
		}
	}
}

// judgesRaced finds out whether what was ended is dead. Where tokens rotate, the exchange that it met has spent it as well.
func (k *walk) judgesRaced() {
	if k.meeting != "rotating" && k.meeting != "leeway" {
		k.all = append(k.all, k.condition(Condition{What: Effect, Judged: true}, k.meeting))
	}
}

// polls is another request, before which nobody looks whether a revocation was accepted.
func (k *walk) polls() {
	if n := len(k.all); k.last != nil && n > 0 && k.all[n-1].What == Revocation {
		k.all = k.all[:n-1]
	}
	k.last = nil
}

// judgesPoll takes for granted that polls are answered as such, where a code is what they are judged for.
func (k *walk) judgesPoll(codes string) {
	if codes != "" {
		k.use(uses(Polls), nil, nil)
	}
}

func (k *walk) signsInAgain() {
	role := k.first
	if k.orphaned {
		role, k.lendsUser = k.roleOf("any"), true
	}
	if role != "" {
		k.need(SignIn, role)
		k.need(Exchange, role)
	}
}

// asksManagement needs the scopes of an operation that a plan need not have, where it is asked for with all that the application has.
func (k *walk) asksManagement(how, what string) {
	k.last = nil
	operation, _, _, err := readOperation(what)
	if how != "" || err != nil {
		return // the step itself says so
	}
	for scope := range strings.FieldsSeq(operation.scopes.own) {
		if slices.Contains(scopesOfPlans, scope) {
			k.all = append(k.all, Condition{What: Management, Scope: scope})
		}
	}
}
