package steps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
	"github.com/revokespec/revokespec/judge"
)

// token is a refresh token under a label. The label follows rotation: value is the newest of its family, unless the
// feature gave the successor a label of its own.
type token struct {
	label     string
	client    file.Client
	user      file.User
	audience  string
	session   string // whose sign-ins share a browser; "" for one of its own, as the file's strategy has it
	value     string
	first     string    // the value that the sign-in gave; under rotation the label "A's first" means it
	before    string    // the value that it was exchanged for last; "": it was not rotated
	scope     string    // as granted; "" where the sign-in's answer does not say
	asked     string    // the scope that the sign-in asked for
	id        string    // the sign-in's ID token
	serial    int       // of many sign-ins
	spent     time.Time // when it was exchanged for a successor with a label of its own; zero: not yet
	replaced  bool      // exchanged for a successor with a label of its own
	seenAlive bool      // after the act
	revoked   bool      // the act was its revocation
	unclear   string    // what that was answered, where it was neither yes nor no
	expired   bool      // its lifetime has passed
	ended     bool      // its grant was deleted
	unused    bool      // never exchanged, so that no control has shown that it works
	orphaned  bool      // its user or application is deleted or blocked: whatever refuses it will do
	signedIn  time.Time // by our own clock
	used      time.Time // signed in, or exchanged

	access       []accessToken       // of the sign-in and of each exchange, newest last
	firstLeftOut bool                // the exchange for less scope left the first word out, not the rest
	shownScope   map[string][]string // of its newest access token before the act, by what shows it
	active       bool                // introspected as active before the act
	granted      bool                // its grant was listed before the act
	credentials  []string            // ids of its device credentials
	ids          []string            // in the Management API's list of refresh tokens
	endedBy      judge.Subject       // what was to end it, at the Management API or by its code; "" for nothing
}

// accessToken is one that came with a refresh token.
type accessToken struct {
	value      string
	lifetime   time.Duration // 0 where the server did not say
	scope      *string       // as the answer says; nil where it does not
	acceptedBy []accessCheck // the ways in which it was seen accepted before the act
}

// setUpAttempts is how often the whole set-up is made when an answer is lost in it.
const setUpAttempts = 3

func (w *World) newToken(ctx context.Context, kind, label, role string) error {
	row := map[string]string{"token": label, "application": role}
	if kind == "an unused" {
		row["exchanged"] = "never"
	}
	return w.live(ctx, []map[string]string{row})
}

func (w *World) liveTokens(ctx context.Context, table *godog.Table) error {
	rows, err := rows(table, "token", "application", "user", "audience", "session", "exchanged")
	if err != nil {
		return err
	}
	return w.live(ctx, rows)
}

// live signs in for every row, then exchanges every token once: the control that they could be exchanged at all. That unused ones
// work is seen on those of other sign-ins.
func (w *World) live(ctx context.Context, rows []map[string]string) error {
	made, err := w.describe(rows)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		lost, err := w.setUp(ctx, made)
		if err == nil {
			break
		}
		if !lost || attempt == setUpAttempts {
			return err
		}
	}
	if err := w.log.watch(ctx); err != nil {
		return err
	}
	for _, t := range made {
		w.tokens[t.label] = t
		w.signIns = append(w.signIns, t)
		if first := *t; t.first != t.value {
			first.value = t.first
			w.tokens[t.label+"'s first"] = &first
		}
	}
	return w.observe(ctx, made)
}

func (w *World) describe(rows []map[string]string) ([]*token, error) {
	var made []*token
	for _, row := range rows {
		t := &token{label: row["token"], session: row["session"], unused: row["exchanged"] == "never"}
		var err error
		if t.client, err = w.client(cmp.Or(row["application"], "any")); err != nil {
			return nil, err
		}
		if t.user, err = w.user(cmp.Or(row["user"], "first")); err != nil {
			return nil, err
		}
		if t.audience, err = w.audience(cmp.Or(row["audience"], "first")); err != nil {
			return nil, err
		}
		t.asked = cmp.Or(t.client.Scope, w.deployment().File.Mint.Scope)
		made = append(made, t)
	}
	return made, nil
}

// setUp makes all sign-ins, then the first exchange of each token. lost says that an answer did not come, so that
// everything may be made again with new sign-ins.
func (w *World) setUp(ctx context.Context, made []*token) (lost bool, err error) {
	w.browsers = browsers{}
	for _, list := range w.watches() {
		if err := list.watch(ctx, made); err != nil {
			return false, err
		}
	}
	for _, t := range made {
		if err := w.signIn(ctx, session.SetUp, t); err != nil {
			return false, err
		}
		for _, list := range w.watches() {
			if err := list.noteSignIn(ctx, t); err != nil {
				return false, err
			}
		}
	}
	for _, t := range made {
		if t.unused {
			continue
		}
		r := w.exchange(ctx, session.Control, t, false)
		if judge.Class(r) != judge.Alive {
			return judge.SaysNeither(r), w.leftTo(w.exchangeOf(t), "control: the new refresh token %q could not be exchanged before anything was done to it: %s%s; %s judges that", t.label, r, w.mayBeANeighbours())
		}
		w.follow(t, r)
	}
	return false, nil
}

func (w *World) signIn(ctx context.Context, p session.Purpose, t *token) error {
	in := signin.SignIn{Client: t.client, User: t.user, Audience: t.audience}
	if err := w.inSession(t, &in); err != nil {
		return err
	}
	got, err := w.lease.SignIn(ctx, p, in)
	if err != nil {
		return w.noSignIn(in, err)
	}
	if by := w.deployment().SignsInBy(); by != "" && !slices.Contains(w.notes, by) {
		w.note("%s", by)
	}
	w.takeTokens(t, got)
	return nil
}

// takeTokens gives the token what a sign-in yielded.
func (w *World) takeTokens(t *token, got signin.Tokens) {
	t.value, t.first, t.before, t.scope, t.id = got.Refresh, got.Refresh, "", got.Scope, got.ID
	t.access = []accessToken{{value: got.Access, lifetime: got.Lifetime}}
	if got.Scope != "" {
		t.access[0].scope = &got.Scope
	}
	t.signedIn = w.now()
	t.used = t.signedIn
}

// observe looks at what the scenario will ask about later, while nothing has been done yet.
func (w *World) observe(ctx context.Context, made []*token) error {
	for _, t := range made {
		if w.needs("access-token-check") {
			if err := w.observeAccess(ctx, t); err != nil {
				return err
			}
		}
		if w.needs("introspection") {
			if err := w.observeIntrospection(ctx, t); err != nil {
				return err
			}
		}
		if w.needs("management") || w.needs("device-credentials") {
			if err := w.observeGrant(ctx, t); err != nil {
				return err
			}
		}
	}
	for _, list := range w.watches() {
		if err := list.followExchanges(ctx, made); err != nil {
			return err
		}
	}
	return nil
}

// watches are the lists in which the scenario's tokens are looked for.
func (w *World) watches() []*signInWatch {
	return []*signInWatch{&w.credentials.signInWatch, &w.refreshTokens.signInWatch}
}

// rows reads a table with a header of known columns.
func rows(table *godog.Table, known ...string) ([]map[string]string, error) {
	if len(table.Rows) < 2 {
		return nil, fmt.Errorf("the table needs a header (%v) and at least one row", known)
	}
	var all []map[string]string
	for _, row := range table.Rows[1:] {
		cells := map[string]string{}
		for i, cell := range row.Cells {
			column := table.Rows[0].Cells[i].Value
			if !slices.Contains(known, column) {
				return nil, fmt.Errorf("the table has a column %q; there are %v", column, known)
			}
			cells[column] = cell.Value
		}
		all = append(all, cells)
	}
	return all, nil
}
