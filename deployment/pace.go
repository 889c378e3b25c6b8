package deployment

import (
	"time"

	"github.com/revokespec/revokespec/internal/signin"
)

// Pace is how long things take at a deployment, as far as that is known.
type Pace struct {
	RequestsPerSecond   float64 // to all but the Management API; 0: no limit is known
	ManagementPerSecond float64
	SignInsPerMinute    float64       // of one user
	Latency             time.Duration // of one request, on average so far
	Clock               bool          // a mock's, which is moved instead of waiting
	LongestWait         time.Duration
	Applications        int // that a run makes and has at once
	SignIn              signin.Pace
	Leeway              time.Duration // of clients.leeway
	Waited              time.Duration // for limits, so far, the longest of all APIs
	Limits              []string      // what the server said, one limit an item
}

// Pace sums up what is known.
func (d *Deployment) Pace() Pace {
	speed := d.Pacer.Speed()
	p := Pace{
		RequestsPerSecond: speed.RequestsPerSecond, ManagementPerSecond: speed.ManagementPerSecond, SignInsPerMinute: speed.SignInsPerMinute,
		Waited: speed.Waited, Limits: speed.Limits,
		Clock: d.File.Control != nil, LongestWait: d.File.Limits.LongestWait, Applications: d.File.Limits.ThrowAwayApplications,
		SignIn: signin.PaceOf(d.File.Mint),
	}
	if c := d.File.Clients.Leeway; c != nil {
		p.Leeway = c.Leeway
	}
	if sent, took := d.Wire.Requests(); sent > 0 {
		p.Latency = took / time.Duration(sent)
	}
	return p
}

// SignInsTake is how long n sign-ins of one user wait for limits, at least.
func (d *Deployment) SignInsTake(n int) time.Duration { return d.Pacer.SignInsTake(n) }
