package deployment

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"

	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/readfile"
	"github.com/revokespec/revokespec/internal/session"
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
	part, err := partfile.Create(path, 0o600)
	if err != nil {
		return err
	}
	defer part.Discard()
	if _, err := part.Write(data); err != nil {
		return err
	}
	return part.Move()
}

// timingsPath is beside the journal; "" where none is kept.
func (d *Deployment) timingsPath() string { return d.tenant.Journal.Beside("timings") }
