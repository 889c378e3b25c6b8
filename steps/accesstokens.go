package steps

import (
	"context"
	"net/http"
	"net/url"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// accessCheck is a way to see whether an access token is accepted.
type accessCheck string

const (
	byIntrospection accessCheck = "introspection"
	byUserinfo      accessCheck = "userinfo"
)

// accessChecks are the ways that the deployment offers.
func (w *World) accessChecks() (ways []accessCheck) {
	if w.deployment().Missing("introspection") == "" {
		ways = append(ways, byIntrospection)
	}
	if w.deployment().Endpoints.Userinfo != "" {
		ways = append(ways, byUserinfo)
	}
	return ways
}

// accepts looks at an access token in one way.
func (w *World) accepts(ctx context.Context, p session.Purpose, accessToken string, way accessCheck) (yes bool, r httpx.Response) {
	if way == byIntrospection {
		return w.introspect(ctx, p, accessToken, "")
	}
	r = w.lease.Send(ctx, p, httpx.Request{
		Method: "GET", URL: w.deployment().Endpoints.Userinfo, Header: http.Header{"Authorization": {"Bearer " + accessToken}},
	})
	return r.Accepted(), r
}

// findAccepting finds the ways in which a live access token is seen to be accepted: some servers do not introspect all that they
// issue, others take only some at userinfo. It is looked at in the same ways later.
func (w *World) findAccepting(ctx context.Context, p session.Purpose, a *accessToken) bool {
	for _, way := range w.accessChecks() {
		if yes, _ := w.accepts(ctx, p, a.value, way); yes {
			a.acceptedBy = append(a.acceptedBy, way)
		}
	}
	return len(a.acceptedBy) > 0
}

// observeAccess notes which access tokens are accepted before the act; at least the newest must be.
func (w *World) observeAccess(ctx context.Context, t *token) error {
	seen := false
	for i := range t.access {
		seen = w.findAccepting(ctx, session.Control, &t.access[i])
	}
	if !seen {
		return inconclusive("control: the newest access token of %q is not accepted before the act", t.label)
	}
	return nil
}

// accessTokenIs judges the newest access token, or every one. Before the act was seen which of them are accepted, and how; those of a
// sign-in after it are looked at in the ways in which earlier ones were accepted.
func (w *World) accessTokenIs(ctx context.Context, which, label, state string) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	before := w.signIns[0].access
	for i, a := range t.access {
		if which == "the newest" && i < len(t.access)-1 {
			continue
		}
		ways := a.acceptedBy
		if state == "accepted" {
			ways = before[min(i, len(before)-1)].acceptedBy
		}
		for _, way := range ways {
			yes, r := w.accepts(ctx, session.Check, a.value, way)
			switch {
			case !yes && judge.SaysNeither(r):
				return inconclusive("whether access token %d of %q is accepted is unclear: %s answers %s", i+1, label, way, r)
			case yes && state == "refused":
				return w.failureOfEnded(ctx, "access token %d of %q must be refused, but by %s it is accepted", i+1, label, way)
			case !yes && state == "accepted":
				return w.failure("access token %d of %q must be accepted, but %s answers %s", i+1, label, way, r)
			case !yes && state == "still accepted":
				return w.lost("access token %d of %q must still be accepted, but %s answers %s", i+1, label, way, r)
			}
		}
	}
	return nil
}

// accessTokenUsed is an act: the resource that userinfo or introspection is sees the access token.
func (w *World) accessTokenUsed(ctx context.Context, label string) error {
	t, err := w.token(label)
	if err != nil {
		return err
	}
	if !w.findAccepting(ctx, session.Act, &t.access[len(t.access)-1]) {
		return inconclusive("the new access token of %q is not accepted", label)
	}
	return nil
}

// revokedAccessRefused looks at what another rule judges, with tokens of its own: where revoked access tokens go on working,
// nothing can be said of those that a refresh token's revocation should end.
func (w *World) revokedAccessRefused(ctx context.Context, role string) error {
	scouts, err := w.describe([]map[string]string{{"token": "a scout", "application": role}})
	if err != nil {
		return err
	}
	t := scouts[0]
	if err := w.signIn(ctx, session.Control, t); err != nil {
		return err
	}
	if err := w.observeAccess(ctx, t); err != nil {
		return err
	}
	r := httpx.Request{Method: "POST", URL: w.deployment().Endpoints.Revocation, Form: url.Values{"token": {t.access[0].value}}}
	if err := w.lease.Authenticate(&r, t.client); err != nil {
		return err
	}
	switch answer := w.lease.Send(ctx, session.Control, r); {
	case answer.Accepted():
	case answer.Field("error") == "unsupported_token_type" && !judge.SaysNeither(answer):
		return w.notApplicableHere(judge.AccessTokenRevocation, "this server does not revoke access tokens (%s); %s judges that answer", answer)
	default:
		return w.leftTo(judge.AccessTokenRevocation, "the revocation of an access token is answered %s; %s judges that answer", answer)
	}
	for _, way := range t.access[0].acceptedBy {
		if yes, _ := w.accepts(ctx, session.Control, t.access[0].value, way); yes {
			return w.notApplicableHere(judge.RevokedAccessToken, "revoked access tokens go on working here, as %s shows; %s judges that", way)
		}
	}
	return nil
}
