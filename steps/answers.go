package steps

import (
	"cmp"
	"context"
	"strings"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// answerIs judges the last act's answer by alternatives such as "200", "a success", "4xx invalid_client" or
// "400|401 invalid_request|invalid_client, or 2xx". The error code is judged where the answer has one; that it has none
// is the finding of another rule.
func (w *World) answerIs(ctx context.Context, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	w.presumed = false // the answer itself is judged here
	if judge.SaysNeither(r) && !judge.LeadsAway(r, w.deployment().Endpoints.Revocation, w.deployment().Endpoints.Token) {
		if persists, err := w.persists(ctx, r); err != nil || !persists {
			return cmp.Or(err, inconclusive("the answer neither accepts nor refuses: %s", r))
		}
		return w.failure("the answer is %s, as it is to new requests of the same kind, while new tokens worked in between; wanted %s", r, wanted)
	}
	for alternative := range strings.SplitSeq(wanted, ", or ") {
		ok, err := w.matches(ctx, r, alternative)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if r.Status >= 400 && judge.HandsOutToken(r) {
			return w.failure("the answer %s refuses and hands out a token all the same", r)
		}
		return nil
	}
	if err := w.refusedForItsFault(ctx, r, wanted); err != nil {
		return err
	}
	return w.failure("the answer is %s, wanted %s", r, wanted)
}

// refusedForItsFault sees to it that a refusal in other words than wanted is not the answer to everybody.
func (w *World) refusedForItsFault(ctx context.Context, r httpx.Response, wanted string) error {
	if r.Status/100 != 4 || !strings.Contains(wanted, "4") {
		return nil
	}
	return w.rightIsAccepted(ctx)
}

// notGranted judges the answer to a request that a server need not understand: how it says no is left open.
func (w *World) notGranted(context.Context) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	return w.found(judge.NotGranted(r))
}

// matches reads one alternative. "a success" is 200, or whatever 2xx a plain revocation is answered with here: that this
// should be 200 is one finding, and another rule's.
func (w *World) matches(ctx context.Context, r httpx.Response, alternative string) (bool, error) {
	switch alternative {
	case "a success":
	case "a refused secret":
		return w.refusedSecret(ctx, r)
	default:
		return judge.Matches(r, alternative)
	}
	if r.Status == 200 || !r.Accepted() || len(w.signIns) == 0 {
		return r.Status == 200, nil
	}
	plain := *w.signIns[0]
	var err error
	if plain.client, err = w.client("any"); err != nil {
		return false, err
	}
	if err := w.signIn(ctx, session.Control, &plain); err != nil {
		return false, err
	}
	request, err := w.newDraft(&plain, "token").request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return false, err
	}
	return w.lease.Send(ctx, session.Control, request).Status == r.Status, nil
}

// refusedSecret is 4xx invalid_client, or whatever code a wrong secret of the confidential application gets in a form:
// that this should be invalid_client is one finding, and REV-09's.
func (w *World) refusedSecret(ctx context.Context, r httpx.Response) (bool, error) {
	if ok, err := judge.Matches(r, "4xx invalid_client"); ok || err != nil || r.Status/100 != 4 || len(w.signIns) == 0 {
		return ok, err
	}
	t := *w.signIns[0]
	var err error
	if t.client, err = w.client("confidential"); err != nil {
		return false, nil
	}
	d := w.newDraft(&t, "token")
	if err := d.set("client secret", "wrong"); err != nil {
		return false, nil
	}
	request, err := d.request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return false, err
	}
	return judge.ErrorCode(w.lease.Send(ctx, session.Control, request)) == judge.ErrorCode(r), nil
}

// serverAnswers is a precondition: what the rule says of a success, or of a refusal, can only be judged on one.
func (w *World) serverAnswers(_ context.Context, how string) error {
	r, err := w.answer()
	switch {
	case err != nil:
		return err
	case how == "accepts":
		return w.serverAccepts(r)
	}
	return w.serverRefuses(r)
}

func (w *World) serverAccepts(r httpx.Response) error {
	unsupported := w.subject == judge.AccessTokenRevocation && r.Field("error") == "unsupported_token_type"
	switch {
	case r.Accepted():
		return nil
	case !judge.SaysNeither(r) && (w.subject == judge.ForeignTokenRevocation || unsupported): // documents allow to refuse these
		return w.notApplicableHere(w.subject, "this server does not answer with success here (%s); %s judges that", r)
	}
	return w.leftTo(w.subject, "the request was answered %s; %s judges that", r)
}

// serverRefuses lets only refusals pass. Where there is none, the scenario has no subject, and the rule that judges the answer has the
// finding.
func (w *World) serverRefuses(r httpx.Response) error {
	switch {
	case judge.SaysNeither(r):
		return w.leftTo(w.subject, "the request was answered %s; %s judges that", r)
	case r.Status < 400:
		return w.leftTo(w.subject, "the request was not refused but answered %s; %s judges that", r)
	}
	return nil
}

// headerSays judges one header of the last answer, without regard to case.
func (w *World) headerSays(_ context.Context, name, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	return w.found(judge.Header(r, name, wanted))
}
