package steps

import (
	"context"
	"net/url"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// plainRepetitions is how often a dead token is presented in the plain way, besides all others: a server may count refusals.
const plainRepetitions = 12

// pausesFor is when a dead token is presented again, counted from the time before: some seconds, which every deployment can let
// pass, or a minute, an hour, a day, and up to a month. What was unused for two weeks has expired on many servers, and shows
// nothing any more: so ten days are among them.
var pausesFor = map[string][]time.Duration{
	"for some seconds": {time.Second, 2 * time.Second, 4 * time.Second},
	"for a month":      {time.Minute, time.Hour, 24 * time.Hour, 10 * 24 * time.Hour, 20 * 24 * time.Hour},
}

// staysDead presents a token that was refused already in all ways, or at all times. What else may be answered is not judged:
// some of these requests are none that the server has to take.
func (w *World) staysDead(ctx context.Context, label, how string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	if pauses, timed := pausesFor[how]; timed {
		return w.deadLater(ctx, t, pauses)
	}
	if how == "however it is written" {
		return w.deadHoweverWritten(ctx, t)
	}
	for _, way := range w.waysToPresent(t) {
		request, err := w.exchangeRequest(t, way.client, way.more)
		if err != nil {
			return err
		}
		if way.change != nil {
			way.change(&request)
		}
		if r := w.lease.Send(ctx, session.Check, request); judge.HandsOutToken(r) {
			return w.failure("the refresh token %q must be dead, but presented %s it was answered %s and hands out a token", label, way.name, r)
		}
	}
	return nil
}

func (w *World) deadLater(ctx context.Context, t *token, pauses []time.Duration) error {
	var passed time.Duration
	for _, d := range pauses {
		if err := w.wait(ctx, d); err != nil {
			return err
		}
		passed += d
		for range repetitions {
			if r := w.exchange(ctx, session.Check, t, true); judge.HandsOutToken(r) {
				return w.failure("the refresh token %q came back to life: %s later its exchange was answered %s", t.label, passed, r)
			}
		}
	}
	return nil
}

// way is one of presenting a token at the token endpoint.
type way struct {
	name   string
	more   url.Values
	change func(*httpx.Request) // nil: nothing
	client file.Client
}

func (w *World) waysToPresent(t *token) []way {
	ways := []way{
		{"by somebody else", nil, asSomebodyElse, t.client},
		{"with its scope", url.Values{"scope": {t.grantedScope()}}, nil, t.client},
		{"with less scope", url.Values{"scope": {firstScope(t)}}, nil, t.client},
		{"as JSON", nil, asJSON, t.client},
		{"with every character escaped", nil, asEscapedForm, t.client},
		{"as JSON with every character escaped", nil, asEscapedJSON, t.client},
		{"twice in one request", url.Values{"refresh_token": {t.value, t.value}}, nil, t.client},
		{"in the query", nil, inQuery, t.client},
	}
	if t.audience != "" {
		ways = append(ways, way{"with its audience", url.Values{"audience": {t.audience}}, nil, t.client})
	}
	if other, ok := otherSecretMethod(t.client); ok {
		ways = append(ways, way{"with the secret in another place", nil, nil, other})
	}
	for _, other := range w.deployment().File.Clients.Distinct() {
		if other.ClientID != t.client.ClientID {
			ways = append(ways, way{"by the " + other.Role + " application", nil, nil, other})
		}
	}
	for range plainRepetitions {
		ways = append(ways, way{"over and over", nil, nil, t.client})
	}
	return ways
}

// inQuery gives the token in the URL, and the other parameters in the form.
func inQuery(r *httpx.Request) {
	r.Query = url.Values{"refresh_token": r.Form["refresh_token"]}
	r.Form.Del("refresh_token")
}

// otherSecretMethod is the client with its secret sent in the other way than it is registered for, where it has one.
func otherSecretMethod(c file.Client) (file.Client, bool) {
	switch c.Auth {
	case file.AuthPost:
		c.Auth = file.AuthBasic
	case file.AuthBasic:
		c.Auth = file.AuthPost
	default:
		return c, false
	}
	return c, true
}
