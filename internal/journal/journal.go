// Package journal writes down what is about to be changed on a tenant, so that a later run can undo what this one did, should it be killed.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/statedir"
)

// journalSchema identifies the version of the journal's format.
const journalSchema = "revokespec/journal/v1"

// Journal is the file that lets a later run undo what this one did, should it be killed. A nil journal keeps nothing.
type Journal struct {
	path       string
	other      string // path of the journal that is kept apart
	provisions bool   // what it notes was made to stay, and other is that of runs; else the other way round

	mu   sync.Mutex
	mine bool // the file was made by us
	kept bool // what it notes is complete, and stays
	page page
}

// page is what the file holds.
type page struct {
	Schema     string    `json:"schema"`
	Issuer     string    `json:"issuer"`
	Management string    `json:"management,omitempty"`
	Process    int       `json:"process"`
	Started    time.Time `json:"started"`
	Entries    []Entry   `json:"entries"`
}

// Options say where a journal is, and of what.
type Options struct {
	Dir       string // "" = that of internal/statedir
	Ephemeral bool   // the server dies with the run: nothing is journalled
	Provision bool   // what is made is to stay
}

// Of is the journal of a deployment: one for each tenant on this machine, and another one of what was provisioned
// there, which is to stay from run to run.
func Of(f *file.File, o Options) (*Journal, error) {
	if o.Ephemeral {
		return nil, nil
	}
	dir := o.Dir
	if dir == "" {
		var err error
		if dir, err = statedir.Find(); err != nil {
			return nil, err
		}
	}
	partfile.Sweep(dir)
	management := ""
	if f.Management != nil {
		management = f.Management.URL
	}
	hash := sha256.Sum256([]byte(strings.TrimSuffix(f.Issuer, "/") + "\n" + strings.TrimSuffix(management, "/")))
	name := hex.EncodeToString(hash[:8]) + ".json"
	path, other := filepath.Join(dir, "journal-"+name), filepath.Join(dir, "provisioned-"+name)
	if o.Provision {
		path, other = other, path
	}
	return &Journal{
		path: path, other: other, provisions: o.Provision,
		page: page{Schema: journalSchema, Issuer: f.Issuer, Management: management, Process: os.Getpid(), Started: time.Now().UTC()},
	}, nil
}

// Has says whether a change of that kind is noted.
func (j *Journal) Has(kind string) bool {
	if j == nil {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.ContainsFunc(j.page.Entries, func(e Entry) bool { return e.Kind == kind })
}

// Add writes an entry down, which must be done before the change; the setting is noted once.
func (j *Journal) Add(e Entry) error {
	return j.edit(func(entries []Entry) []Entry {
		if e.Kind == KindSetting && slices.ContainsFunc(entries, func(o Entry) bool { return o.Kind == KindSetting }) {
			return entries
		}
		return append(entries, e)
	})
}

// Identify notes the id that a thing made has got.
func (j *Journal) Identify(kind, name, id string) error {
	return j.edit(func(entries []Entry) []Entry {
		for i, e := range entries {
			if e.Kind == kind && e.Name == name {
				entries[i].ID = id
			}
		}
		return entries
	})
}

// Drop removes the entries that a condition holds for.
func (j *Journal) Drop(condition func(Entry) bool) error {
	return j.edit(func(entries []Entry) []Entry { return slices.DeleteFunc(entries, condition) })
}

// edit changes the entries and makes the file say so before it returns.
func (j *Journal) edit(change func([]Entry) []Entry) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	changed := change(slices.Clone(j.page.Entries))
	if slices.Equal(changed, j.page.Entries) {
		return nil
	}
	next := j.page
	next.Entries = changed
	if err := j.write(next); err != nil {
		return j.unwritable(err)
	}
	j.page = next
	return nil
}

func (j *Journal) unwritable(err error) error {
	return fmt.Errorf("the journal of changes cannot be written to %s (%w); make that directory writable, or set REVOKESPEC_STATE_DIR", filepath.Dir(j.path), err)
}

// Path is where the file is.
func (j *Journal) Path() string { return j.path }

// Beside is the file of another kind for the same tenant, "" where none is kept from run to run.
func (j *Journal) Beside(kind string) string {
	if j == nil || j.provisions {
		return ""
	}
	dir, name := filepath.Split(j.path)
	return filepath.Join(dir, kind+strings.TrimPrefix(name, "journal"))
}

// Entries are what is to be undone, in the order in which it was done.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.page.Entries)
}
