package deployment

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/readfile"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// timingsSchema identifies the version of the format in which timings are kept.
const timingsSchema = "revokespec/timings/v1"

// mostTimings is more than all scenarios take, in bytes.
const mostTimings = 1 << 20

type timingsFile struct {
	Schema  string                    `json:"schema"`
	Timings map[string]session.Timing `json:"timings"`
}

// Timings are those of earlier runs from this machine, by scenario. They tell how long the next run takes, and nothing else; where
// there are none, or the file cannot be read, the map is empty.
func (d *Deployment) Timings() map[string]session.Timing {
	var kept timingsFile
	if path := d.timingsPath(); path != "" {
		if data, err := readfile.Any(path, mostTimings); err == nil && json.Unmarshal(data, &kept) == nil && kept.Schema == timingsSchema {
			return kept.Timings
		}
	}
	return nil
}

// NoteTimings keeps the timings of a run for the next one, with those that are known of other scenarios.
func (d *Deployment) NoteTimings(took map[string]session.Timing) error {
	path := d.timingsPath()
	if path == "" || len(took) == 0 {
		return nil
	}
	all := d.Timings()
	if all == nil {
		all = map[string]session.Timing{}
	}
	maps.Copy(all, took)
	data, err := json.Marshal(timingsFile{timingsSchema, all})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return partfile.Write(path, data, true)
}

// timingsPath is beside the journal; "" where none is kept.
func (d *Deployment) timingsPath() string { return d.tenant.Journal.Beside("timings") }

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
