package deployment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/readfile"
)

// journalSchema identifies the version of the journal's format.
const journalSchema = "revokespec/journal/v1"

// kindSetting is the kind of a journal entry for the tenant setting; other kinds are collections of the Management API.
const kindSetting = "setting"

// entry is one thing that was changed or made, written down before that happened. It holds no secret.
type entry struct {
	Kind string       `json:"kind"`
	Name string       `json:"name"`
	ID   string       `json:"id,omitempty"`  // of a thing made, once the server gave it
	Was  file.Setting `json:"was,omitempty"` // the setting's value before
}

func (e entry) String() string {
	if e.Kind == kindSetting {
		return fmt.Sprintf("tenant setting %s back to %s", e.Name, e.Was)
	}
	return fmt.Sprintf("%s %q deleted", e.Kind, e.Name)
}

// journal is the file that lets a later run undo what this one did, should it be killed. A nil journal keeps nothing.
type journal struct {
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
	Entries    []entry   `json:"entries"`
}

// JournalOptions say where a journal is, and of what.
type JournalOptions struct {
	Dir       string // "" = REVOKESPEC_STATE_DIR, XDG_STATE_HOME/revokespec, ~/.local/state/revokespec
	Ephemeral bool   // the server dies with the run: nothing is journalled
	Provision bool   // what is made is to stay
}

// journalOf is the journal of a deployment: one for each tenant on this machine, and another one of what was provisioned
// there, which is to stay from run to run.
func journalOf(f *file.File, o JournalOptions) (*journal, error) {
	if o.Ephemeral {
		return nil, nil
	}
	dir, err := stateDir(o.Dir)
	if err != nil {
		return nil, err
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
	return &journal{
		path: path, other: other, provisions: o.Provision,
		page: page{Schema: journalSchema, Issuer: f.Issuer, Management: management, Process: os.Getpid(), Started: time.Now().UTC()},
	}, nil
}

func stateDir(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	if dir := os.Getenv("REVOKESPEC_STATE_DIR"); dir != "" {
		return dir, nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "revokespec"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("no place for the journal of changes; set REVOKESPEC_STATE_DIR")
	}
	return filepath.Join(home, ".local", "state", "revokespec"), nil
}

// refuseLeftovers is an error where another run changed this deployment and has not restored it. Its remedy spares what was
// provisioned.
func refuseLeftovers(path, provisioned, described string) error {
	left, err := readPage(path)
	remedy := "revokespec restore --deployment " + described
	if _, err := os.Stat(provisioned); err == nil {
		remedy = "revokespec restore --keep-provisioned --deployment " + described
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return file.NewError(path, err.Error())
	case partfile.Alive(left.Process):
		return file.NewError(path, fmt.Sprintf("process %d is changing this deployment; wait for it to end or, if that is no run of revokespec, run: %s", left.Process, remedy))
	}
	return file.NewError(path, fmt.Sprintf("a run that did not end properly left %s behind; run: %s", changes(len(left.Entries)), remedy))
}

// maxJournal bounds a journal, in bytes: an entry has a hundred.
const maxJournal = 16 << 20

func readPage(path string) (page, error) {
	data, err := readfile.Regular(path, maxJournal)
	if errors.Is(err, fs.ErrNotExist) {
		return page{}, err
	}
	if err != nil {
		return page{}, fmt.Errorf("cannot be read (%w); remove what stands there", pathless(err))
	}
	return parsePage(data)
}

// parsePage reads what a journal holds. Things are changed and deleted as it says, so that nothing else than what a run
// writes there is taken for one.
func parsePage(data []byte) (page, error) {
	var p page
	if json.Unmarshal(data, &p) != nil || p.Schema != journalSchema || !allOf(p.Entries, entry.undoable) {
		return page{}, errors.New("not a journal of this version of revokespec; restore with the version that wrote it, or remove the file")
	}
	return p, nil
}

// undoable says whether the entry is one that a run writes.
func (e entry) undoable() bool {
	if e.Kind == kindSetting {
		return e.Name == settingFlag && (e.Was == file.SettingOn || e.Was == file.SettingOff)
	}
	_, known := collections[e.Kind]
	return known && e.Name != ""
}

func allOf[T any](list []T, is func(T) bool) bool {
	return !slices.ContainsFunc(list, func(e T) bool { return !is(e) })
}

func (j *journal) has(kind string) bool {
	if j == nil {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.ContainsFunc(j.page.Entries, func(e entry) bool { return e.Kind == kind })
}

// add writes an entry down, which must be done before the change; the setting is noted once.
func (j *journal) add(e entry) error {
	return j.edit(func(entries []entry) []entry {
		if e.Kind == kindSetting && slices.ContainsFunc(entries, func(o entry) bool { return o.Kind == kindSetting }) {
			return entries
		}
		return append(entries, e)
	})
}

// identify notes the id that a thing made has got.
func (j *journal) identify(kind, name, id string) error {
	return j.edit(func(entries []entry) []entry {
		for i, e := range entries {
			if e.Kind == kind && e.Name == name {
				entries[i].ID = id
			}
		}
		return entries
	})
}

// drop removes the entries that a condition holds for.
func (j *journal) drop(condition func(entry) bool) error {
	return j.edit(func(entries []entry) []entry { return slices.DeleteFunc(entries, condition) })
}

// edit changes the entries and makes the file say so before it returns.
func (j *journal) edit(change func([]entry) []entry) error {
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

func (j *journal) unwritable(err error) error {
	return fmt.Errorf("the journal of changes cannot be written to %s (%w); make that directory writable, or set REVOKESPEC_STATE_DIR", filepath.Dir(j.path), err)
}

func changes(n int) string {
	if n == 1 {
		return "a change"
	}
	return fmt.Sprintf("%d changes", n)
}
