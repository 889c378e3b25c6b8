// Package partfile writes a file beside the place it is for, and puts it there when it is whole. What a process that was killed
// has left of such files is found again, and removed.
package partfile

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// File is a file in the making. It is locked as long as it is open, which tells it from one whose process is gone: the number of
// a process is given to others later, and in a container is always the same.
type File struct {
	*os.File
	path string
	over bool // moved, linked or discarded
}

// name is that of a file in the making: .NAME.PID.N.part.
var name = regexp.MustCompile(`^\..+\.([0-9]+)\.[0-9]+\.part$`)

// Create begins a file for a place. It is in the same directory, as a rename does not cross file systems.
func Create(path string, mode os.FileMode) (*File, error) {
	for i := 0; ; i++ {
		beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.%d.part", filepath.Base(path), os.Getpid(), i))
		file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		switch {
		case errors.Is(err, os.ErrExist):
			continue
		case err != nil:
			return nil, err
		}
		if lock(file); named(file) { // else somebody swept before it was locked
			return &File{File: file, path: path}, nil
		}
		_ = file.Close()
	}
}

// Write puts a text in a place, whole or not at all, readable for its owner alone: over what is there, or, where it may not be,
// as Link does.
func Write(path string, text []byte, over bool) error {
	part, err := Create(path, 0o600)
	if err != nil {
		return err
	}
	defer part.Discard()
	if _, err := part.Write(text); err != nil {
		return err
	}
	if over {
		return part.Move()
	}
	return part.Link()
}

// Move puts the file in its place, over whatever is there.
func (f *File) Move() error {
	err := f.place(os.Rename)
	if err == nil { // its name is free, and may be another's already
		f.over = true
		_ = f.Close()
	}
	f.Discard()
	return err
}

// Link puts the file in its place, and is os.ErrExist where something is there already.
func (f *File) Link() error {
	defer f.Discard()
	return f.place(os.Link)
}

func (f *File) place(put func(from, to string) error) error {
	err := f.Sync()
	if !lockable { // there no open file can be moved
		err = cmp.Or(err, f.Close())
	}
	if err == nil {
		err = put(f.Name(), f.path)
	}
	return err
}

// Discard drops the file; what is in its place stays as it was. After Move and Link it does nothing.
func (f *File) Discard() {
	if f.over {
		return
	}
	f.over = true
	_ = os.Remove(f.Name()) // before it is unlocked
	_ = f.Close()
}

// Sweep removes from a directory what is left of files whose processes are gone. What cannot be told or removed stays.
func Sweep(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		found := name.FindStringSubmatch(entry.Name())
		if found == nil || !entry.Type().IsRegular() || !lockable {
			continue
		}
		process, err := strconv.Atoi(found[1])
		if err == nil && (process == os.Getpid() || !Alive(process)) {
			removeUnlocked(filepath.Join(dir, entry.Name()))
		}
	}
}

func removeUnlocked(path string) {
	file, err := os.OpenFile(path, os.O_RDONLY|notThrough, 0)
	if err != nil {
		return
	}
	defer func() { _ = file.Close() }()
	if unlocked(file) && named(file) {
		_ = os.Remove(path)
	}
}

// named says whether the open file still has its name.
func named(file *os.File) bool {
	open, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(file.Name())
	return err == nil && os.SameFile(open, there)
}
