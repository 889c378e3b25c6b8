package linear_test

import (
	"slices"

	"github.com/anishathalye/porcupine"
)

// act is what is done.
type act string

const (
	signIn      act = "sign in"
	exchange    act = "exchange"
	revoke      act = "revoke"
	unlink      act = "unlink" // a sign-in, by its device credential
	deleteGrant act = "delete grant"
	look        act = "look" // whether a sign-in is among the device credentials
)

// input is an act upon a token, a sign-in or a grant.
type input struct {
	act   act
	about string
}

// output is what was answered. Of a sign-in, or an exchange that was accepted, there is a token; of a sign-in its device credential and its
// grant as well.
type output struct {
	accepted          bool
	token, credential string
	grant             string
}

// family is what came of a sign-in. Its last token is the only one that is not spent.
type family struct {
	credential, grant string
	tokens            []string
	dead              bool
}

// tenant is what there is of one user at one application whose tokens rotate. It is never changed.
type tenant struct {
	families []family
	standing string // the grant that a sign-in goes on with; empty: it opens one
}

// rules are those of a tenant, with the setting "Refresh Token Revocation Deletes Grant" or without: what is one step in them must be one
// step for all who ask at once.
func rules(setting bool) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return tenant{} },
		Step: func(state, in, out any) (bool, any) {
			return state.(tenant).step(setting, in.(input), out.(output))
		},
		Equal: func(a, b any) bool { return a.(tenant).equal(b.(tenant)) },
	}
}

func (t tenant) equal(other tenant) bool {
	return t.standing == other.standing && slices.EqualFunc(t.families, other.families, func(a, b family) bool {
		return a.credential == b.credential && a.dead == b.dead && slices.Equal(a.tokens, b.tokens)
	})
}

// step says whether the answer is right, and what there is afterwards.
func (t tenant) step(setting bool, in input, out output) (bool, tenant) {
	i := slices.IndexFunc(t.families, func(f family) bool {
		return f.credential == in.about || slices.Contains(f.tokens, in.about)
	})
	known := i >= 0
	live := known && !t.families[i].dead
	switch in.act {
	case signIn:
		return t.signedIn(out)
	case look:
		return out.accepted == live, t
	case deleteGrant:
		return true, t.ended(in.about)
	case exchange:
		newest := live && t.families[i].tokens[len(t.families[i].tokens)-1] == in.about
		if newest && out.accepted {
			t = t.changed(i, func(f *family) { f.tokens = append(slices.Clone(f.tokens), out.token) })
		} else if live { // a spent one, again
			t = t.changed(i, func(f *family) { f.dead = true })
		}
		return out.accepted == newest, t
	}
	switch { // revoke, unlink
	case !live:
		return true, t
	case setting:
		return true, t.ended(t.families[i].grant)
	}
	return true, t.changed(i, func(f *family) { f.dead = true })
}

func (t tenant) signedIn(out output) (bool, tenant) {
	begun := slices.ContainsFunc(t.families, func(f family) bool { return f.grant == out.grant })
	if t.standing != "" && t.standing != out.grant || t.standing == "" && begun {
		return false, t
	}
	t.families = append(slices.Clone(t.families), family{credential: out.credential, grant: out.grant, tokens: []string{out.token}})
	t.standing = out.grant
	return true, t
}

func (t tenant) changed(i int, change func(*family)) tenant {
	t.families = slices.Clone(t.families)
	change(&t.families[i])
	return t
}

// ended is the tenant without a grant.
func (t tenant) ended(grant string) tenant {
	t.families = slices.Clone(t.families)
	for i := range t.families {
		t.families[i].dead = t.families[i].dead || t.families[i].grant == grant
	}
	if t.standing == grant {
		t.standing = ""
	}
	return t
}
