package program

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/revokespec/revokespec/internal/readfile"
)

// mostInput is how much is read of a small file that somebody names, in bytes.
const mostInput = 1 << 20

// ReadInput reads such a file; the error names it.
func ReadInput(path string) ([]byte, error) {
	data, err := readfile.Any(path, mostInput)
	if named := new(fs.PathError); err != nil && !errors.As(err, &named) {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return data, err
}
