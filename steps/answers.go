package steps

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// isAccepted is any 2xx: which one is a rule of its own.
func isAccepted(r httpx.Response) bool { return r.Err == nil && r.Status >= 200 && r.Status < 300 }

// isUnclear is an answer that neither accepts nor refuses: none at all, a redirect, a 5xx, or a plea to come back later.
func isUnclear(r httpx.Response) bool {
	return r.Err != nil || r.Status/100 == 3 || r.Status >= 500 || r.Status == 408 || r.Status == 425 || r.Status == 429
}

// isNotTheServers is no answer of the server's: a proxy gave it, or the connection was not secured as the deployment file
// wants it.
func isNotTheServers(r httpx.Response) bool {
	return errors.Is(r.Err, httpx.ErrProxy) || errors.Is(r.Err, httpx.ErrTLS) || errors.Is(r.Err, httpx.ErrEncoding) ||
		errors.Is(r.Err, file.ErrWithheld)
}

// answerIs judges the last act's answer by alternatives such as "200", "a success", "4xx invalid_client" or
// "400|401 invalid_request|invalid_client, or 2xx". The error code is judged where the answer has one; that it has none
// is the finding of another rule.
func (w *World) answerIs(ctx context.Context, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	w.presumed = false // the answer itself is judged here
	if isUnclear(r) && !w.leadsAway(r) {
		return inconclusive("the answer neither accepts nor refuses: %s", r)
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
	return w.failure("the answer is %s, wanted %s", r, wanted)
}

// notGranted judges the answer to a request that a server need not understand: how it says no is left open.
func (w *World) notGranted(context.Context) error {
	r, err := w.answer()
	switch {
	case err != nil:
		return err
	case r.Err != nil || r.Status == 408 || r.Status == 425 || r.Status == 429:
		return inconclusive("the answer neither accepts nor refuses: %s", r)
	case isAccepted(r) || judge.HandsOutToken(r):
		return w.failure("the request must not be granted, but the answer is %s", r)
	}
	return nil
}

// leadsAway is a redirect that leads away from the endpoints: it is the answer. One that leads back is a loop, and none.
func (w *World) leadsAway(r httpx.Response) bool {
	if r.Err != nil || r.Status/100 != 3 {
		return false
	}
	endpoints := w.deployment().Endpoints
	for _, endpoint := range []string{endpoints.Revocation, endpoints.Token} {
		base, err := url.Parse(endpoint)
		if err != nil {
			return false
		}
		if to, err := base.Parse(r.Header.Get("Location")); err != nil || to.Path == base.Path {
			return false
		}
	}
	return true
}

// matches reads one alternative. "a success" is 200, or whatever 2xx a plain revocation is answered with here: that this
// should be 200 is one finding, and another rule's.
func (w *World) matches(ctx context.Context, r httpx.Response, alternative string) (bool, error) {
	switch alternative {
	case "a success":
	case "a refused secret":
		return w.refusedSecret(ctx, r)
	default:
		return matchesAnswer(r, alternative)
	}
	if r.Status == 200 || !isAccepted(r) || len(w.signIns) == 0 {
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
	if ok, err := matchesAnswer(r, "4xx invalid_client"); ok || err != nil || r.Status/100 != 4 || len(w.signIns) == 0 {
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
	return errorCode(w.lease.Send(ctx, session.Control, request)) == errorCode(r), nil
}

// statusPattern is what an expectation begins with.
var statusPattern = regexp.MustCompile(`^[1-5]([0-9]{2}|xx)(\|[1-5]([0-9]{2}|xx))*$`)

// matchesAnswer reads "STATUS|STATUS CODE|CODE"; a status may be a class such as 4xx.
func matchesAnswer(r httpx.Response, alternative string) (bool, error) {
	fields := strings.Fields(alternative)
	if len(fields) == 0 || len(fields) > 2 || !statusPattern.MatchString(fields[0]) {
		return false, fmt.Errorf("%q is no answer: write STATUS or STATUS CODE, such as 400 invalid_request", alternative)
	}
	status := slices.ContainsFunc(strings.Split(fields[0], "|"), func(s string) bool {
		return s == strconv.Itoa(r.Status) || s == strconv.Itoa(r.Status/100)+"xx"
	})
	if !status || len(fields) == 1 {
		return status, nil
	}
	code := errorCode(r)
	return code == "" || slices.Contains(strings.Split(fields[1], "|"), code), nil
}

// errorCode is OAuth's error, or the Management API's errorCode.
func errorCode(r httpx.Response) string { return or(r.Field("errorCode"), r.Field("error")) }

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
	unsupported := r.Field("error") == "unsupported_token_type"
	switch {
	case isAccepted(r):
		return nil
	case !isUnclear(r) && (w.owner == "REV-05" || unsupported): // documents allow to refuse these
		return notApplicable("this server does not answer with success here (%s); %s judges that", r, w.owner)
	}
	return inconclusive("the request was answered %s; %s judges that", r, or(w.owner, "another rule"))
}

// serverRefuses lets only refusals pass. Where there is none, the scenario has no subject, and the rule that judges the answer has the
// finding.
func (w *World) serverRefuses(r httpx.Response) error {
	switch {
	case isUnclear(r):
		return inconclusive("the request was answered %s; %s judges that", r, or(w.owner, "another rule"))
	case r.Status < 400:
		return notApplicable("the request was not refused but answered %s; %s judges that", r, or(w.owner, "another rule"))
	}
	return nil
}

// headerSays judges one header of the last answer, without regard to case.
func (w *World) headerSays(_ context.Context, name, wanted string) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if r.Err != nil {
		return inconclusive("the answer is missing: %s", r)
	}
	got := strings.Join(r.Header.Values(name), ", ")
	if strings.Contains(strings.ToLower(got), strings.ToLower(wanted)) {
		return nil
	}
	return w.failure("the answer's %s header is %q, wanted %q in it", name, got, wanted)
}
