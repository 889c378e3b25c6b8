package file

import (
	"errors"
	"io"
	"os"
)

var (
	errNotRegular = errors.New("is no regular file")
	errTooLarge   = errors.New("is too large")
)

// ReadFile reads a regular file of at most so many bytes. A named pipe would keep the run from beginning until somebody
// writes to it, and a device might never end.
func ReadFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNotRegular
	}
	return ReadAny(path, most)
}

// ReadAny reads at most so many bytes, also from a pipe: a shell's <(command) is one.
func ReadAny(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = errTooLarge
	}
	return data, err
}
