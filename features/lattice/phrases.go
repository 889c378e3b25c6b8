package lattice

import (
	"regexp"
	"slices"
	"strings"
)

// meaning is what a phrase says about the fate of tokens.
type meaning struct {
	pattern *regexp.Regexp
	means   func(r *reader, captures []string, table [][]string)
}

func phrase(pattern string, means func(r *reader, c []string, table [][]string)) meaning {
	return meaning{regexp.MustCompile(pattern), means}
}

// acting is a phrase that does something to the token of its first capture.
func acting(pattern, name string) meaning {
	return phrase(pattern, func(r *reader, c []string, _ [][]string) { r.does(name, r.token(c[1])) })
}

// phrases are those that matter; all others say nothing about the fate of tokens.
var phrases = slices.Concat(states, acts, looks)

var states = []meaning{
	phrase(`^(a live|an unused) refresh token "([^"]*)" of the "([^"]*)" application$`, func(r *reader, c []string, _ [][]string) {
		state := "used"
		if c[1] == "an unused" {
			state = "unused"
		}
		r.signsIn(c[2], c[3], "", "", state)
	}),
	phrase(`^live refresh tokens:$`, func(r *reader, _ []string, table [][]string) {
		for _, row := range rowsOf(table) {
			state := "used"
			if row["exchanged"] == "never" {
				state = "unused"
			}
			r.signsIn(row["token"], row["application"], row["user"], row["audience"], state)
		}
	}),
	phrase(`^a device is authorized with the refresh token "([^"]*)"$`, func(r *reader, c []string, _ [][]string) {
		r.signsIn(c[1], "device", "", "", "used")
	}),
	phrase(`^refresh tokens that (.*):$`, func(r *reader, c []string, table [][]string) {
		for _, row := range rowsOf(table) {
			r.signsIn(row["token"], row["application"], row["user"], row["audience"], stateOf[c[1]])
		}
	}),
	phrase(`^the lifetime of the access token of "[^"]*" has passed$`, func(r *reader, _ []string, _ [][]string) { r.becomes("idle") }),
	phrase(`^"[^"]*" lies unused for ten days$`, func(r *reader, _ []string, _ [][]string) { r.becomes("idle for days") }),
	phrase(`^the leeway has passed$`, func(r *reader, _ []string, _ [][]string) { r.passes() }),
	phrase(`^"([^"]*)" is kept in use for weeks$`, func(r *reader, c []string, _ [][]string) {
		r.becomes("idle for days")
		r.token(c[1]).state = "in use for weeks"
	}),
}

// stateOf are the states by the words of the phrase.
var stateOf = map[string]string{
	"were never exchanged": "unused", "were exchanged once": "used", "lay unused until their access tokens expired": "idle", "lay unused for ten days": "idle for days",
	"were in use for weeks": "in use for weeks",
}

var acts = []meaning{
	phrase(`^the application revokes "([^"]*)"$`, revokes),
	phrase(`^"([^"]*)" is sent for revocation$`, revokes),
	phrase(`^"([^"]*)" is sent for revocation with:$`, func(r *reader, c []string, table [][]string) {
		r.does(changedRevocation(r.token(c[1]), table), r.token(c[1]))
	}),
	phrase(`^"([^"]*)" is exchanged(?: for "([^"]*)")?(?: with less scope)?$`, exchanged),
	phrase(`^"([^"]*)" is exchanged with:$`, func(r *reader, c []string, table [][]string) {
		if len(table) > 0 && table[0][0] != "scope" {
			r.does("refused exchange", r.token(c[1]))
		}
	}),
	acting(`^"([^"]*)" is used again( by somebody else)?$`, "reuse"),
	acting(`^the grant of "([^"]*)" is deleted$`, "deletion of the grant"),
	acting(`^every grant of the user of "([^"]*)" is deleted$`, "deletion of the user's grants"),
	acting(`^the credential of "([^"]*)" is deleted$`, "unlinking"),
	acting(`^every credential of the user of "([^"]*)" is deleted$`, "unlinking of all devices"),
	acting(`^the application of "([^"]*)" is revoked in the Dashboard$`, "revocation in the Dashboard"),
	acting(`^the device of "([^"]*)" is unlinked in the Dashboard$`, "unlinking in the Dashboard"),
	phrase(`^the throw-away (application is deleted|user is deleted|user is blocked|user gets another password)$`, func(r *reader, c []string, _ [][]string) {
		if t := r.firstOf(func(t *token) bool { return t.user == "throw-away" || t.client == "throw-away" }); t != nil {
			r.does("the "+c[1], t)
		}
	}),
	acting(`^the lifetime of "([^"]*)" has passed$`, "expiry"),
	acting(`^"([^"]*)" lies unused for longer than its idle lifetime$`, "expiry"),
}

// revokes is the owner's revocation of a token that lives, or does not any more.
func revokes(r *reader, c []string, _ [][]string) {
	t := r.token(c[1])
	name := "revocation"
	switch {
	case t.revoked:
		name = "repeated revocation"
	case t.spent:
		name = "revocation of a spent token"
	}
	r.does(name, t)
	t.revoked = true
}

// changedRevocation is what a changed request for revocation is.
func changedRevocation(t *token, table [][]string) string {
	for _, row := range table {
		switch {
		case row[0] == "application":
			return "foreign revocation"
		case row[0] == "token" && row[1] == "its access token":
			return "revocation of the access token"
		case slices.Contains([]string{"client identification", "client_id", "client secret", "token", "assertion", "method", "second token", "hostile"}, row[0]):
			return "refused revocation"
		}
	}
	name := "revocation"
	if t.revoked {
		name = "repeated revocation"
	}
	t.revoked = true
	return name
}

// exchanged moves a label on, or gives the successor a label of its own.
func exchanged(r *reader, c []string, _ [][]string) {
	t := r.token(c[1])
	if c[2] == "" {
		t.state = "used"
		return
	}
	successor := &token{client: t.client, user: t.user, audience: t.audience, signIn: t.signIn, generation: t.generation + 1, parent: t, state: t.state}
	r.tokens[c[2]] = successor
	r.does("exchange", t)
	t.spent, successor.state = true, "used"
}

var looks = []meaning{
	phrase(`^"([^"]*)" is dead( if the request was accepted)?$`, looking(Dies, "exchange")),
	phrase(`^"([^"]*)" is spent$`, looking(Dies, "exchange")),
	phrase(`^the exchange of "([^"]*)" is refused cleanly$`, looking(Dies, "exchange")),
	phrase(`^"([^"]*)" is still alive$`, looking(Lives, "exchange")),
	phrase(`^"([^"]*)" is still alive an hour later$`, looking(Lives, "later")),
	phrase(`^"([^"]*)" stays dead however it is presented$`, looking(Dies, "however presented")),
	phrase(`^"([^"]*)" stays dead for (?:some seconds|a month)$`, looking(Dies, "later")),
	phrase(`^the introspection of "([^"]*)" says `, looking(Dies, "introspection")),
	phrase(`^(?:the newest|every) access token of "([^"]*)" is refused$`, lookingAtAccess(Dies)),
	phrase(`^(?:the newest|every) access token of "([^"]*)" is still accepted$`, lookingAtAccess(Lives)),
	phrase(`^the (?:grant|credential) of "([^"]*)" is no longer listed`, looking(Dies, "listing")),
	phrase(`^the (?:grant|credential) of "([^"]*)" is still listed`, looking(Lives, "listing")),
	phrase(`^the Dashboard no longer lists the (?:application|device) of "([^"]*)"$`, looking(Dies, "listing")),
	phrase(`^the Dashboard lists the (?:application|device) of "([^"]*)"$`, looking(Lives, "listing")),
}

func looking(fate Fate, look string) func(*reader, []string, [][]string) {
	return func(r *reader, c []string, _ [][]string) { r.looks(r.token(c[1]), fate, look, "") }
}

func lookingAtAccess(fate Fate) func(*reader, []string, [][]string) {
	return func(r *reader, c []string, _ [][]string) { r.looks(r.token(c[1]), fate, "use", "access token") }
}

// familyOf is the family of a label such as "A's first".
func familyOf(label string) string {
	family, _ := strings.CutSuffix(label, "'s first")
	return family
}

// rowsOf reads a table with a header.
func rowsOf(table [][]string) (rows []map[string]string) {
	for _, cells := range table[min(1, len(table)):] {
		row := map[string]string{}
		for i, cell := range cells {
			row[table[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}
