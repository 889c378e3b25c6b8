// Package deployment is the server under test, which a file.File describes: its metadata, its capabilities, and everything that is lent
// to a scenario: users, the tenant setting, and a Session that speaks HTTP, names every secret and records every exchange without them.
//
// It judges nothing. A server that cannot be judged at all is an *Unjudgeable. Something that the deployment lacks is a *NotApplicable.
package deployment

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/auth0"
	"github.com/revokespec/revokespec/internal/hooks"
	"github.com/revokespec/revokespec/internal/journal"
	"github.com/revokespec/revokespec/internal/remedy"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// Deployment is a server under test, ready to be judged. Its methods are safe for concurrent use.
type Deployment struct {
	*session.Server
	own        *Session // for what belongs to no scenario
	tenant     *auth0.Tenant
	vendor     *hooks.Vendor
	undone     func(line string)
	desk       *signin.Desk
	leases     leases
	firstFlags map[string]any
	options    Options
}

// Session is all that one scenario does at the server: it speaks HTTP, signs in, and uses the Management API.
type Session struct {
	*session.Session
	*auth0.Client
	*signin.Signer
	Hooks      *hooks.Client
	Deployment *Deployment
}

// Session returns a session that holds no lease: for looking around, as doctor does.
func (d *Deployment) Session() *Session { return d.with(d.NewSession()) }

func (d *Deployment) with(base *session.Session) *Session {
	return &Session{Session: base, Client: d.tenant.For(base), Signer: d.desk.For(base), Hooks: d.vendor.For(base), Deployment: d}
}

// KeepNothing lets the session keep no exchanges from now on. Redact hides their secrets all the same.
func (s *Session) KeepNothing() *Session {
	s.Session.KeepNothing()
	return s
}

// FoundTenant makes the mock's tenant anew, as old as that. It takes the capability fresh-tenant: all that the tenant had
// is gone.
func (s *Session) FoundTenant(ctx context.Context, p session.Purpose, founded time.Time) error {
	if missing := s.Deployment.Missing("fresh-tenant"); missing != "" {
		return errors.New(missing)
	}
	return s.Session.FoundTenant(ctx, p, founded)
}

// Options are what Open needs besides the file.
type Options struct {
	Transport       http.RoundTripper // instead of the network; for tests
	StateDir        string            // where the journal is kept; "" = REVOKESPEC_STATE_DIR, XDG_STATE_HOME/revokespec, ~/.local/state/revokespec
	Ephemeral       bool              // the server dies with the run: nothing is journalled or restored
	Unshared        bool              // nobody but this one scenario uses the server: a mock's tenant may be founded anew
	KeepProvisioned bool              // Restore leaves alone what was provisioned
	Undone          func(line string) // Restore tells, one after another, what it has undone; may be nil
	Provision       bool              // what is made is to stay: it is journalled apart from what runs change, and survives Close once Keep was called
	Profiles        []string          // replaces the file's
	Incomplete      bool              // the server is looked at for a file that is still to be written: it may have no metadata, and lack endpoints
	Browser         string            // instead of mint.browser, unless it is BrowserNone, which concerns the Dashboard; "" = that
	Progress        func(string)      // is told, in one line, why something takes long; may be nil, must be safe for concurrent use

	sleep func(ctx context.Context, d time.Duration) error // instead of sleeping; for tests
}

// Open reads the deployment's metadata and checks that it can be reached and that the credentials for its Management API
// are accepted. The error is an *Unjudgeable, or a *FileError when a crashed run left changes behind.
func Open(ctx context.Context, f *file.File, o Options) (*Deployment, error) {
	d, err := prepare(f, o)
	if err != nil {
		return nil, err
	}
	if err := d.tenant.Journal.Refuse(f.Path); err != nil {
		return nil, err
	}
	if f.TLS.Insecure {
		d.Progress(file.InsecureWarning)
	}
	if err := d.discover(ctx, o.Incomplete); err != nil {
		return nil, d.Redacted(err)
	}
	if err := d.surveySetting(ctx); err != nil {
		return nil, d.Redacted(err)
	}
	return d, nil
}

// prepare makes a deployment that has sent nothing yet.
func prepare(f *file.File, o Options) (*Deployment, error) {
	f = f.Clone()
	f.Complete()
	server, err := session.NewServer(f, session.Options{Transport: o.Transport, Profiles: o.Profiles, Alone: o.Unshared, Progress: o.Progress, Sleep: o.sleep})
	if err != nil {
		return nil, file.NewError(f.Path, err.Error())
	}
	journal, err := journal.Of(f, journal.Options{Dir: o.StateDir, Ephemeral: o.Ephemeral, Provision: o.Provision})
	if err != nil {
		return nil, file.NewError(f.Path, err.Error())
	}
	return assemble(server, journal, signin.NewDesk(f.Mint, o.Browser), o), nil
}

// assemble makes a deployment of its parts.
func assemble(server *session.Server, journal *journal.Journal, desk *signin.Desk, o Options) *Deployment {
	d := &Deployment{Server: server, options: o, desk: desk, undone: o.Undone}
	d.tenant, d.vendor = auth0.New(server, journal, d.Missing), hooks.New(server, journal)
	if !o.Provision {
		d.tenant.Bound(server.File.Limits.ThrowAwayApplications)
	}
	d.own = d.with(server.Own)
	d.leases.init(server.File.Users)
	return d
}

// Anew is for a server that stands where this one stood and is as this one was when it was opened, which is not looked up again: its
// metadata, its setting, and a token for its Management API. Nothing may have been lent of this one. The two have connections and the
// journal in common; that is closed with this one.
func (d *Deployment) Anew() *Deployment {
	anew := assemble(d.Server.Anew(), d.tenant.Journal, d.desk, d.options)
	anew.tenant.TakeTokensOf(d.tenant)
	anew.leases.setSetting(d.leases.value, d.leases.mayChange)
	anew.firstFlags = d.firstFlags
	return anew
}

// useJournal has what is undone noted in another journal than its own.
func (d *Deployment) useJournal(j *journal.Journal) { d.tenant.Journal, d.vendor.Journal = j, j }

// Disturbed says whether the tenant setting was seen to change while nobody here had changed it.
func (d *Deployment) Disturbed() bool { return d.tenant.Disturbed() }

// SignsInBy says, for the record, what signs in that does not show there by itself; "" where everything does.
func (d *Deployment) SignsInBy() string { return d.desk.SignsInBy() }

// Chromium starts the Chromium for sign-ins, unless it runs, and returns what it says it is: "Chromium 156".
func (d *Deployment) Chromium(ctx context.Context) (string, error) { return d.desk.Chromium(ctx) }

// Keep ends a provisioning: what was made stays, until Restore deletes it.
func (d *Deployment) Keep() error { return d.tenant.Journal.Keep() }

// FirstFlags are the tenant's flags as they were when the deployment was opened; nil where they are not known.
func (d *Deployment) FirstFlags() map[string]any { return d.firstFlags }

// surveySetting finds out at the start what the setting is and whether it may be changed.
func (d *Deployment) surveySetting(ctx context.Context) error {
	value, mayChange := d.File.Declares.RevokeRefreshTokenGrant, false
	if m := d.File.Management; m != nil {
		if _, err := d.own.ManagementToken(ctx); err != nil {
			return err
		}
		if on, flags, err := d.own.ReadFlags(ctx, session.Check); err == nil {
			if value != "" && value != auth0.SettingOf(on) {
				return remedy.NewUnjudgeable("declares.revoke_refresh_token_grant is %s, but the tenant's setting is %s; remove the declaration, which is for servers without a Management API", value, auth0.SettingOf(on))
			}
			value, mayChange, d.firstFlags = auth0.SettingOf(on), m.AllowChanges, flags
		} else {
			d.Progress(err.Error())
		}
	}
	d.leases.setSetting(value, mayChange)
	return nil
}

// Unjudgeable says in one line why the deployment cannot be judged at all, and what to do: exit code 3.
type Unjudgeable = remedy.Unjudgeable

// NotApplicable says that the deployment lacks something, and how to give it.
type NotApplicable = remedy.NotApplicable
