package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// What is wrong with a file that cannot be opened. It is left as it is.
var (
	ErrInUse   = errors.New("is in use by another process; stop that one, or name another file")
	ErrForeign = errors.New("is no file that a mock's state is kept in; name another, or move it away")
	ErrDamaged = errors.New("is damaged; put a copy of it back, or move it away to begin anew")
	ErrNewer   = errors.New("was written by a newer revokespec; use that one, or name another file")
)

// lockWait is how long another process may have the file before ErrInUse is told.
const lockWait = 100 * time.Millisecond

// Open opens a file, or makes it where there is none. It looks at all that is in it first. The error names the file.
func Open(path string) (*File, error) {
	f, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return f, nil
}

func open(path string) (*File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = begin(path)
	case err == nil && !info.Mode().IsRegular():
		err = ErrForeign
	case err == nil && info.Size() > 0:
		err = examine(path)
	}
	if err != nil {
		return nil, plain(err)
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return nil, plain(err)
	}
	db.MaxBatchDelay = togetherWithin
	if err := db.Update(format); err != nil {
		return nil, errors.Join(plain(err), db.Close())
	}
	return &File{db}, nil
}

// begin makes an empty file. It has its name only when it is whole.
func begin(path string) error {
	made, err := os.CreateTemp(filepath.Dir(path), ".begun-*")
	if err != nil {
		return err
	}
	defer os.Remove(made.Name()) //nolint:errcheck // it is empty
	if err := made.Close(); err != nil {
		return err
	}
	db, err := bolt.Open(made.Name(), 0o600, nil)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(format), db.Close()); err != nil {
		return err
	}
	err = os.Link(made.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) { // another process was quicker
		return nil
	}
	return os.Rename(made.Name(), path) // where there are no links
}

// examine sees whether a file is one of ours, and whole. It only reads.
func examine(path string) (err error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockWait})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := pagesAreSound(path); err != nil {
		return err
	}
	return db.View(func(b *bolt.Tx) error {
		if err := consistent(b); err != nil {
			return err
		}
		return everything(b)
	})
}

// consistent is what bbolt finds out about its own file.
func consistent(b *bolt.Tx) (found error) {
	for err := range b.Check() { // to the end: it goes on meanwhile
		found = errors.Join(ErrDamaged, err)
	}
	return found
}

// plain says in words of ours what bbolt, or the system, has found.
func plain(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return ErrInUse
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch):
		return ErrForeign
	case errors.Is(err, berrors.ErrChecksum):
		return ErrDamaged
	case errors.Is(err, syscall.ENOSPC):
		return errors.New("cannot be written: the disk is full; make room there, or name a file on another disk")
	case errors.Is(err, syscall.EROFS):
		return errors.New("cannot be written: the disk is read-only; name a file on another disk")
	case errors.As(err, &path):
		return fmt.Errorf("cannot be used: %w; name a file in a directory that exists and can be written", path.Err)
	}
	for _, known := range []error{ErrForeign, ErrDamaged, ErrNewer} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}
