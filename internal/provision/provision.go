package provision

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// undoing bounds how long it takes to delete again what was made before something went wrong.
const undoing = 5 * time.Minute

// provisioning is one under way.
type provisioning struct {
	Options
	*plan
	d       *deployment.Deployment
	session *deployment.Session
	key     []byte // private, PEM
	done    int
}

// Run makes everything and writes the file. When something goes wrong, or ctx is cancelled, what was made is deleted again; the
// error then also says what could not be.
func Run(ctx context.Context, o Options) (err error) {
	p, _, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoing)
		defer cancel()
		if err != nil && p.done > 0 {
			p.Progress("that did not work out: what was made is deleted again")
		}
		if left := p.d.Close(closing); left != nil {
			err = errors.Join(err, fmt.Errorf("%w; run: revokespec restore --deployment %s", left, o.File.Path))
		}
	}()
	for _, part := range []func(context.Context) error{p.makeAudiences, p.makeApplications, p.makeUsers, p.signIn} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return p.finish(ctx)
}

// open checks everything that can be checked before something is changed.
func (o Options) open(ctx context.Context) (*provisioning, existing, error) {
	if err := o.check(); err != nil {
		return nil, existing{}, err
	}
	tenant := *o.File
	if tenant.Limits.ManagementRequestsPerSecond == 0 {
		tenant.Limits.ManagementRequestsPerSecond = freeLimits.ManagementRequestsPerSecond
	}
	p := &provisioning{Options: o, plan: o.plan(newID())}
	var err error
	p.d, err = deployment.Open(ctx, &tenant, deployment.Options{Provision: true, Progress: o.Progress})
	if err != nil {
		return nil, existing{}, err
	}
	p.session = p.d.Session().KeepNothing()
	for _, user := range p.users {
		p.session.Name(user.Password, "password of a provisioned user")
	}
	has, err := o.survey(ctx, p.d, p.plan)
	if err != nil {
		return nil, has, errors.Join(err, p.d.Close(context.WithoutCancel(ctx)))
	}
	return p, has, nil
}

// made tells that something was made.
func (p *provisioning) made(what string) {
	p.done++
	p.Progress(fmt.Sprintf("%d/%d %s", p.done, p.changes(), what))
}

// create makes one thing. Where that is refused, nothing more can be done.
func (p *provisioning) create(ctx context.Context, collection string, body map[string]any) (httpx.Response, error) {
	answer, err := p.session.Create(ctx, session.SetUp, collection, body)
	if err != nil {
		return answer, remedy.NewUnjudgeable("%s", p.session.Redact(err.Error()))
	}
	return answer, nil
}

func (p *provisioning) makeAudiences(ctx context.Context) error {
	for _, identifier := range p.audiences {
		_, err := p.create(ctx, "resource-servers", map[string]any{
			"identifier": identifier, "name": identifier, "allow_offline_access": true, "skip_consent_for_verifiable_first_party_clients": true,
			// Whatever the tenant's default is: with it no application needs a client grant for its users.
			"subject_type_authorization": map[string]any{"user": map[string]any{"policy": "allow_all"}},
		})
		if err != nil {
			return err
		}
		p.made("API " + identifier)
	}
	return nil
}

func (p *provisioning) makeApplications(ctx context.Context) error {
	private, public, err := newKey()
	if err != nil {
		return err
	}
	kept := p.applications[:0]
	for _, a := range p.applications {
		if a.method == "private_key_jwt" {
			a.publicPEM, p.key = string(public), private
		}
		answer, err := p.create(ctx, "clients", a.body(p.name(a)))
		if err != nil && a.optional && refusedByPlan(answer) {
			p.key = nil
			p.Progress(fmt.Sprintf("without the role %s: the tenant refuses such an application (%s)", a.name, answer))
			continue
		}
		if err != nil {
			return err
		}
		a.client.ClientID = answer.Field("client_id")
		if a.method == "client_secret_post" || a.method == "client_secret_basic" {
			a.client.ClientSecret = answer.Field("client_secret")
			p.session.Name(a.client.ClientSecret, "secret of "+a.name)
		}
		kept = append(kept, a)
		p.made("application " + p.name(a))
	}
	p.applications = kept
	return nil
}

// refusedByPlan says whether the tenant would not register an application of this kind, though it does others.
func refusedByPlan(r httpx.Response) bool {
	return (r.Status == http.StatusBadRequest || r.Status == http.StatusForbidden) && r.Field("errorCode") != "too_many_entities"
}

func (p *provisioning) makeUsers(ctx context.Context) error {
	for _, user := range p.users {
		_, err := p.create(ctx, "users", map[string]any{
			"connection": p.File.Management.Connection, "email": user.Username, "password": user.Password,
			"email_verified": true, "verify_email": false,
		})
		if err != nil {
			return err
		}
		p.made("user " + user.Username)
	}
	return nil
}

// signIn sees that the first user can sign in at every application, and spends the tokens. It goes by the file that will
// be written.
func (p *provisioning) signIn(ctx context.Context) error {
	p.d.File.Audiences, p.d.File.Mint = p.audiences, p.plan.mint
	p.d.File.Mint.Strategy, p.d.File.Mint.Scope = p.File.Mint.Strategy, p.File.Mint.Scope
	d := p.described()
	if d.Clients.JWT != nil {
		d.Clients.JWT.Key = string(p.key)
	}
	d.Clients.Device = nil // is public
	for _, client := range d.Clients.Distinct() {
		tokens, err := p.session.SignIn(ctx, session.SetUp, signin.SignIn{Client: client, User: p.users[0]})
		if err != nil {
			return remedy.NewUnjudgeable("%s; are new applications given the connection %s (the tenant's flag enable_client_connections), and the grant of the file's mint?", p.session.Redact(err.Error()), p.File.Management.Connection)
		}
		r := httpx.Request{URL: p.d.Endpoints.Revocation, Form: url.Values{"token": {tokens.Refresh}}}
		if p.session.Authenticate(&r, client) == nil {
			p.session.Send(ctx, session.CleanUp, r)
		}
	}
	return ctx.Err()
}

// finish writes the files, and has what was made stay.
func (p *provisioning) finish(ctx context.Context) (err error) {
	d := p.described()
	var written []string
	defer func() {
		if err != nil {
			for _, path := range written {
				os.Remove(path)
			}
		}
	}()
	if p.key != nil {
		if err := writeNew(p.keyPath(), p.key); err != nil {
			return err
		}
		written = append(written, p.keyPath())
		d.Clients.JWT.KeyFile = filepath.Base(p.keyPath())
	}
	text, err := p.compose(d)
	if err != nil {
		return err
	}
	if _, err := file.Parse(p.Out, text, p.LookupEnv); err != nil {
		return err
	}
	if err := writeNew(p.Out, text); err != nil {
		return err
	}
	written = append(written, p.Out)
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.d.Keep()
}
