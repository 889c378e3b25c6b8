package steps

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/cucumber/godog"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/judge"
)

// revokes is the act that most rules presuppose: a plain revocation by the owner, which must have been accepted before
// its effect can be judged.
func (w *World) revokes(ctx context.Context, label string) error {
	if err := w.settingUnchanged(ctx); err != nil {
		return err
	}
	t, err := w.send(ctx, label, nil)
	if err != nil {
		return err
	}
	w.subject, w.presumed, w.revoker = revocationBy(w.deployment().File.Clients, t.client), true, t.client
	t.revoked = true
	w.ends(t, revokedToken(t))
	return w.settingUnchanged(ctx)
}

// revokedToken is the exchange of a revoked token to the rules.
func revokedToken(t *token) judge.Subject {
	if t.client.Role == "device" {
		return judge.RevokedDeviceToken
	}
	return judge.RevokedToken
}

// notRevoked says that a plain revocation by this client was not accepted, and who judges that: where no rule does, the
// client is described as one that authenticates in a way that the endpoint does not take.
func (w *World) notRevoked(r httpx.Response, c file.Client) error {
	if subject := revocationBy(w.deployment().File.Clients, c); subject != "" {
		return w.leftTo(subject, "the request was answered %s; %s judges that answer", r)
	}
	return inconclusive("the revocation by clients.%s, which authenticates by %s, was answered %s: see which methods the revocation endpoint takes, and describe as clients.%s an application that uses one of them",
		c.Role, c.Auth, r, c.Role)
}

// revocationBy is what a plain revocation by a client is to the rules: they speak of the first of the file and of those that rotate or are
// devices, and of none with its secret in the body besides.
func revocationBy(clients file.Clients, c file.Client) judge.Subject {
	first := clients.Distinct()
	switch {
	case len(first) > 0 && first[0].ClientID == c.ClientID, slices.Contains([]string{"rotating", "leeway", "device"}, c.Role):
		return judge.Revocation
	case c.Auth == file.AuthNone:
		return judge.PublicRevocation
	case c.Auth == file.AuthBasic:
		return judge.BasicRevocation
	case c.Auth == file.AuthPrivateKeyJWT:
		return judge.AssertionRevocation
	}
	return ""
}

// sentForRevocation is an act whose answer the rule is about: the owner's plain revocation.
func (w *World) sentForRevocation(ctx context.Context, label string) error {
	t, err := w.send(ctx, label, nil)
	if err != nil {
		return err
	}
	dead := w.dead(t)
	t.revoked, t.unclear = true, ""
	if r, err := w.answer(); err == nil && judge.SaysNeither(r) {
		t.unclear = r.String()
	}
	if !dead {
		return w.settingUnchanged(ctx)
	}
	return w.refusedLikeLive(ctx, t)
}

// dead says whether the token has died before it is sent for revocation: it was exchanged, has expired, or was ended with what it
// belongs to.
func (w *World) dead(t *token) bool {
	return t.replaced || t.expired || t.ended || t.orphaned || w.reused
}

// refusedLikeLive ends the judging of what a dead token is answered where a live one of the same application gets the same
// refusal: the application may not revoke at all, which is another rule's finding.
func (w *World) refusedLikeLive(ctx context.Context, t *token) error {
	r, err := w.answer()
	if err != nil || r.Accepted() || judge.SaysNeither(r) {
		return err
	}
	live := *t
	if t.orphaned {
		live.user = w.lease.Users[0]
	}
	if err := w.signIn(ctx, session.Control, &live); err != nil {
		return err
	}
	request, err := w.newDraft(&live, "token").request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return err
	}
	control := w.lease.Send(ctx, session.Control, request)
	if control.Status == r.Status && judge.ErrorCode(control) == judge.ErrorCode(r) {
		return w.notRevoked(control, t.client)
	}
	return nil
}

// sentForRevocationWith is a revocation request that is changed as the table says: a part and its value a row.
func (w *World) sentForRevocationWith(ctx context.Context, label string, table *godog.Table) error {
	if err := w.settingUnchanged(ctx); err != nil {
		return err
	}
	if _, err := w.send(ctx, label, table); err != nil {
		return err
	}
	return w.settingUnchanged(ctx)
}

func (w *World) send(ctx context.Context, label string, table *godog.Table) (*token, error) {
	t, err := w.judgedToken(label)
	if err != nil {
		return nil, err
	}
	rows, err := changedParts(table)
	if err != nil {
		return nil, err
	}
	kind := *t
	d, r, err := w.sendChanged(ctx, session.Act, t, rows)
	if err != nil {
		return nil, err
	}
	w.act(r, d.subject, false)
	w.again = func(ctx context.Context) (httpx.Response, error) { return w.sendAnew(ctx, kind, rows) }
	if len(rows) > 0 {
		w.remember(d, rows, r)
	}
	return t, nil
}

// sendChanged sends a token for revocation with these changes, and once more where the server asks for some time.
func (w *World) sendChanged(ctx context.Context, p session.Purpose, t *token, rows [][2]string) (*draft, httpx.Response, error) {
	d, r, err := w.draftSent(ctx, p, t, rows)
	if err != nil || !w.waitedAsAsked(ctx, r) {
		return d, r, err
	}
	return w.draftSent(ctx, p, t, rows)
}

func (w *World) draftSent(ctx context.Context, p session.Purpose, t *token, rows [][2]string) (*draft, httpx.Response, error) {
	w.sentSpelling = ""
	d := w.newDraft(t, "token")
	if err := d.change(rows); err != nil {
		return nil, httpx.Response{}, err
	}
	w.sentToken = d.form.Get(d.parameter)
	r, err := d.request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	if t.revoked && d.subject == judge.Revocation {
		d.subject = judge.RepeatedRevocation
	}
	if !t.revoked && w.dead(t) && d.subject == judge.Revocation {
		d.subject = judge.DeadTokenRevocation
	}
	if d.client.Auth == file.AuthPrivateKeyJWT && (d.subject == judge.Revocation || d.subject == judge.UnknownTokenRevocation) {
		d.subject = judge.AssertionRevocation // the rule on it judges that the right assertion is accepted
	}
	w.assertion = cmp.Or(r.Form.Get("client_assertion"), w.assertion)
	return d, w.lease.Send(ctx, p, r), nil
}

// exchangedWith is an exchange that is changed as the table says.
func (w *World) exchangedWith(ctx context.Context, label string, table *godog.Table) error {
	t, err := w.judgedToken(label)
	if err != nil {
		return err
	}
	rows, err := changedParts(table)
	if err != nil {
		return err
	}
	kind := *t
	d, r, err := w.exchangeChanged(ctx, session.Act, t, rows)
	if err != nil {
		return err
	}
	w.act(r, d.subject.OfExchange(), false)
	w.again = func(ctx context.Context) (httpx.Response, error) { return w.exchangeAnew(ctx, kind, rows) }
	w.remember(d, rows, r)
	return nil
}

func (w *World) exchangeChanged(ctx context.Context, p session.Purpose, t *token, rows [][2]string) (*draft, httpx.Response, error) {
	d := w.newDraft(t, "refresh_token")
	d.form.Set("grant_type", "refresh_token")
	if err := d.change(rows); err != nil {
		return nil, httpx.Response{}, err
	}
	r, err := d.request(w.deployment().Endpoints.Token)
	if err != nil {
		return nil, httpx.Response{}, err
	}
	return d, w.lease.Send(ctx, p, r), nil
}

// serverCopes judges the answer to hostile input, where no answer is a finding, and asks for one more.
func (w *World) serverCopes(ctx context.Context) error {
	r, err := w.answer()
	if err != nil {
		return err
	}
	if err := w.found(judge.Copes(r)); err != nil {
		return err
	}
	if len(w.signIns) == 0 {
		return nil
	}
	t := *w.signIns[0]
	t.value = w.unknownLike(t.value)
	d := w.newDraft(&t, "token")
	next, err := d.request(w.deployment().Endpoints.Revocation)
	if err != nil {
		return err
	}
	return w.found(judge.ServesOn(w.lease.Send(ctx, session.Check, next)))
}

// draft is a request to the revocation or the token endpoint before it is sent.
type draft struct {
	w             *World
	token         *token
	parameter     string               // token, or refresh_token
	client        file.Client          // as the request has it
	by            file.Client          // whose request it is
	anonymous     bool                 // no client identification at all
	withoutSecret bool                 // a confidential client says only who it is
	clientIDTwice bool                 // the body says twice who it is
	credentials   func(*httpx.Request) // changes them once they are written down; nil: nothing
	assertion     session.Assertion
	replayed      string // an assertion that was used before
	header        http.Header
	form          url.Values
	query         url.Values
	method        string
	body          string // form, json, query, ...
	raw           []byte // instead of the form
	contentType   string
	subject       judge.Subject // of the rule that judges the answer
}

func (w *World) newDraft(t *token, parameter string) *draft {
	return &draft{
		w: w, token: t, parameter: parameter, client: t.client, by: t.client, method: "POST", body: "form", subject: judge.Revocation,
		form: url.Values{parameter: {t.value}},
	}
}
