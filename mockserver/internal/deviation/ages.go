package deviation

import (
	"fmt"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// age is a state that a sign-in's tokens can be in when an act comes.
type age struct {
	name string // of the deviations
	says string // of their sentences, after "a token"
	is   func(p *tenant.Policy, f *tenant.Family, now time.Time) bool
}

// The ages that servers are careless about: what is kept beside an access token is forgotten with it.
var (
	unused = age{"unused", "that was never exchanged", func(_ *tenant.Policy, f *tenant.Family, _ time.Time) bool { return f.Exchanged.IsZero() }}
	idle   = age{"idle", "whose newest access token has expired", func(p *tenant.Policy, f *tenant.Family, now time.Time) bool {
		return now.Sub(lastUse(f)) > p.Access.Lifetime && now.Sub(lastUse(f)) < dayAndAHalf
	}}
	idleForDays = age{"long-idle", "that was not exchanged for a day and a half", func(_ *tenant.Policy, f *tenant.Family, now time.Time) bool {
		return now.Sub(lastUse(f)) >= dayAndAHalf
	}}
	old = age{"old", "that has been in use for weeks", func(_ *tenant.Policy, f *tenant.Family, now time.Time) bool {
		return now.Sub(f.CreatedAt) > 2*week && now.Sub(lastUse(f)) < dayAndAHalf
	}}
)

const dayAndAHalf = 36 * time.Hour

// lastUse is the last exchange of a family, or its sign-in.
func lastUse(f *tenant.Family) time.Time {
	if f.Exchanged.After(f.CreatedAt) {
		return f.Exchanged
	}
	return f.CreatedAt
}

// kind is a kind of client.
type kind struct {
	name string // of the deviations
	says string // of their sentences, after "an application that"
	is   func(*tenant.Client) bool
}

var kinds = []kind{
	{"secretless", "has no secret", func(c *tenant.Client) bool { return plain(c) && c.Public() && !ofDevice(c) }},
	{"header", "authenticates in the header", func(c *tenant.Client) bool { return plain(c) && c.AuthMethod == tenant.AuthSecretBasic }},
	{"body", "authenticates in the body", func(c *tenant.Client) bool { return plain(c) && c.AuthMethod == tenant.AuthSecretPost }},
	{"assertion", "authenticates with an assertion", func(c *tenant.Client) bool { return plain(c) && c.AuthMethod == tenant.AuthPrivateKeyJWT }},
	{"rotated", "rotates its tokens", func(c *tenant.Client) bool { return c.RefreshTokens.Rotating && c.RefreshTokens.Leeway == 0 }},
	{"overlapping", "lets spent tokens work for a while", func(c *tenant.Client) bool { return c.RefreshTokens.Leeway > 0 }},
	{"device-flow", "signs in by the device flow", ofDevice},
}

// dialects are those in which the kind is one of its own: in the other one, public clients rotate.
func (k kind) dialects() []string {
	if k.name == kinds[0].name {
		return onlyAuth0
	}
	return bothDialects
}

// plain says that the client is not registered for rotation.
func plain(c *tenant.Client) bool { return !c.RefreshTokens.Rotating }

// aged says whether the token that an end is about is of that age, and its client of that kind; a kind without a name is any.
func aged(p *tenant.Policy, a age, k kind) func(*tenant.Ending) bool {
	return func(e *tenant.Ending) bool { return e.Family != nil && a.is(p, e.Family, e.Now) && k.of(p, e) }
}

func (k kind) of(p *tenant.Policy, e *tenant.Ending) bool {
	if k.name == "" {
		return true
	}
	c := clientByID(p, e.Grant.Key.ClientID)
	return c != nil && k.is(c)
}

// sparing ends nothing where the token is of that age and its client of that kind.
func sparing(change func(otherEnd) change, a age, k kind) change {
	return func(p *tenant.Policy) { change(instead(nothing, aged(p, a, k)))(p) }
}

// sparingSiblings ends all of a grant but other sign-ins of that age, where the client is of that kind.
func sparingSiblings(change func(otherEnd) change, a age, k kind) change {
	return func(p *tenant.Policy) {
		change(func(e *tenant.Ending, before func(*tenant.Ending)) {
			spares := func(e *tenant.Ending, f *tenant.Family, _ int) bool { return a.is(p, f, e.Now) && k.of(p, e) }
			endingAllBut(spares)(e, before)
		})(p)
	}
}

// byAge are acts that spare tokens of an age, each pair of age and kind of client once.
func byAge() []Deviation {
	all := []Deviation{}
	for i, k := range kinds {
		for _, a := range []age{idle, []age{old, idleForDays, unused}[i%3]} {
			all = append(all, Deviation{
				Name: fmt.Sprintf("revocation-spares-%s-%s-tokens", a.name, k.name), Rule: "REV-03", Dialects: k.dialects(),
				Sentence: fmt.Sprintf("The revocation of a token %s is lost, at an application that %s.", a.says, k.says),
				Apply:    sparing(changingEnd, a, k),
			})
		}
	}
	for _, a := range []age{idle, idleForDays} {
		all = append(all,
			Deviation{
				Name: fmt.Sprintf("setting-on-spares-%s-siblings", a.name), Rule: "GRT-01", Dialects: onlyAuth0,
				Sentence: fmt.Sprintf("With the setting on, another sign-in lives on, with a token %s.", a.says),
				Apply:    sparingSiblings(settingOn, a, kind{}),
			},
			Deviation{
				Name: fmt.Sprintf("deleted-grant-spares-%s-tokens", a.name), Rule: "GRT-08", Dialects: onlyAuth0,
				Sentence: fmt.Sprintf("Deleting a grant leaves a token %s.", a.says),
				Apply:    sparingOfGrant(tenant.CauseGrant, a),
			},
			Deviation{
				Name: fmt.Sprintf("deleted-grants-spare-%s-tokens", a.name), Rule: "GRT-10", Dialects: onlyAuth0,
				Sentence: fmt.Sprintf("Deleting all grants of a user leaves a token %s.", a.says),
				Apply:    sparingOfGrant(tenant.CauseUserGrants, a),
			},
			Deviation{
				Name: fmt.Sprintf("unlinking-spares-%s-tokens", a.name), Rule: "DEV-04", Dialects: onlyAuth0,
				Sentence: fmt.Sprintf("Unlinking a device with a token %s does nothing.", a.says),
				Apply:    sparing(changingUnlink, a, kind{}),
			})
	}
	return all
}

// sparingOfGrant ends all of a deleted grant but tokens of that age.
func sparingOfGrant(cause tenant.Cause, a age) change {
	return sparingSiblings(func(end otherEnd) change { return changingGrantDeletion(cause, end) }, a, kind{})
}
