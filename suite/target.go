package suite

import (
	"context"
	"maps"
	"strings"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/record"
)

// Target is what is judged. Its methods are safe for concurrent use.
type Target interface {
	Able
	// Lease lends a scenario what it wants, and blocks until it can.
	Lease(ctx context.Context, w deployment.Want) (*deployment.Lease, error)
	// Describe is the target as the run record shows it.
	Describe() record.Deployment
	// Requests is the number of HTTP requests sent so far.
	Requests() int
	// Users is how many scenarios that want one user can run at once; 0 when nothing bounds them.
	Users() int
	// Pace is how fast the target can be asked, as far as that is known.
	Pace() deployment.Pace
	// Timings are how long scenarios took in earlier runs there, by their ids; nil where none is known.
	Timings() map[string]session.Timing
	// NoteTimings keeps how long scenarios took for the next run.
	NoteTimings(took map[string]session.Timing) error
	// Close restores what was changed and names what could not be restored.
	Close(ctx context.Context) error
}

// userDeployment is a deployment of the user's.
type userDeployment struct{ *deployment.Deployment }

// Open makes a deployment a target.
func Open(ctx context.Context, f *file.File, o deployment.Options) (Target, error) {
	d, err := deployment.Open(ctx, f, o)
	if err != nil {
		return nil, err
	}
	return userDeployment{d}, nil
}

func (d userDeployment) Users() int { return len(d.File.Users) }

func (d userDeployment) Describe() record.Deployment { return Describe(d.Deployment, false) }

// Describe is a deployment as the run record shows it; of the mock, what its applications are is left out.
func Describe(d *deployment.Deployment, mock bool) record.Deployment {
	declares := d.File.Declarations()
	if mock { // what its applications are is nobody's choice
		maps.DeleteFunc(declares, func(key, _ string) bool { return strings.HasPrefix(key, "clients.") })
	}
	return record.Deployment{
		Name: d.File.Name, Version: d.File.Version, Issuer: d.File.Issuer, Mock: mock,
		Capabilities: d.Capabilities(), Declares: declares, Nodes: len(d.File.Nodes), Insecure: d.File.TLS.Insecure,
	}
}
