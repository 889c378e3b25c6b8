package steps

import (
	"slices"
	"strings"
)

// request is one to the revocation endpoint, or to the token endpoint.
type request struct {
	to     What // Revocation or Exchange
	role   string
	change map[string]string
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
		case doesDeleteAll:
			k.all = append(k.all, Condition{What: Management, Scope: "delete:grants"})
		case doesUnlink:
			k.all = append(k.all, Condition{What: Management, Scope: "delete:device_credentials"})
		case doesErase:
			k.all = append(k.all, Condition{What: Management, Scope: "delete:refresh_tokens"})
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
