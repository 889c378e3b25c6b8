// Package readfile reads files of at most so many bytes: what a user names may be anything.
package readfile

import (
	"errors"
	"io"
	"os"
)

// What is wrong with a file that can be opened.
var (
	ErrNotRegular = errors.New("is no regular file")
	ErrTooLarge   = errors.New("is too large")
)

// Regular reads a regular file. A named pipe would keep the run from beginning until somebody writes to it, and a device
// might never end.
func Regular(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	}
	return Any(path, most)
}

// Any reads from a pipe as well: a shell's <(command) is one.
func Any(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = ErrTooLarge
	}
	return data, err
}
