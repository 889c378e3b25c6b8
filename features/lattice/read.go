package lattice

import (
	"cmp"
	"maps"

	"github.com/revokespec/revokespec/features"
)

// Read gives the judgements of a scenario as points: each look at a token, after each act before it, for each profile.
func Read(s features.Scenario) []Point {
	r := &reader{tokens: map[string]*token{}}
	for _, step := range s.Steps[:len(s.Steps)-s.Closing] {
		for _, p := range phrases {
			if captures := p.pattern.FindStringSubmatch(step.Text); captures != nil {
				p.means(r, captures, step.Table)
				break
			}
		}
	}
	var points []Point
	for _, profile := range s.Profiles {
		for _, p := range r.points {
			p.Rule, p.Profile, p.Setting = s.Rule, profile, s.Setting
			points = append(points, p)
		}
	}
	return points
}

// reader goes through the steps of a scenario.
type reader struct {
	tokens  map[string]*token // by label
	signIns int
	acts    []act
	points  []Point
	looked  int
}

// token is one that a scenario speaks of.
type token struct {
	client, user, audience string
	signIn                 int
	parent                 *token // it was exchanged for this one
	successors             []*token
	state                  string
	revoked, spent         bool
}

// act is something that was done to a token, and the states that all tokens were in.
type act struct {
	name   string
	on     *token
	states map[*token]string
	setUp  bool   // as a control: it says something of its own token alone
	past   bool   // time has passed since
	beside string // what else was sent at the same time
}

// withinLeeway is an exchange after which the old token still works.
const withinLeeway = "exchange within a leeway"

// clients are the kinds of client that the applications of features are.
var clients = map[string]string{
	"any": "client_secret_post", "another": "client_secret_post", "confidential": "client_secret_post", "second": "client_secret_post", "browser": "client_secret_post",
	"basic": "client_secret_basic", "jwt": "private_key_jwt",
}

// rotates says of which applications every exchange spends a token at once.
var rotates = map[string]bool{"rotating": true, "expiring": true}

func (r *reader) signsIn(label, client, user, audience, state string) {
	if user == "" {
		user = "first"
	}
	if audience == "" {
		audience = "first"
	}
	if client == "" {
		client = "any"
	}
	r.signIns++
	t := &token{client: client, user: user, audience: audience, signIn: r.signIns, state: state}
	if state != "unused" {
		first := *t
		first.spent, first.successors = true, []*token{t}
		t.parent, r.tokens[label+"'s first"] = &first, &first
	}
	r.tokens[label] = t
	if t.parent != nil && rotates[client] {
		r.does("exchange", t.parent)
		r.acts[len(r.acts)-1].setUp = true
	}
}

// token finds a label. Some stand for tokens that no step has signed in for by name: one of many.
func (r *reader) token(label string) *token {
	if t, ok := r.tokens[label]; ok {
		return t
	}
	t := &token{client: "any", user: "first", audience: "first", state: "used"}
	r.tokens[label] = t
	return t
}

// firstOf finds the token that was signed in for first, of those that something holds of; nil: none.
func (r *reader) firstOf(holds func(*token) bool) (first *token) {
	for _, t := range r.tokens {
		if holds(t) && (first == nil || t.signIn < first.signIn) {
			first = t
		}
	}
	return first
}

// newest is the last successor of a token.
func (t *token) newest() *token {
	for len(t.successors) > 0 {
		t = t.successors[len(t.successors)-1]
	}
	return t
}

// does notes an act on a token.
func (r *reader) does(name string, on *token) {
	states := map[*token]string{}
	for t := range maps.Values(r.tokens) {
		states[t] = t.state
	}
	r.acts = append(r.acts, act{name: name, on: on, states: states})
}

// becomes puts all tokens that there are into a state: time passes for all of them. What is looked at from then on is looked at later than
// right after the acts before it.
func (r *reader) becomes(state string) {
	r.passes()
	for _, t := range r.tokens {
		t.state = state
	}
}

// passes lets time go by after the acts before it.
func (r *reader) passes() {
	for i := range r.acts {
		r.acts[i].past = true
		if r.acts[i].name == withinLeeway {
			r.acts[i].name = "exchange, and the leeway is over"
		}
	}
}

// The witnesses that a token stands for.
func theToken(relation string) string { return relation }

func theAccessToken(relation string) string {
	if relation == "itself" {
		return "its access token"
	}
	return relation + "'s access token"
}

func theGrant(relation string) string {
	switch relation {
	case "other user", "other client", "other audience":
		return relation
	}
	return "grant"
}

// looks notes a judgement of what became, after each act, of what a token stands for.
func (r *reader) looks(t *token, fate Fate, look string, of func(relation string) (witness string)) {
	r.looked++
	for _, a := range r.acts {
		witness := of(relation(a.on, t))
		state, known := a.states[t]
		if !known || a.setUp && a.on != t { // it came after the act
			continue
		}
		at := look
		if a.past && look == "exchange" {
			at = "later"
		}
		r.points = append(r.points, Point{look: r.looked, Act: a.name, Witness: witness, Fate: fate, At: map[Dimension]string{
			State: state, Client: kind(a.on.client), Look: at, Concurrency: cmp.Or(a.beside, "alone"),
		}})
	}
}

func kind(client string) string {
	if k, ok := clients[client]; ok {
		return k
	}
	return client
}

// relation is what a token is to the one that an act is about.
func relation(on, t *token) string {
	switch {
	case on == t:
		return "itself"
	case t.descendsFrom(on):
		return "successor"
	case on.descendsFrom(t):
		return "predecessor"
	case on.signIn == t.signIn:
		return "fork"
	case on.user != t.user:
		return "other user"
	case on.client != t.client:
		return "other client"
	case on.audience != t.audience:
		return "other audience"
	}
	return "other sign-in"
}

func (t *token) descendsFrom(other *token) bool {
	for p := t.parent; p != nil; p = p.parent {
		if p == other {
			return true
		}
	}
	return false
}
