package steps

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
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
	w.assertion = cmp.Or(r.Form.Get("client_assertion"), w.assertion)
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
	if next := r.Field("refresh_token"); next != "" && next != t.value {
		t.before, t.value = t.value, next
	}
	t.access = append(t.access, newAccessToken(r))
	t.used = w.now()
}

func newAccessToken(r httpx.Response) accessToken {
	a := accessToken{value: r.Field("access_token"), lifetime: r.Seconds("expires_in")}
	if scope, is := r.Member("scope").(string); is {
		a.scope = &scope
	}
	return a
}

// exchanged is an act: one exchange by the owner, whose answer other steps judge. Where the successor gets a label of its own, the old
// one means the spent token from then on.
func (w *World) exchanged(ctx context.Context, label, next, how string) error {
	more, err := w.lessScope(ctx, label, how)
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
	if how != "" {
		return w.leavesOut(ctx, t, r)
	}
	return nil
}

// labelSuccessor gives the successor that the answer brought a label of its own.
func (w *World) labelSuccessor(ctx context.Context, t *token, next string, r httpx.Response) (err error) {
	returned := r.Field("refresh_token")
	if returned == "" && t.replaced && t.client.Leeway > 0 {
		return notApplicable("this server gives no other refresh token for a spent one within its leeway (%s)", r)
	}
	if returned == "" || returned == t.value {
		return w.leftTo(w.rotationOf(t), "the exchange of %q returned no new refresh token; %s judges that", t.label)
	}
	if t.client.Leeway > 0 {
		if t.spent, err = w.lease.Now(ctx); err != nil {
			return inconclusive("%v", err)
		}
	}
	successor := *t
	t.replaced = true
	successor.label, successor.before, successor.value = next, t.value, returned
	successor.access = []accessToken{newAccessToken(r)}
	w.tokens[next] = &successor
	return nil
}

// rotationOf is what a rotation of the token is to the rules: one speaks of the application that the file says rotates, one of public
// clients.
func (w *World) rotationOf(t *token) judge.Subject {
	rotating := w.deployment().File.Clients.Rotating
	if t.client.Auth == file.AuthNone && (rotating == nil || rotating.ClientID != t.client.ClientID) {
		return judge.PublicRotation
	}
	return judge.Rotation
}

func (w *World) exchangeAlive(ctx context.Context, label string, more url.Values) (*token, httpx.Response, error) {
	t, err := w.judgedToken(label)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	request, err := w.exchangeRequest(t, t.client, more)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	w.assertion = cmp.Or(request.Form.Get("client_assertion"), w.assertion)
	r := w.lease.Send(ctx, session.Act, request)
	w.act(r, "", false)
	if t.replaced && t.client.Leeway > 0 && w.state(ctx, t, r) == judge.Dead {
		return nil, r, notApplicable("this server does not exchange a spent token within its leeway (%s)", r)
	}
	if judge.Class(r) != judge.Alive {
		return nil, r, w.leftTo(w.exchangeOf(t), "the exchange of the live refresh token %q was answered %s; %s judges that", label, r)
	}
	return t, r, nil
}

// usedAgain is an act: a token that must be dead by now is presented, and the answer is kept. Somebody else does it as a
// thief would: over another connection, as another user agent, and naming the scope where the server said which it is.
func (w *World) usedAgain(ctx context.Context, label, by string) error {
	t, err := w.judgedToken(label)
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
		w.reused = w.reused || t.replaced
		return nil
	}
	return w.notDead(t, "the dead refresh token %q was answered %s; %s judges that", label, r)
}

// notDead is for a token that should be dead by now, and is not; the id of the rule that judges that is the last argument of the
// format. A server that does not end families at a reuse has none whose tokens could be looked at.
func (w *World) notDead(t *token, format string, args ...any) error {
	subject := w.deadBy(t)
	if subject == judge.ReusedFamily {
		return w.notApplicableHere(subject, format, args...)
	}
	return w.leftTo(subject, format, args...)
}

// deadBy is what the exchange of a dead token is to the rules.
func (w *World) deadBy(t *token) judge.Subject {
	switch {
	case t.endedBy != "":
		return t.endedBy
	case t.revoked && t.client.Role == "device":
		return judge.RevokedDeviceToken
	case t.revoked:
		return judge.RevokedToken
	case t.ended:
		return judge.GrantDeletion
	case t.expired:
		return judge.ExpiredToken
	case w.reused && !t.replaced:
		return judge.ReusedFamily
	}
	return judge.SpentToken
}
