package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/revokespec/revokespec/internal/partfile"
	"github.com/revokespec/revokespec/internal/readfile"
)

var errHeld = errors.New("another run has begun to change this deployment")

// write makes the file hold the page, or removes it when there is nothing to undo. The file is complete at any moment:
// it is written beside and moved into place, by a link the first time, which fails where another run was faster.
func (j *Journal) write(p page) error {
	if len(p.Entries) == 0 {
		j.mine = false
		return os.Remove(j.path)
	}
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return withoutPath(err)
	}
	err = partfile.Write(j.path, append(data, '\n'), j.mine)
	switch {
	case errors.Is(err, fs.ErrExist):
		return errHeld
	case err != nil:
		return withoutPath(err)
	}
	j.mine = true
	return syncDir(filepath.Dir(j.path))
}

// syncDir makes the new name durable. Some systems cannot sync a directory; there the file itself has to do.
func syncDir(dir string) error {
	handle, err := os.Open(dir)
	if err != nil {
		return withoutPath(err)
	}
	_ = handle.Sync()
	return handle.Close()
}

// withoutPath takes the path out of an error that is shown together with it.
func withoutPath(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// maxJournal bounds a journal, in bytes: an entry has a hundred.
const maxJournal = 16 << 20

func readPage(path string) (page, error) {
	data, err := readfile.Regular(path, maxJournal)
	if errors.Is(err, fs.ErrNotExist) {
		return page{}, err
	}
	if err != nil {
		return page{}, fmt.Errorf("cannot be read (%w); remove what stands there", withoutPath(err))
	}
	return parsePage(data)
}

// parsePage reads a journal. Things are changed and deleted as it says, so it takes nothing but what a run writes.
func parsePage(data []byte) (page, error) {
	var p page
	if json.Unmarshal(data, &p) != nil || p.Schema != journalSchema || slices.ContainsFunc(p.Entries, Entry.unknown) {
		return page{}, errors.New("not a journal of this version of revokespec; restore with the version that wrote it, or remove the file")
	}
	return p, nil
}
