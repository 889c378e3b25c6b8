package steps

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// plainExchange is what one plain exchange returned.
type plainExchange struct{ presented, returned string }

// pause lies between a refusal and the second look at a dead token.
const pause = time.Second

// somebodyElse is the user agent of whoever presents a token that was issued to another.
const somebodyElse = "revokespec elsewhere"

// exchange presents the token at the token endpoint, as its own client does: where it has always been, or, afresh, over a
// connection of its own and as another user agent.
func (w *World) exchange(ctx context.Context, p session.Purpose, t *token, afresh bool) httpx.Response {
	r, err := w.exchangeRequest(t, t.client, nil)
	if err != nil {
		return httpx.Response{Err: err}
	}
	if afresh {
		asSomebodyElse(&r)
	}
	w.assertion = or(r.Form.Get("client_assertion"), w.assertion)
	return w.lease.Send(ctx, p, r)
}

func asSomebodyElse(r *httpx.Request) {
	r.FreshConnection = true
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("User-Agent", somebodyElse)
}

func (w *World) exchangeRequest(t *token, c file.Client, more url.Values) (httpx.Request, error) {
	r := httpx.Request{
		Method: "POST", URL: w.deployment().Endpoints.Token,
		Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.value}},
	}
	for name, values := range more {
		r.Form[name] = values
	}
	return r, w.lease.Authenticate(&r, c)
}

// follow moves the label to the successor that the answer brought, if any.
func (w *World) follow(t *token, r httpx.Response) {
	if next := r.Field("refresh_token"); next != "" {
		t.value = next
	}
	t.access = append(t.access, newAccessToken(r))
	t.used = w.now()
}

func newAccessToken(r httpx.Response) accessToken {
	return accessToken{value: r.Field("access_token"), lifetime: r.Seconds("expires_in")}
}

// exchanged is an act: one exchange by the owner, whose answer other steps judge. Where the successor gets a label of its own, the old
// one means the spent token from then on.
func (w *World) exchanged(ctx context.Context, label, next, how string) error {
	more, err := w.lessScope(label, how)
	if err != nil {
		return err
	}
	t, r, err := w.exchangeAlive(ctx, label, more)
	if err != nil {
		return err
	}
	if next != "" {
		return w.labelSuccessor(ctx, t, next, r)
	}
	w.plainExchanges = append(w.plainExchanges, plainExchange{presented: t.value, returned: r.Field("refresh_token")})
	w.follow(t, r)
	return nil
}

// labelSuccessor gives the successor that the answer brought a label of its own.
func (w *World) labelSuccessor(ctx context.Context, t *token, next string, r httpx.Response) (err error) {
	returned := r.Field("refresh_token")
	if returned == "" || returned == t.value {
		return inconclusive("the exchange of %q returned no new refresh token; ROT-01 or, for a public client, ROT-12 judges that", t.label)
	}
	if t.client.Leeway > 0 {
		if t.spent, err = w.lease.Now(ctx); err != nil {
			return inconclusive("%v", err)
		}
	}
	successor := *t
	t.replaced = true
	successor.label, successor.value = next, returned
	successor.access = []accessToken{newAccessToken(r)}
	w.tokens[next] = &successor
	return nil
}

// lessScope asks for less scope than the token has, where the step says so.
func (w *World) lessScope(label, how string) (url.Values, error) {
	if how == "" {
		return nil, nil
	}
	t, err := w.subject(label)
	if err != nil {
		return nil, err
	}
	return url.Values{"scope": {firstScope(t)}}, nil
}

// firstScope is the first word of what was granted.
func firstScope(t *token) string {
	first, _, _ := strings.Cut(t.grantedScope(), " ")
	return first
}

func (w *World) exchangeAlive(ctx context.Context, label string, more url.Values) (*token, httpx.Response, error) {
	t, err := w.subject(label)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	request, err := w.exchangeRequest(t, t.client, more)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	w.assertion = or(request.Form.Get("client_assertion"), w.assertion)
	r := w.lease.Send(ctx, session.Act, request)
	w.act(r, "", false)
	if judge.Class(r) != judge.Alive {
		return nil, r, inconclusive("the exchange of the live refresh token %q was answered %s", label, r)
	}
	return t, r, nil
}

// usedAgain is an act: a token that must be dead by now is presented, and the answer is kept. Somebody else does it as a
// thief would: over another connection, as another user agent, and naming the scope where the server said which it is.
func (w *World) usedAgain(ctx context.Context, label, by string) error {
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	var more url.Values
	if by != "" && t.scope != "" {
		more = url.Values{"scope": {t.grantedScope()}}
	}
	request, err := w.exchangeRequest(t, t.client, more)
	if err != nil {
		return err
	}
	if by != "" {
		asSomebodyElse(&request)
	}
	r := w.lease.Send(ctx, session.Act, request)
	w.act(r, "", false)
	if w.state(ctx, t, r) == judge.Dead {
		return nil
	}
	owner := "ROT-02"
	switch {
	case t.revoked && t.client.Role == "device":
		owner = "DFL-01"
	case t.revoked:
		owner = "REV-03"
	}
	return inconclusive("the dead refresh token %q was answered %s; %s judges that", label, r, owner)
}

// isDead fails when the token can still be exchanged.
func (w *World) isDead(ctx context.Context, label, how string) error {
	if how != "" {
		return w.deadIfAccepted(ctx, label)
	}
	t, err := w.subject(label)
	if err == nil {
		err = w.propagated(ctx)
	}
	if err != nil {
		return err
	}
	return w.refused(ctx, t, w.exchange(ctx, session.Check, t, false))
}

func (w *World) refused(ctx context.Context, t *token, r httpx.Response) error {
	if judge.HandsOutToken(r) {
		return w.failure("the refresh token %q must be dead, but its exchange was answered %s and hands out a token", t.label, r)
	}
	if w.state(ctx, t, r) != judge.Dead {
		return inconclusive("whether the refresh token %q is dead is unclear: its exchange was answered %s", t.label, r)
	}
	w.deadTokens = append(w.deadTokens, t)
	return nil
}

// class classes an exchange of the token. Where its user or application is gone, any refusal will do: that of the client
// as well.
func (t *token) class(r httpx.Response) judge.State {
	if t.orphaned && !isUnclear(r) && r.Status/100 == 4 && !judge.HandsOutToken(r) {
		return judge.Dead
	}
	return judge.Class(r)
}

// isAlive fails when the token cannot be exchanged any more, unless it dies without the act as well.
func (w *World) isAlive(ctx context.Context, label, when string) error {
	if label == theRest {
		return w.restAlive(ctx, when)
	}
	if when != "" {
		return w.aliveLater(ctx, label)
	}
	t, err := w.subject(label)
	if err != nil {
		return err
	}
	asked := w.now()
	r := w.exchange(ctx, session.Check, t, false)
	switch w.state(ctx, t, r) {
	case judge.Alive:
		w.follow(t, r)
		return nil
	case judge.Unclear:
		return inconclusive("whether the refresh token %q is alive is unclear: its exchange was answered %s", label, r)
	}
	if err := w.withinLeeway(ctx, t); err != nil {
		return err
	}
	if err := w.throwAways.inTime(t, asked); err != nil {
		return err
	}
	if err := w.livesWithoutAct(ctx, t); err != nil {
		return err
	}
	return w.failure("the refresh token %q must still work, but its exchange was answered %s%s", label, r, w.scenariosBeside())
}

// livesWithoutAct makes the scenario's sign-ins and exchanges again without its act: on some servers a second sign-in
// kills the first token by itself, and then nothing can be concluded.
func (w *World) livesWithoutAct(ctx context.Context, judged *token) error {
	var again []*token
	var same *token
	for _, t := range w.signIns {
		if t.orphaned { // whose sign-in is no more
			continue
		}
		replay := *t
		again = append(again, &replay)
		if t.label == judged.label {
			same = &replay
		}
	}
	if same == nil {
		return nil
	}
	if _, err := w.setUp(ctx, again); err != nil {
		return err
	}
	if r := w.exchange(ctx, session.Control, same, false); judge.Class(r) != judge.Alive {
		return inconclusive("control: the refresh token %q dies without the act as well: its exchange was answered %s", judged.label, r)
	}
	return nil
}

// deadIfAccepted judges the promise of a success: a request that was refused promised nothing.
func (w *World) deadIfAccepted(ctx context.Context, label string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if isUnclear(r) {
		return inconclusive("the revocation request was answered %s", r)
	}
	if !isAccepted(r) {
		return nil
	}
	return w.isDead(ctx, label, "")
}

// propagated waits for the propagation limit that the deployment declares. Auth0's documents know none.
func (w *World) propagated(ctx context.Context) error {
	limit := w.deployment().File.Declares.PropagationLimit
	if limit == 0 || contains(w.scenario.Profiles, "auth0") {
		return nil
	}
	return w.wait(ctx, limit)
}

func (w *World) wait(ctx context.Context, d time.Duration) error {
	if err := w.lease.Wait(ctx, d); err != nil {
		var missing *remedy.NotApplicable
		if errors.As(err, &missing) {
			return notApplicable("%v", err)
		}
		return inconclusive("could not wait for %s: %v", d, err)
	}
	if w.deployment().File.Control != nil {
		w.clockMoved += max(d, 0)
	}
	return nil
}
