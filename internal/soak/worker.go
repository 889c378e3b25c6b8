package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// worker is one user, and who acts for them, one act after the other.
type worker struct {
	*running
	server   Server
	number   int // from 1 on
	random   *rand.Rand
	families []*family // that live
	dead     *Sample[deadToken]
	troubles int // answers in a row that said nothing
}

// family is the tokens that came of one sign-in.
type family struct {
	app      App
	newest   string
	spent    []string // the last few
	doubtful bool     // it may have ended along with another
}

// deadToken is a token that must be refused.
type deadToken struct {
	app     App
	value   string
	how     string // it came to its end
	breach  Breach // if it is accepted
	since   time.Time
	refused int // times
}

const (
	mostFamilies = 6 // of a worker, at once
	mostSpent    = 4 // of a family, that are remembered
)

// work acts until the load is over, and then ends what still lives.
func (w *worker) work(ctx context.Context) {
	defer w.leave(ctx)
	for !w.over(ctx) {
		if w.limiter != nil && w.limiter.Wait(ctx) != nil {
			return
		}
		w.act(ctx)
		if w.troubles > 0 { // it is given time to recover
			_ = w.Wait(ctx, min(time.Duration(w.troubles)*100*time.Millisecond, 5*time.Second))
		}
	}
}

// act does one of the things that a load is made of.
func (w *worker) act(ctx context.Context) {
	chance := w.random.IntN(100)
	switch {
	case len(w.families) < 2, chance < 8 && len(w.families) < mostFamilies:
		w.signIn(ctx)
	case chance < 38:
		w.exchange(ctx, w.any())
	case chance < 50:
		w.revoke(ctx, w.any())
	case chance < 55:
		w.race(ctx, w.any())
	case chance < 58:
		w.reuse(ctx)
	default:
		w.look(ctx, w.dead.Draw())
	}
}

func (w *worker) any() *family { return w.families[w.random.IntN(len(w.families))] }

func (w *worker) signIn(ctx context.Context) {
	app := w.Apps[w.random.IntN(len(w.Apps))]
	if !app.Companions { // its sign-in may end the tokens of the one before
		w.forget(func(f *family) bool { return f.app.Role == app.Role })
	}
	a := w.server.SignIn(ctx, app)
	if w.answered(ctx, SignIn, a) == Alive {
		w.families = append(w.families, &family{app: app, newest: a.Token})
	}
}

// exchange says whether the family lives.
func (w *worker) exchange(ctx context.Context, f *family) bool {
	a := w.server.Exchange(ctx, f.app, f.newest)
	switch w.answered(ctx, Exchange, a) {
	case Alive:
		f.follow(a.Token)
		return true
	case Dead:
		w.lost(f)
	}
	w.drop(f) // whether it was exchanged is not known
	return false
}

// follow takes the successor that an exchange handed out.
func (f *family) follow(next string) {
	if next == "" || next == f.newest {
		return
	}
	f.spent = append(f.spent, f.newest)
	f.spent = f.spent[max(0, len(f.spent)-mostSpent):]
	f.newest = next
}

// lost counts a family whose newest token is refused although nothing ended it.
func (w *worker) lost(f *family) {
	if f.doubtful {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.result.Lost++
}

// revoke revokes a family. What ends with it is judged only if it was seen alive just before: a token that has expired takes nothing with it.
func (w *worker) revoke(ctx context.Context, f *family) {
	if f.app.Cascades && !w.exchange(ctx, f) {
		return
	}
	a := w.server.Revoke(ctx, f.app, f.newest)
	if w.answered(ctx, Revocation, a) == Alive {
		w.ended(f, f.app.Cascades)
		if w.random.IntN(2) == 0 {
			w.look(ctx, w.dead.Last())
		}
	}
	w.drop(f)
}

// ended notes what an accepted revocation has ended: the token, what was exchanged for it, and what ends with it.
func (w *worker) ended(f *family, cascades bool) {
	w.bury(f, "revoked", Revived)
	w.drop(f)
	for _, other := range w.families {
		switch {
		case other.app.Role != f.app.Role:
		case cascades:
			w.bury(other, "ended by the revocation of another token of its user and application", Partial)
		default:
			other.doubtful = true
		}
	}
	if cascades {
		w.forget(func(other *family) bool { return other.app.Role == f.app.Role })
	}
}

// bury notes that all tokens of a family are dead.
func (w *worker) bury(f *family, how string, b Breach) {
	values := []string{f.newest}
	if f.app.Spends {
		values = append(values, f.spent...)
	}
	w.buried(len(values))
	for _, value := range values {
		w.dead.Put(&deadToken{app: f.app, value: value, how: how, breach: b, since: w.Now()})
	}
}

// race revokes a token while it is exchanged: whichever comes first, it is dead when both are answered. Of the successor, and of what ends with
// a token that is not spent yet, nothing is judged.
func (w *worker) race(ctx context.Context, f *family) {
	revocation, exchange := w.server.Race(ctx, f.app, f.newest)
	w.answered(ctx, Exchange, exchange)
	if w.answered(ctx, Revocation, revocation) == Alive {
		w.ended(f, false)
	}
	w.drop(f)
	if exchange.State == Alive && exchange.Token != "" && exchange.Token != f.newest {
		w.families = append(w.families, &family{app: f.app, newest: exchange.Token, doubtful: true})
	}
}

// reuse presents a spent token of a family that lives, which then may be at its end.
func (w *worker) reuse(ctx context.Context) {
	at := slices.IndexFunc(w.families, func(f *family) bool { return f.app.Spends && len(f.spent) > 0 })
	if at < 0 {
		w.look(ctx, w.dead.Draw())
		return
	}
	f := w.families[at]
	a := w.server.Exchange(ctx, f.app, f.spent[w.random.IntN(len(f.spent))])
	switch w.answered(ctx, Look, a) {
	case Alive:
		if w.breach(SecondOne, "a spent refresh token of worker %d at clients.%s was accepted while its successor lives: %s", w.number, f.app.Role, a.Text) {
			w.server.Keep()
		}
	case Dead:
		if f.app.Reuse && !f.doubtful {
			w.bury(f, "ended by the reuse of a token of its family", Partial)
		}
	}
	w.drop(f)
	for _, other := range w.families {
		other.doubtful = other.doubtful || other.app.Role == f.app.Role
	}
}

// look presents a dead token.
func (w *worker) look(ctx context.Context, d *deadToken) {
	if d == nil || w.Now().Sub(d.since) < w.Within {
		return
	}
	a := w.server.Exchange(ctx, d.app, d.value)
	switch w.answered(ctx, Look, a) {
	case Dead:
		d.refused++
	case Alive:
		if w.breach(d.breach, "a refresh token of worker %d at clients.%s, %s %s before%s, was accepted: %s",
			w.number, d.app.Role, d.how, w.Now().Sub(d.since).Round(time.Millisecond), refusedBefore(d.refused), a.Text) {
			w.server.Keep()
		}
	}
}

func refusedBefore(times int) string {
	if times == 0 {
		return ""
	}
	return fmt.Sprintf(" and refused %d times since", times)
}

// answered counts an act, and is what its answer says.
func (w *worker) answered(ctx context.Context, act string, a Answer) State {
	w.note(ctx, act, a)
	if a.State == Unclear {
		w.troubles++
	} else {
		w.troubles = 0
	}
	return a.State
}

func (w *worker) drop(f *family) { w.forget(func(other *family) bool { return other == f }) }

func (w *worker) forget(which func(*family) bool) { w.families = slices.DeleteFunc(w.families, which) }

// leaving bounds how long a worker takes to end what it leaves behind.
const leaving = 5 * time.Second

// leave revokes what still lives, also where the load was ended from outside.
func (w *worker) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaving)
	defer cancel()
	for _, f := range w.families {
		w.server.Revoke(ctx, f.app, f.newest)
	}
}
