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

// ending is a phrase that ends the sign-in of the token of its first capture, whichever token of it is the newest.
func ending(pattern, name string) meaning {
	return phrase(pattern, func(r *reader, c []string, _ [][]string) { r.does(name, r.token(c[1]).newest()) })
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
	phrase(`^"[^"]*" lies unused for \w+ days$`, func(r *reader, _ []string, _ [][]string) { r.becomes("idle for days") }),
	phrase(`^the leeway has passed$`, func(r *reader, _ []string, _ [][]string) { r.passes() }),
	phrase(`^"([^"]*)" is kept in use for weeks$`, func(r *reader, c []string, _ [][]string) {
		r.becomes("idle for days")
		r.token(c[1]).state = "in use for weeks"
	}),
}

// stateOf are the states by the words of the phrase.
var stateOf = map[string]string{
	"were never exchanged": "unused", "were exchanged once": "used", "lay unused until their access tokens expired": "idle",
	"lay unused for two days": "idle for days", "lay unused for five days": "idle for days", "lay unused for ten days": "idle for days",
	"lay unused for thirteen days": "idle for days", "were in use for weeks": "in use for weeks",
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
	ending(`^the grant of "([^"]*)" is deleted$`, "deletion of the grant"),
	ending(`^every grant of the user of "([^"]*)" is deleted$`, "deletion of the user's grants"),
	ending(`^the credential of "([^"]*)" is deleted$`, "unlinking"),
	ending(`^every credential of the user of "([^"]*)" is deleted$`, "unlinking of all devices"),
	ending(`^the Management API is asked(?: with the scope alone)? to "delete the refresh token ([^" ]*)"$`, "deletion by id"),
	ending(`^the Management API is asked(?: with the scope alone)? to "delete the refresh tokens of the user of ([^" ]*)"$`, "deletion of the user's refresh tokens"),
	ending(`^the Management API is asked(?: with the scope alone)? to "revoke the session of ([^" ]*)"$`, "revocation of the session"),
	phrase(`^the Management API is asked to "revoke refresh tokens" with:$`, inBulk),
	ending(`^the application of "([^"]*)" is revoked in the Dashboard$`, "revocation in the Dashboard"),
	ending(`^the device of "([^"]*)" is unlinked in the Dashboard$`, "unlinking in the Dashboard"),
	phrase(`^the throw-away (application is deleted|user is deleted|user is blocked|user is disabled|user gets another password)$`, func(r *reader, c []string, _ [][]string) {
		if t := r.firstOf(func(t *token) bool { return !t.spent && (t.user == "throw-away" || t.client == "throw-away") }); t != nil {
			r.does("the "+c[1], t)
		}
	}),
	phrase(`^in \d+ rounds these requests meet at the "([^"]*)" application:$`, func(r *reader, c []string, table [][]string) { r.meet(c[1], rowsOf(table)) }),
	ending(`^the user of "([^"]*)" withdraws what its application was given$`, "withdrawal of consent"),
	ending(`^the user of "([^"]*)" is logged out everywhere$`, "log-out everywhere"),
	acting(`^the lifetime of "([^"]*)" has passed$`, "expiry"),
	acting(`^"([^"]*)" lies unused for longer than its idle lifetime$`, "expiry"),
}

// bulk are the documented ways to name what is revoked in bulk.
var bulk = map[string]string{
	"ids ": "revocation in bulk, by ids", "user_id ": "revocation in bulk, by user", "user_id client_id ": "revocation in bulk, by user and application",
	"user_id client_id audience ": "revocation in bulk, by user, application and audience",
}

// inBulk is a revocation that names tokens by their ids, or by their user, application and audience.
func inBulk(r *reader, _ []string, table [][]string) {
	names := ""
	for _, row := range table {
		names += row[0] + " "
	}
	act, documented := bulk[names]
	if !documented || strings.HasPrefix(table[0][1], "101 ") || !strings.Contains(table[len(table)-1][1], "of ") {
		return
	}
	for _, label := range strings.Fields(table[0][1]) {
		if t, ok := r.tokens[label]; ok {
			r.does(act, t.newest())
		}
	}
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
		case slices.Contains([]string{"twice", "in the query", "in a cookie", "in a header", "under its name in capitals"}, row[1]): // in another shape
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
	successor := &token{client: t.client, user: t.user, audience: t.audience, signIn: t.signIn, parent: t, state: t.state}
	r.tokens[c[2]], t.successors = successor, append(t.successors, successor)
	if t.client == "leeway" {
		r.does(withinLeeway, t)
	} else {
		r.does("exchange", t)
	}
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
	phrase(`^the credential of "([^"]*)" is no longer listed`, looking(Dies, "listing")),
	phrase(`^the credential of "([^"]*)" is still listed`, looking(Lives, "listing")),
	phrase(`^the Dashboard no longer lists the device of "([^"]*)"$`, looking(Dies, "listing")),
	phrase(`^the Dashboard lists the device of "([^"]*)"$`, looking(Lives, "listing")),
	phrase(`^the refresh token "([^"]*)" is no longer (?:shown|listed)$`, looking(Dies, "listing")),
	phrase(`^the refresh token "([^"]*)" is still (?:shown|listed)$`, looking(Lives, "listing")),
	phrase(`^in every round what was ended is dead$`, func(r *reader, _ []string, _ [][]string) { r.looksAtRound(false) }),
	phrase(`^in every round no refresh token lives$`, func(r *reader, _ []string, _ [][]string) { r.looksAtRound(true) }),
	phrase(`^the grant of "([^"]*)" is no longer listed`, lookingAtGrant(Dies)),
	phrase(`^the grant of "([^"]*)" is still listed`, lookingAtGrant(Lives)),
	phrase(`^the Dashboard no longer lists the application of "([^"]*)"$`, lookingAtGrant(Dies)),
	phrase(`^the Dashboard lists the application of "([^"]*)"$`, lookingAtGrant(Lives)),
}

// looking is a look at a token. To present a spent one is a reuse.
func looking(fate Fate, look string) func(*reader, []string, [][]string) {
	return func(r *reader, c []string, _ [][]string) {
		t := r.token(c[1])
		r.looks(t, fate, look, theToken)
		if t.spent && fate == Dies {
			r.does("reuse", t)
		}
	}
}

func lookingAtAccess(fate Fate) func(*reader, []string, [][]string) {
	return func(r *reader, c []string, _ [][]string) { r.looks(r.token(c[1]), fate, "use", theAccessToken) }
}

func lookingAtGrant(fate Fate) func(*reader, []string, [][]string) {
	return func(r *reader, c []string, _ [][]string) { r.looks(r.token(c[1]), fate, "listing", theGrant) }
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
