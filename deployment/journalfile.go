package deployment

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

var errHeld = errors.New("another run has begun to change this deployment")

// write makes the file hold the page, or removes it when there is nothing to undo. The file is complete at any moment:
// it is written beside and moved into place, by a link the first time, which fails where another run was faster.
func (j *journal) write(p page) error {
	if len(p.Entries) == 0 {
		j.mine = false
		return os.Remove(j.path)
	}
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return pathless(err)
	}
	temporary, err := writeTemporary(filepath.Dir(j.path), append(data, '\n'))
	if err != nil {
		return pathless(err)
	}
	defer os.Remove(temporary)
	if j.mine {
		err = os.Rename(temporary, j.path)
	} else {
		err = os.Link(temporary, j.path)
	}
	if errors.Is(err, fs.ErrExist) {
		return errHeld
	}
	if err != nil {
		return pathless(err)
	}
	j.mine = true
	return syncDir(filepath.Dir(j.path))
}

// writeTemporary writes a file that only its owner may read, down to the disk.
func writeTemporary(dir string, data []byte) (string, error) {
	file, err := os.CreateTemp(dir, ".journal-*") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		os.Remove(file.Name())
	}
	return file.Name(), err
}

// syncDir makes the new name durable. Some systems cannot sync a directory; there the file itself has to do.
func syncDir(dir string) error {
	handle, err := os.Open(dir)
	if err != nil {
		return pathless(err)
	}
	_ = handle.Sync()
	return handle.Close()
}

// pathless takes the path out of an error that is shown together with it.
func pathless(err error) error {
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
