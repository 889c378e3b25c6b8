package deployment

import (
	"context"
	"net/http"
)

// Deployment is a server under test, ready to be judged. Its methods are safe for concurrent use.
type Deployment struct {
	File      *File
	Profiles  []string       // those of Options, else of the file, else auth0
	Endpoints Endpoints      // discovered, overridden by the file
	Metadata  map[string]any // as discovered; empty where there is none
}

// Options are what Open needs besides the file.
type Options struct {
	Transport http.RoundTripper // instead of the network; for tests
	StateDir  string            // where the journal is kept; "" = REVOKESPEC_STATE_DIR, XDG_STATE_HOME/revokespec, ~/.local/state/revokespec
	Ephemeral bool              // the server dies with the run: nothing is journalled or restored
	Profiles  []string          // replaces the file's
	Progress  func(string)      // is told, in one line, why something takes long; may be nil
}

// Open reads the deployment's metadata and checks that it can be reached. The error is an *Unjudgeable, or a *FileError
// when a crashed run left changes behind.
func Open(ctx context.Context, f *File, o Options) (*Deployment, error) { panic("todo") }

// Close restores what was changed and names what could not be restored.
func (d *Deployment) Close(ctx context.Context) error { panic("todo") }

// Requests is the number of HTTP requests sent so far.
func (d *Deployment) Requests() int { panic("todo") }

// Missing returns "" when the deployment has what is needed, else in one line what is missing and the key that gives it.
func (d *Deployment) Missing(need string) string { panic("todo") }

// Capabilities returns the sorted names of the needs that the deployment meets.
func (d *Deployment) Capabilities() []string { panic("todo") }

// Session returns a session that holds no lease: for looking around, as doctor does.
func (d *Deployment) Session() *Session { panic("todo") }

// IntrospectionClient is the client that introspects: the file's introspection, else confidential.
func (d *Deployment) IntrospectionClient() (Client, bool) { panic("todo") }

// Restore undoes what a crashed run left behind and says what that was. Without a journal it does nothing.
func Restore(ctx context.Context, f *File, o Options) (restored []string, err error) { panic("todo") }
