package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/soak"
	"github.com/revokespec/revokespec/judge"
	"github.com/revokespec/revokespec/record"
)

// Soak is the load that a run was asked to put on the server; zero: none.
type Soak struct {
	For         time.Duration
	Acts        int               // after so many it ends as well; 0 = by time alone
	PerSecond   float64           // acts, at the most; 0 = as many as the server's limits allow
	UntilBroken bool              // it ends with the first that is found
	Say         func(line string) // is told how it goes on; may be nil
}

// load is a server under load, and what came of that.
type load struct {
	*World
	result   soak.Result
	switched error // says that somebody else changed the setting meanwhile, which decides on what ends with a token
}

// What has to be seen for a load to show anything.
const (
	fewestRevocations = 10
	fewestLooks       = 50
)

// goesOn is an act: all users of the lease sign in, exchange, revoke, and present what is dead, each by itself.
func (l *load) goesOn(ctx context.Context) error {
	apps, err := l.atRest(ctx)
	if err != nil {
		return err
	}
	asked := l.scenario.Soak
	within := l.deployment().File.Declares.PropagationLimit
	if slices.Contains(l.scenario.Profiles, "auth0") {
		within = 0
	}
	l.result = (&soak.Load{
		Apps: apps, Workers: len(l.lease.Users), For: asked.For, Acts: asked.Acts, PerSecond: asked.PerSecond, UntilBroken: asked.UntilBroken, Say: asked.Say, Within: within,
		Seed: l.scenario.Seed, Now: time.Now, Wait: l.lease.Server.Sleep, Connect: func(i int) soak.Server { return l.desk(i) },
	}).Run(ctx)
	l.note("%s", l.summary())
	if l.result.Times[soak.Partial] > 0 && ctx.Err() == nil {
		l.switched = l.settingUnchanged(ctx)
	}
	return l.shows()
}

// shows says why a load that found nothing shows nothing.
func (l *load) shows() error {
	r := l.result
	revoked, looks := r.Answered(soak.Revocation, soak.Accepted), r.Answered(soak.Look, soak.Refused)
	exchanged := r.Answered(soak.Exchange, soak.Accepted)
	switch {
	case r.Broken > 0:
		return nil
	case r.Ended:
		return &Inconclusive{Message: "the run was ended before the load was; until then nothing was broken: " + l.summary(), Stands: true}
	case revoked < fewestRevocations || looks < fewestLooks:
		return inconclusive("too little was seen under load: %d revocations (at least %d are wanted) and %d refusals of dead tokens (%d); give --soak a longer time, or the server more users; %s",
			revoked, fewestRevocations, looks, fewestLooks, l.summary())
	case r.Lost > exchanged/2:
		return inconclusive("under load most refresh tokens are refused although nothing ended them (%d; %d were exchanged), so that a refusal shows nothing; %s", r.Lost, exchanged, l.summary())
	}
	return nil
}

// holds judges one of the things that must hold under load.
func (l *load) holds(_ context.Context, what string) error {
	breach := map[string]soak.Breach{"no revoked token is accepted": soak.Revived, "no family has a second live token": soak.SecondOne, "what ends with a token ends as a whole": soak.Partial}[what]
	n := l.result.Times[breach]
	if n == 0 {
		return nil
	}
	if breach == soak.Partial && l.switched != nil {
		return l.switched
	}
	message := fmt.Sprintf("under load, %s", strings.Join(l.result.Breaches[breach], "; "))
	if told := len(l.result.Breaches[breach]); n > told {
		message += fmt.Sprintf("; and %d more such answers", n-told)
	}
	return &Failure{Message: message, Should: l.scenario.Should, Stands: true}
}

// summary is the load in one line.
func (l *load) summary() string {
	r := l.result
	parts := []string{fmt.Sprintf("%d acts in %s by %d users, %.0f a second", r.Total(), time.Duration(r.DurationMS*float64(time.Millisecond)).Round(time.Millisecond), r.Workers, r.PerSecond())}
	for _, a := range r.Acts {
		parts = append(parts, fmt.Sprintf("%s: %s", a.Act, a.Tally()))
	}
	parts = append(parts, fmt.Sprintf("tokens that came to their end: %d", r.Dead))
	if r.Lost > 0 {
		parts = append(parts, fmt.Sprintf("refused although nothing ended them: %d", r.Lost))
	}
	return strings.Join(parts, "; ")
}

// Soaked is what was measured under load; nil where there was none.
func (w *World) Soaked() *record.Soak { return w.load.result.Soak }

// atRest looks what holds for the tokens of some applications while nothing else happens: the first of the file, one without credentials, and the one
// that rotates. Of these all but the first may be left out.
func (l *load) atRest(ctx context.Context) (apps []soak.App, err error) {
	for i, c := range l.loaded() {
		app, err := soak.AtRest(ctx, l.desk(0), soak.App{Role: c.Role}, func() error { return l.propagated(ctx) })
		unmet := new(soak.Unmet)
		switch {
		case err == nil:
			apps = append(apps, app)
		case !errors.As(err, &unmet):
			return nil, err
		case i == 0:
			return nil, l.unmet(unmet, c)
		default:
			l.note("clients.%s is left out: %v", c.Role, err)
		}
	}
	return apps, nil
}

// loaded are the applications whose tokens the load is made of.
func (l *load) loaded() (clients []file.Client) {
	all := l.deployment().File.Clients
	take := func(c file.Client) {
		if !slices.ContainsFunc(clients, func(o file.Client) bool { return o.ClientID == c.ClientID }) {
			clients = append(clients, c)
		}
	}
	first, _ := l.client("any")
	take(first)
	for _, c := range []*file.Client{all.Public, all.Rotating} {
		if c != nil {
			take(*c)
		}
	}
	return clients
}

// unmet is what does not even hold at rest, to the rules.
func (l *load) unmet(e *soak.Unmet, c file.Client) error {
	switch e.Act {
	case soak.Exchange:
		return l.leftTo(l.exchangeOf(&token{client: c}), "%v; %s judges that", e)
	case soak.Revocation:
		if subject := revocationBy(l.deployment().File.Clients, c); subject != "" {
			return l.leftTo(subject, "%v; %s judges that", e)
		}
	case soak.Look:
		return l.leftTo(judge.RevokedToken, "%v; %s judges that", e)
	}
	return inconclusive("%v", e)
}
