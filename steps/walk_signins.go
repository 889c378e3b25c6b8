package steps

import (
	"cmp"
	"slices"
)

// signInRow is a token that is signed in for.
type signInRow struct {
	label, role, user, audience string
	unused                      bool
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
	k.need(SignIn, role)
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
