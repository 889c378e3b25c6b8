package deployment

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/pace"
	"github.com/revokespec/revokespec/internal/redact"
)

// Deployment is a server under test, ready to be judged. Its methods are safe for concurrent use.
type Deployment struct {
	File      *file.File     // completed: what was left out is filled in
	Profiles  []string       // those of Options, else of the file, else auth0
	Issuer    string         // as the metadata spells it, else as the file does
	Endpoints file.Endpoints // discovered, overridden by the file
	Metadata  map[string]any // as discovered; empty where there is none

	wire       *httpx.Wire
	pacer      *pace.Pacer
	own        *Session // for what belongs to no scenario
	openValues *redact.Open
	secrets    *redact.Redactor // of all sessions; nil where there is one alone
	management manager
	leases     leases
	firstFlags map[string]any
	setting    settingWatch
	journal    *journal
	undone     func(line string)
	room       chan struct{} // holds one for each throw-away application that is there; nil where they are made to stay
	unshared   bool
	ahead      atomic.Int64 // how far the mock's clock was moved, in nanoseconds
	progress   func(string)
	sleep      func(ctx context.Context, d time.Duration) error
	chromium   browserProcess
	minting    minting
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
	if err := d.journal.refuse(f.Path); err != nil {
		return nil, err
	}
	if f.TLS.Insecure {
		d.progress(file.InsecureWarning)
	}
	if err := d.discover(ctx, o.Incomplete); err != nil {
		return nil, d.redacted(err)
	}
	if err := d.surveySetting(ctx); err != nil {
		return nil, d.redacted(err)
	}
	return d, nil
}

// prepare makes a deployment that has sent nothing yet.
func prepare(f *file.File, o Options) (*Deployment, error) {
	f = f.Clone()
	f.Complete()
	wire, err := httpx.NewWire(f, o.Transport)
	if err != nil {
		return nil, file.NewError(f.Path, err.Error())
	}
	journal, err := journalOf(f, o)
	if err != nil {
		return nil, file.NewError(f.Path, err.Error())
	}
	d := &Deployment{
		File: f, Profiles: f.Profiles, Issuer: f.Issuer, Endpoints: f.Endpoints, Metadata: map[string]any{},
		wire: wire, journal: journal, unshared: o.Unshared, sleep: o.sleep, undone: o.Undone,
	}
	d.pacer = pace.New(f, &d.Endpoints)
	if !o.Provision {
		d.room = make(chan struct{}, f.Limits.ThrowAwayApplications)
	}
	if len(o.Profiles) > 0 {
		d.Profiles = o.Profiles
	}
	d.minting, d.chromium.path = newMinting(f.Mint.Concurrency), f.Mint.Browser
	if o.Browser != "" && o.Browser != file.BrowserNone {
		d.chromium.path = o.Browser
	}
	d.openValues = redact.NewOpen(openValuesOf(f))
	if !o.Unshared {
		d.secrets = redact.New(d.openValues, nil)
	}
	d.progress = func(line string) {
		if o.Progress != nil {
			o.Progress(d.redact(line))
		}
	}
	if d.sleep == nil {
		d.sleep = pace.Sleep
	}
	d.own = d.Session()
	d.own.quiet = true
	for _, user := range f.Users {
		d.own.Name(user.Password, "password of a user")
	}
	d.pacer.Sleep, d.pacer.Say = d.sleep, d.progress
	d.leases.init(f.Users)
	return d, nil
}

// Requests is the number of HTTP requests sent so far.
func (d *Deployment) Requests() int {
	sent, _ := d.wire.Requests()
	return sent
}

// now is the time on the deployment's clock, as far as we moved it.
func (d *Deployment) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }
